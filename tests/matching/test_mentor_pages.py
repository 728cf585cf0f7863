"""The list of mentors and one mentor's page, as each role finds them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Language, User
from matching.models import MatchRound
from matching.presentation.zones import difference_in_words
from matching.queries.mentors import by_overlap, lines_of, ready_mentors, search_mentors
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, SupportFunction
from tests.conftest import SignIn
from tests.factories.pairs import ConflictFactory, MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory, InterestTermFactory

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def furnish(participation: MentorParticipation, enrollment: Enrollment) -> MentorParticipation:
    """Give the mentor everything that a row shows."""
    for name in ("Child health", "Case writing"):
        term, _new = InterestTermFactory._meta.model.objects.get_or_create(
            institution=enrollment.cycle.program.institution,
            slug=name.lower().replace(" ", "-"),
            defaults={"name": name, "facet": "specialty"},
        )
        participation.mentor.interests.create(term=term)
        enrollment.mentee.interests.get_or_create(term=term)
    language, _new = Language.objects.get_or_create(code="lg", defaults={"name": "Luganda"})
    participation.mentor.languages.add(language)
    participation.support_offers.create(function=SupportFunction.NETWORKING, note="gladly")
    enrollment.support_needs.get_or_create(function=SupportFunction.NETWORKING)
    return participation


def page_of(cycle: Cycle, query: str = "") -> str:
    return f"/cycles/{cycle.pk}/mentors/{query}"


# The list ------------------------------------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow(
    student: User, enrollment: Enrollment, cycle: Cycle, open_round: MatchRound, sign_in: SignIn
) -> None:
    client = sign_in(student)
    furnish(MentorParticipationFactory.create(cycle=cycle), enrollment)
    client.get(page_of(cycle))
    assert queries(client, page_of(cycle)) == 20
    for _ in range(2):
        furnish(MentorParticipationFactory.create(cycle=cycle), enrollment)
    assert queries(client, page_of(cycle)) == 24, "for who is new, what the mentors have is read anew"
    assert queries(client, page_of(cycle)) == 20


def test_most_overlap_comes_first(
    student: User, enrollment: Enrollment, cycle: Cycle, participation: MentorParticipation, sign_in: SignIn
) -> None:
    MentorParticipationFactory.create(cycle=cycle, mentor__family_name="Aaronson")
    furnish(participation, enrollment)
    text = sign_in(student).get(page_of(cycle)).content.decode()
    assert text.index("Nambozo-Hale") < text.index("Aaronson")
    assert "You share all two of your interests. Dr Nambozo-Hale offers networking, which you put first" in text


def test_equal_overlap_is_ordered_by_name(enrollment: Enrollment, cycle: Cycle) -> None:
    names = ("Moreau", "Achebe", "Zhou", "Bell")
    people = {name: MentorParticipationFactory.create(cycle=cycle, mentor__family_name=name).pk for name in names}
    assert by_overlap(enrollment, lines_of(ready_mentors(enrollment))) == [people[name] for name in sorted(names)]


@pytest.mark.parametrize("state", [s for s in MentorParticipation.State if s != MentorParticipation.State.READY])
def test_only_ready_mentors_are_listed(
    student: User, enrollment: Enrollment, cycle: Cycle, sign_in: SignIn, state: str
) -> None:
    MentorParticipationFactory.create(cycle=cycle, state=state, mentor__family_name="Unready")
    MentorParticipationFactory.create(cycle=CycleFactory.create(), mentor__family_name="Elsewhere")
    response = sign_in(student).get(page_of(cycle))
    assert "No mentors are ready yet." in response.content.decode()
    assert "Unready" not in response.content.decode()
    assert "Elsewhere" not in response.content.decode()


def test_a_mentee_who_also_mentors_is_not_on_the_own_list(student: User, enrollment: Enrollment, cycle: Cycle) -> None:
    MentorParticipationFactory.create(cycle=cycle, mentor=student)
    assert not ready_mentors(enrollment).exists()


@pytest.mark.parametrize(
    "query",
    [
        "?interest={term}",
        "?support=networking",
        "?language={language}",
        "?mode=by_audio",
        "?profession=Physician",
        "?q=kampala",
        "?q=ANGSTROM",
        "?interest={term}&support=networking&mode=by_audio&q=zo%C3%AB",
    ],
)
def test_filters_narrow_the_list(
    student: User, enrollment: Enrollment, cycle: Cycle, sign_in: SignIn, query: str
) -> None:
    found = MentorParticipationFactory.create(
        cycle=cycle,
        by_audio=True,
        mentor__given_name="Zoë",
        mentor__family_name="Ångström",
        mentor__profession="Physician",
        mentor__about="I trained in Kampala.",
    )
    furnish(found, enrollment)
    MentorParticipationFactory.create(cycle=cycle, mentor__family_name="Otherwise", mentor__profession="Nurse")
    term = found.mentor.interests.first()
    values = {"term": term.term_id if term else 0, "language": found.mentor.languages.get().pk}
    text = sign_in(student).get(page_of(cycle, query.format(**values))).content.decode()
    assert "Matching the filter (1)" in text
    assert "Ångström" in text
    assert "Otherwise" not in text


def test_filters_that_find_nobody_say_what_helps(
    student: User, enrollment: Enrollment, cycle: Cycle, participation: MentorParticipation, sign_in: SignIn
) -> None:
    text = sign_in(student).get(page_of(cycle, "?q=nobody+writes+this")).content.decode()
    assert "No mentors match all of these filters." in text
    assert "All mentors (1)" in text


def test_a_filter_that_makes_no_sense_is_left_out(
    student: User, enrollment: Enrollment, cycle: Cycle, participation: MentorParticipation, sign_in: SignIn
) -> None:
    response = sign_in(student).get(page_of(cycle, "?interest=9999&mode=telepathy&page=x"))
    assert response.status_code == 200
    assert "Nambozo-Hale" in response.content.decode()


def test_words_begin_words_in_any_order_without_accents(enrollment: Enrollment, cycle: Cycle) -> None:
    found = MentorParticipationFactory.create(
        cycle=cycle,
        mentor__given_name="Łucja",
        mentor__family_name="Sørensen-Müller",
        mentor__specialty="Pædiatrics",
        mentor__headline="The only person in the room",
        mentor__about="I like to introduce people to each other.",
    )
    MentorParticipationFactory.create(cycle=cycle)
    mentors = ready_mentors(enrollment)
    for query in ("sorensen", "MULLER lucja", "paed room", "introduce(other", "  "):
        pks = search_mentors(mentors, query).values_list("pk", flat=True)
        assert found.pk in pks
        assert (pks.count() == 1) is bool(query.strip())
    for query in ("oom", "sorensen nephrology", "%", "*"):
        expected = 0 if query.strip("%*") else 2
        assert search_mentors(mentors, query).count() == expected


def test_search_finds_everything_that_a_card_shows(enrollment: Enrollment, cycle: Cycle) -> None:
    shown = MentorParticipationFactory.create(cycle=cycle, mentor__profession="Midwife", usual_times="Tuesdays at noon")
    term = InterestTermFactory.create(name="Rural medicine")
    shown.mentor.interests.create(term=term)
    shown.mentor.languages.add(Language.objects.create(code="lg", name="Luganda"))
    shown.support_offers.create(function="career_assistance", note="reading your application")
    MentorParticipationFactory.create(cycle=cycle)
    for query in (
        "midwife",
        "rural",
        "Luganda",
        "career assistance",
        "applications",
        "tuesday",
        "rural luganda midwife",
    ):
        assert list(search_mentors(ready_mentors(enrollment), query)) == [shown], query


def test_two_thousand_mentors_are_searched_and_ordered_in_few_queries(enrollment: Enrollment, cycle: Cycle) -> None:
    people = User.objects.bulk_create(
        User(email=f"m{n}@haldenlake.example", given_name="Mentor", family_name=f"Nr{n}", about="Ward work. " * 50)
        for n in range(2000)
    )
    MentorParticipation.objects.bulk_create(
        MentorParticipation(cycle=cycle, mentor=person, state=MentorParticipation.State.READY) for person in people
    )
    with CaptureQueriesContext(connection) as captured:
        found = by_overlap(enrollment, lines_of(search_mentors(ready_mentors(enrollment), "ward nr19")))
    assert len(found) == 111  # 19, 190 to 199, 1900 to 1999
    assert len(captured) < 15


def test_pages_hold_ten_and_keep_the_filter(
    student: User, enrollment: Enrollment, cycle: Cycle, sign_in: SignIn
) -> None:
    for _ in range(11):
        MentorParticipationFactory.create(cycle=cycle, by_audio=True)
    text = sign_in(student).get(page_of(cycle, "?mode=by_audio&page=2")).content.decode()
    assert text.count('<li id="m-') == 1
    assert "mode=by_audio&amp;page=1" in text


def test_a_conflict_is_shown_in_neutral_words_and_cannot_be_added(
    student: User,
    enrollment: Enrollment,
    cycle: Cycle,
    participation: MentorParticipation,
    open_round: MatchRound,
    sign_in: SignIn,
) -> None:
    ConflictFactory.create(institution=cycle.program.institution, mentor=participation.mentor, mentee=student)
    text = sign_in(student).get(page_of(cycle)).content.decode()
    assert "one of you has a role that rules out this pairing. It says nothing about either of you." in text
    assert "rades" not in text
    assert 'name="add"' not in text


def test_a_program_that_warns_says_so_and_lets_the_mentee_rank(
    student: User,
    enrollment: Enrollment,
    cycle: Cycle,
    participation: MentorParticipation,
    open_round: MatchRound,
    sign_in: SignIn,
) -> None:
    cycle.program.conflict_policy = "warn"
    cycle.program.save()
    ConflictFactory.create(institution=cycle.program.institution, mentor=participation.mentor, mentee=student)
    text = sign_in(student).get(page_of(cycle)).content.decode()
    assert "There’s a conflict of interest between the two of you." in text
    assert 'name="add"' in text
    cycle.program.academic_counseling = True
    cycle.program.save()
    assert 'name="add"' not in sign_in(student).get(page_of(cycle)).content.decode()


def test_who_is_away_when_pairs_begin_is_said_to_be(
    student: User,
    enrollment: Enrollment,
    cycle: Cycle,
    participation: MentorParticipation,
    open_round: MatchRound,
    sign_in: SignIn,
) -> None:
    participation.away_from, participation.away_until = date(2026, 10, 1), date(2026, 11, 1)
    participation.save()
    text = sign_in(student).get(page_of(cycle)).content.decode()
    assert "Dr Nambozo-Hale will be away when mentorships start" in text
    assert 'name="add"' not in text


# One mentor ----------------------------------------------------------------------------------------


def test_a_mentee_reads_why_and_what_is_offered(
    student: User, enrollment: Enrollment, participation: MentorParticipation, sign_in: SignIn
) -> None:
    furnish(participation, enrollment)
    text = sign_in(student).get(f"/mentors/{participation.pk}/").content.decode()
    assert "What you have in common" in text
    assert re.search(r"<td>gladly</td>\s*<td>first</td>", text)
    assert "Kampala, 7 hours ahead of Toronto; 8 hours ahead from 1 November" in text
    assert "how often someone was chosen" in text


def test_the_mentor_sees_a_preview(mentor: User, participation: MentorParticipation, sign_in: SignIn) -> None:
    text = sign_in(mentor).get(f"/mentors/{participation.pk}/").content.decode()
    assert "This is how mentees see you." in text
    assert "What you have in common" not in text


def test_the_page_of_somebody_not_ready_is_not_there(
    student: User, mentor: User, participation: MentorParticipation, coordinator: User, sign_in: SignIn
) -> None:
    participation.state = MentorParticipation.State.ACCEPTED
    participation.save()
    expected = {student: 404, mentor: 200, coordinator: 200}
    for person, status in expected.items():
        assert sign_in(person).get(f"/mentors/{participation.pk}/").status_code == status


def test_mentees_of_other_programs_do_not_find_the_mentor(
    participation: MentorParticipation, cycle: Cycle, sign_in: SignIn
) -> None:
    stranger = EnrollmentFactory.create().mentee
    client = sign_in(stranger)
    assert client.get(f"/mentors/{participation.pk}/").status_code == 404
    assert client.get(page_of(cycle)).status_code == 404
    assert client.post(f"/cycles/{cycle.pk}/ranking/", {"add": participation.pk}).status_code == 404


# Clocks --------------------------------------------------------------------------------------------

NOW = datetime(2026, 9, 20, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("there", "here", "text"),
    [
        ("Africa/Kampala", "America/Toronto", "Kampala, 7 hours ahead of Toronto; 8 hours ahead from 1 November"),
        ("America/Toronto", "Africa/Kampala", "Toronto, 7 hours behind Kampala; 8 hours behind from 1 November"),
        ("Africa/Kampala", "Africa/Nairobi", "Kampala, the same time as Nairobi"),
        ("Asia/Kathmandu", "Africa/Kampala", "Kathmandu, 2 hours 45 minutes ahead of Kampala"),
        ("America/Toronto", "America/Toronto", "Toronto"),
        ("Europe/London", "Africa/Accra", "London, 1 hour ahead of Accra; the same time from 25 October"),
        ("America/Argentina/Buenos_Aires", "UTC", "Buenos Aires, 3 hours behind UTC"),
    ],
)
def test_clocks_in_words(there: str, here: str, text: str) -> None:
    assert difference_in_words(there, here, now=NOW) == text


def test_who_has_a_mentor_is_not_asked_to_keep_a_shortlist(
    student: User, enrollment: Enrollment, cycle: Cycle, open_round: MatchRound, sign_in: SignIn
) -> None:
    other = MentorParticipationFactory.create(cycle=cycle)
    client = sign_in(student)
    pages = page_of(cycle), reverse("matching:show-mentor", kwargs={"pk": other.pk})
    before = [client.get(page).content.decode() for page in pages]
    assert all("Add to shortlist" in page for page in before)
    MentorshipFactory.create(cycle=cycle, enrollment=enrollment, mentee=student)
    after = [client.get(page).content.decode() for page in pages]
    assert not any("hortlist" in page or "See my list" in page for page in after)
