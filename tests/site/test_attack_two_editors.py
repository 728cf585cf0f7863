"""Two people open one form and both save: nobody overwrites what they have not seen, and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound, PreferenceItem
from notifications.queries.preferences import preference_of
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from programs.services import chapters, handbooks
from sessions.models import MentoringSession, Mode, SharedSummary
from sessions.services.log_checks import confirm_log, dispute_log
from sessions.services.logs import SessionLog, log_session
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import HelpContactFactory, InterestTermFactory
from tests.factories.sessions import SessionFactory, WorkshopFactory
from tests.site.two_editors import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_both_databases")]
State = MentoringSession.State


@dataclass(frozen=True)
class Case:
    """One form that two may have open.

    Attributes:
        address: from the cast to the page.
        stored: reads what is stored from the database.
        name: the field that both change; first, second: what they type; as_shown: how a page writes the first.
        who: by which names of the cast the two windows are opened.
    """

    address: Callable[["Cast"], str]
    stored: Callable[["Cast"], Any]
    name: str
    first: str
    second: str
    who: tuple[str, str]
    shown: tuple[str, str] = ("", "")
    also: dict[str, str] = field(default_factory=dict)


@dataclass
class Cast:
    """Who and what the cases speak of."""

    program: Program
    cycle: Cycle
    people: dict[str, User]
    enrollment: Enrollment
    participation: MentorParticipation
    round: MatchRound
    session: MentoringSession
    workshop: MentoringSession


@pytest.fixture
def cast(
    program: Program,
    cycle: Cycle,
    admin: User,
    coordinator: User,
    student: User,
    mentor: User,
    enrollment: Enrollment,
    participation: MentorParticipation,
    now: datetime,
) -> Cast:
    InterestTermFactory.create(institution=program.institution)
    HelpContactFactory.create(institution=program.institution, program=program, heading="In danger")
    draft = handbooks.start_draft(program)
    chapters.add_chapter(draft, title="Why we mentor", audience="both", body="Because.")
    version = handbooks.publish_handbook(draft, by=admin, change_note="", ask_again=True, now=now)
    handbooks.acknowledge_handbook(version, by=student, now=now)
    people = {"admin": admin, "coordinator": coordinator, "student": student, "mentor": mentor}
    match_round = MatchRoundFactory.create(cycle=cycle)
    pair = MentorshipFactory.create(
        cycle=cycle, enrollment=enrollment, participation=participation, started_on=date(2026, 9, 1)
    )
    session = SessionFactory.create(mentorship=pair, starts_at=now - timedelta(hours=2))
    workshop = WorkshopFactory.create(cycle=cycle, starts_at=now + timedelta(days=9))
    return Cast(program, cycle, people, enrollment, participation, match_round, session, workshop)


def _of_program(route: str, **more: str) -> Callable[[Cast], str]:
    return lambda cast: reverse(f"programs:{route}", kwargs={"slug": cast.program.slug, **more})


def _chapter_page(cast: Cast) -> str:
    chapter = handbooks.start_draft(cast.program).chapters.get()
    return reverse("programs:edit-chapter", kwargs={"slug": cast.program.slug, "pk": chapter.pk})


def _participation_page(cast: Cast) -> str:
    return reverse("people:edit-participation", kwargs={"pk": cast.participation.pk})


def _of_session(route: str) -> Callable[[Cast], str]:
    return lambda cast: reverse(f"sessions:{route}", kwargs={"pk": cast.session.pk})


def _fresh(name: str, attribute: str) -> Callable[[Cast], Any]:
    def read(cast: Cast) -> Any:
        row = getattr(cast, name)
        row.refresh_from_db()
        return getattr(row, attribute)

    return read


CASES = {
    "a chapter": Case(
        address=_chapter_page,
        stored=lambda cast: handbooks.start_draft(cast.program).chapters.get().body,
        name="body", first="A hundred words of the first.", second="Other words of the second.",
        who=("admin", "admin"),
    ),
    "the names of a person": Case(
        address=lambda cast: reverse(
            "people:edit-person", kwargs={"slug": cast.program.slug, "pk": cast.people["student"].pk}
        ),
        stored=lambda cast: User.objects.get(pk=cast.people["student"].pk).family_name,
        name="family_name", first="Haddad", second="Quist", who=("admin", "coordinator"),
    ),
    "the settings of a program": Case(
        address=_of_program("edit-step", key="purpose"), stored=_fresh("program", "purpose"),
        name="purpose", first="To learn.", second="To grow.", who=("admin", "coordinator"),
    ),
    "the threshold of a program": Case(
        address=_of_program("edit-step", key="ratings"), stored=_fresh("program", "answers_before_ratings"),
        name="answers_before_ratings", first="7", second="4", who=("admin", "coordinator"),
    ),
    "the reminders": Case(
        address=_of_program("edit-reminders"),
        stored=lambda cast: ", ".join(map(str, _fresh("program", "reminders")(cast)["logs"])),
        name="logs", first="3", second="4, 8", who=("admin", "coordinator"),
    ),
    "the text of a message": Case(
        address=lambda cast: reverse("people:edit-message-text", args=[cast.program.slug, "pair_ended"]),
        stored=lambda cast: cast.program.message_texts.get().body,
        name="body", first="It has ended.", second="It is over.", who=("admin", "coordinator"),
    ),
    "the help contacts": Case(
        address=_of_program("edit-contacts"), stored=lambda cast: cast.program.help_contacts.get().heading,
        name="form-0-heading", first="At night", second="By day", who=("admin", "coordinator"),
    ),
    "the dates of a year": Case(
        address=lambda cast: reverse("programs:edit-cycle", kwargs={"pk": cast.cycle.pk}),
        stored=lambda cast: _fresh("cycle", "ends_on")(cast).isoformat(),
        name="ends_on", first="2027-07-20", second="2027-07-21", who=("coordinator", "admin"),
        shown=("July 20, 2027", "July 21, 2027"),
    ),
    "the exams of a year": Case(
        address=lambda cast: reverse("programs:edit-exams", kwargs={"pk": cast.cycle.pk}),
        stored=lambda cast: cast.cycle.exam_periods.get().name,
        name="name_1", first="Finals", second="Midterms", who=("coordinator", "admin"),
        also={"starts_on_1": "2026-12-07", "ends_on_1": "2026-12-18"},
    ),
    "what a mentor offers": Case(
        address=_participation_page, stored=_fresh("participation", "usual_times"),
        name="usual_times", first="Monday mornings", second="Friday nights", who=("mentor", "mentor"),
    ),
    "the words of a mentor, beside what they offer": Case(
        address=_participation_page, stored=lambda cast: User.objects.get(pk=cast.people["mentor"].pk).working_style,
        name="working_style", first="I listen.", second="I ask.", who=("mentor", "mentor"),
    ),
    "a mentor’s places": Case(
        address=_participation_page, stored=_fresh("participation", "capacity"),
        name="capacity", first="4", second="5", who=("coordinator", "admin"),
    ),
    "what a mentee hopes for": Case(
        address=lambda cast: reverse("people:enroll", kwargs={"slug": cast.program.slug}),
        stored=_fresh("enrollment", "introduction"),
        name="introduction", first="I sing.", second="I dance.", who=("student", "student"),
        also={"first_need": "networking"},
    ),
    "a profile": Case(
        address=lambda _cast: reverse("people:edit-profile"),
        stored=lambda cast: User.objects.get(pk=cast.people["coordinator"].pk).headline,
        name="headline", first="Listens.", second="Asks.", who=("coordinator", "coordinator"),
    ),
    "a time zone": Case(
        address=lambda _cast: reverse("people:edit-zone"),
        stored=lambda cast: User.objects.get(pk=cast.people["mentor"].pk).time_zone,
        name="time_zone", first="Europe/Paris", second="Asia/Tokyo", who=("mentor", "mentor"),
    ),
    "preferences": Case(
        address=lambda _cast: reverse("notifications:edit-preferences"),
        stored=lambda cast: preference_of(cast.people["mentor"]).quiet_from.strftime("%H:%M"),
        name="quiet_from", first="20:30", second="23:00", who=("mentor", "mentor"), shown=("8:30 p.m.", "11 p.m."),
    ),
    "a match round": Case(
        address=lambda cast: reverse("matching:edit-round", kwargs={"pk": cast.round.pk}),
        stored=_fresh("round", "name"),
        name="name", first="Autumn", second="Fall", who=("coordinator", "coordinator"),
    ),
    "a private note": Case(
        address=_of_session("write-note"), stored=lambda cast: cast.session.private_notes.get().text,
        name="text", first="I was afraid.", second="I was glad.", who=("student", "student"),
    ),
    "the time of a workshop": Case(
        address=lambda cast: reverse("sessions:move-session", kwargs={"pk": cast.workshop.pk}),
        stored=_fresh("workshop", "location"),
        name="location", first="Room 1", second="Room 2", who=("coordinator", "coordinator"),
        also={"mode": "in_person"},
    ),
    "the log of a session": Case(
        address=_of_session("log-session"), stored=lambda cast: SharedSummary.objects.get().text,
        name="summary", first="We planned.", second="We talked.", who=("mentor", "mentor"),
        also={"outcome": "held"},
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def today(now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        yield


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_who_saves_second_sees_both_versions_and_may_put_theirs_on_top(case: Case, cast: Cast, sign_in: SignIn) -> None:
    url = case.address(cast)
    first, second = (Window(sign_in(cast.people[name]), url) for name in case.who)
    shown = [shown or typed for shown, typed in zip(case.shown, (case.first, case.second), strict=True)]

    assert first.save(**{case.name: case.first}, **case.also) == 302
    assert second.save(**{case.name: case.second}, **case.also) == 422

    assert "This was changed after you opened it." in second.page
    stored, typed = second.page.split("Two versions")[1].split("<dd>")[1:3]
    assert shown[0] in stored
    assert shown[1] in typed
    assert dict(second.fields)[case.name] == case.second
    assert str(case.stored(cast)) == case.first
    assert second.save() == 302
    assert str(case.stored(cast)) == case.second


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_saving_the_same_twice_is_no_conflict(case: Case, cast: Cast, sign_in: SignIn) -> None:
    window = Window(sign_in(cast.people[case.who[0]]), case.address(cast))
    assert [window.save(**{case.name: case.first}, **case.also) for _ in range(2)] == [302, 302]


def test_a_place_that_is_taken_meanwhile_is_no_conflict(cast: Cast, sign_in: SignIn) -> None:
    """Only what the form shows counts, not what else happens to the row."""
    window = Window(sign_in(cast.people["mentor"]), _participation_page(cast))
    MentorParticipation.objects.filter(pk=cast.participation.pk).update(places_taken=1)
    assert window.save(usual_times="Mondays") == 302


def test_a_list_that_was_changed_in_another_window_is_not_overwritten_by_numbers(cast: Cast, sign_in: SignIn) -> None:
    newcomer = EnrollmentFactory.create(cycle=cast.cycle)
    own = PreferenceListFactory.create(round=cast.round, enrollment=newcomer, ranks=[cast.participation])
    url = reverse("matching:edit-ranks", kwargs={"cycle_pk": cast.cycle.pk})
    window = Window(sign_in(newcomer.mentee), url)
    other = MentorParticipationFactory.create(cycle=cast.cycle)
    own.items.all().delete()
    PreferenceItem.objects.create(preference_list=own, participation=other, rank=1)

    assert window.save() == 422
    versions = window.page.split("Two versions")[1].split("</dl>")[0]
    assert other.mentor.display_name in versions
    assert cast.participation.mentor.display_name in versions
    assert own.items.get().participation == other
    assert window.save() == 302
    assert own.items.get().participation == cast.participation


def _log(cast: Cast, summary: str, now: datetime) -> None:
    there = dict.fromkeys((cast.enrollment.mentee_id, cast.participation.mentor_id), "attended")
    log = SessionLog(State.HELD, cast.session.starts_at, 45, Mode.VIDEO, attendance=there, summary=summary)
    log_session(cast.session, by=cast.people["mentor"], log=log, now=now)


@pytest.mark.parametrize("route", ["confirm-session", "dispute-session"])
def test_a_mentee_answers_the_log_that_the_page_showed(route: str, cast: Cast, sign_in: SignIn, now: datetime) -> None:
    _log(cast, "We planned.", now)
    page, action = (_of_session(name)(cast) for name in ("show-session", route))
    window = Window(sign_in(cast.people["student"]), page, action)
    _log(cast, "We quarrelled.", now)

    answer = window.browser.post(action, dict(window.fields) | {"requested_change": "It took an hour."})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "The log was changed after you opened this page." in text
    assert "We quarrelled." in text
    assert ("It took an hour." in text) == (route == "dispute-session")
    cast.session.refresh_from_db()
    assert cast.session.confirmation == MentoringSession.Confirmation.WAITING


def test_an_objection_is_not_erased_by_a_log_that_did_not_know_it(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    _log(cast, "We planned.", now)
    window = Window(sign_in(cast.people["mentor"]), _of_session("log-session")(cast))
    dispute_log(cast.session, by=cast.people["student"], requested_change="It took an hour.", now=now)
    assert window.save(summary="We planned a lot.") == 422
    assert "It took an hour." in window.page
    assert SharedSummary.objects.get().requested_change == "It took an hour."
    assert window.save() == 302


def test_an_objection_to_a_log_that_is_confirmed_meanwhile_can_be_copied(
    cast: Cast, sign_in: SignIn, now: datetime
) -> None:
    _log(cast, "We planned.", now)
    confirm_log(cast.session, by=cast.people["student"], now=now)
    answer = sign_in(cast.people["student"]).post(
        _of_session("dispute-session")(cast), {"requested_change": "It took an hour."}
    )
    assert answer.status_code == 409
    assert "It took an hour." in answer.content.decode()


def test_what_was_typed_for_a_page_that_is_gone_can_be_copied(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.people["coordinator"]).post(
        reverse("matching:change-pair", kwargs={"pk": 999_999}),
        {"reason": "They grade each other in two courses.", "password": "a secret that is long enough"},
    )
    assert answer.status_code == 404
    assert "They grade each other in two courses." in answer.content.decode()
    assert "a secret" not in answer.content.decode()


def test_the_places_of_a_workshop_are_not_set_unseen(cast: Cast, sign_in: SignIn) -> None:
    page, action = (
        reverse(f"sessions:{route}", kwargs={"pk": cast.workshop.pk}) for route in ("show-session", "change-places")
    )
    first, second = (Window(sign_in(cast.people["coordinator"]), page, action) for _ in range(2))
    assert first.save(places="7") == 302
    answer = second.browser.post(action, dict(second.fields) | {"places": "4"})
    assert answer.status_code == 409
    assert "changed the number of places to 7" in answer.content.decode()
    cast.workshop.refresh_from_db()
    assert cast.workshop.places == 7
