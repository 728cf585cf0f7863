"""The ranked list on its pages: by buttons, by dragging, by numbers; every state; no JavaScript needed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.notices.events import LIST_SUBMITTED
from matching.presentation.promises import promise_context
from matching.services import preferences
from matching.services.rounds import close_round
from notifications.models import Message
from notifications.services.delivery import claim_due, deliver_chunk
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def mentors(cycle: Cycle) -> list[MentorParticipation]:
    names = ("Achebe", "Bell", "Castellane", "Desai", "Ekstrand", "Farah", "Gagnon")
    return [MentorParticipationFactory.create(cycle=cycle, mentor__family_name=name) for name in names]


@pytest.fixture
def client(student: User, enrollment: Enrollment, open_round: MatchRound, sign_in: SignIn) -> Client:
    return sign_in(student)


@pytest.fixture
def page(cycle: Cycle) -> str:
    return f"/cycles/{cycle.pk}/mentors/"


@pytest.fixture
def change(cycle: Cycle) -> str:
    return f"/cycles/{cycle.pk}/ranking/"


def order() -> list[int]:
    return list(PreferenceItem.objects.order_by("rank").values_list("participation_id", flat=True))


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


# Before anybody ranks ------------------------------------------------------------------------------


@pytest.mark.parametrize("pairing", ["choice", "random", "survey"])
def test_what_a_list_can_do_is_said_before_anybody_ranks(
    client: Client, page: str, cycle: Cycle, mentors: list[MentorParticipation], pairing: str
) -> None:
    client.post(f"/cycles/{cycle.pk}/ranking/", {"short": mentors[0].pk})
    cycle.program.pairing = pairing
    cycle.program.save(update_fields=["pairing"])
    said = promise_context(cycle.program)
    for text in (text_of(client, page), text_of(client, f"/cycles/{cycle.pk}/ranking/numbers/")):
        assert said["promise_in_short"] in text
        for promise in said["promises"] if pairing == "choice" else ():
            assert str(promise.to_mentees) in text


# By buttons ----------------------------------------------------------------------------------------


def test_the_whole_way_by_buttons(client: Client, page: str, change: str, mentors: list[MentorParticipation]) -> None:
    first, second, third = (mentor.pk for mentor in mentors[:3])
    for pk in (first, second, third):
        assert client.post(change, {"add": pk})["Location"] == f"{page}#list-{pk}"
    seen = f"{first},{second},{third}"
    moved = client.post(change, {"move": f"{third}:up", "seen": seen, "order": ""})
    assert moved["Location"] == f"{page}#up-{third}"
    client.post(change, {"remove": first})
    assert order() == [third, second]
    assert "Draft, 2 of 6" in text_of(client, page)
    submitted = client.post(change, {"submit": "1", "seen": f"{third},{second}", "order": ""})
    assert submitted["Location"] == f"{change}receipt/"
    text = text_of(client, page)
    assert "Handed in, 2 of 6" in text
    assert ">Fri 25 Sep 2026, 17:00 Toronto (in 5 days)</time>." in text
    assert "Your number 1" in text


def test_every_change_is_said_beside_what_it_changed(
    client: Client, page: str, change: str, mentors: list[MentorParticipation]
) -> None:
    first, second = (mentor.pk for mentor in mentors[:2])
    steps = [
        ({"add": first}, "Dr Achebe is number 1 on your list."),
        ({"add": second}, "Dr Bell is number 2 on your list."),
        ({"move": f"{second}:up", "seen": f"{first},{second}", "order": ""}, "Dr Bell is number 1 on your list."),
        ({"remove": second, "seen": f"{second},{first}", "order": ""}, "Dr Bell is off your list."),
        ({"short": second}, "Dr Bell is on your shortlist."),
        ({"unshort": second}, "Dr Bell is off your shortlist."),
        ({"save": "1", "seen": f"{first}", "order": ""}, "Your list is saved."),
    ]
    for data, words in steps:
        client.post(change, data)
        html = client.get(page).content.decode()
        said = html[html.index('id="said"') :]
        assert words in said[: said.index("</p>")]
        assert words not in client.get(page).content.decode()


def test_a_list_that_is_handed_in_has_a_receipt_on_a_page_in_the_inbox_and_by_mail(
    client: Client, change: str, student: User, mentors: list[MentorParticipation], now: datetime
) -> None:
    pks = [mentor.pk for mentor in mentors[:2]]
    assert client.get(f"{change}receipt/").status_code == 302
    for pk in pks:
        client.post(change, {"add": pk})
    seen = ",".join(map(str, pks))
    for _ in range(2):  # a double click
        client.post(change, {"submit": "1", "seen": seen, "order": ""})
    receipt = text_of(client, f"{change}receipt/")
    assert "1. Dr" in receipt
    assert receipt.index("Achebe") < receipt.index("Bell")
    assert "You can change it until" in receipt
    [message] = Message.objects.filter(recipient=student, event=LIST_SUBMITTED)
    pks, token = claim_due(now=now)
    deliver_chunk(pks, token=token, clock=lambda: now)
    message.refresh_from_db()
    [mail_sent] = mail.outbox
    for text in (message.body, mail_sent.body):
        assert "Your list of 2 names is in." in text
        assert "Achebe" not in text
    assert message.path == f"{change}receipt/"


def test_dragging_sends_the_new_order(client: Client, change: str, mentors: list[MentorParticipation]) -> None:
    pks = [mentor.pk for mentor in mentors[:3]]
    for pk in pks:
        client.post(change, {"add": pk})
    seen, dragged = ",".join(map(str, pks)), ",".join(map(str, reversed(pks)))
    for _ in range(2):  # a double submit
        assert client.post(change, {"save": "1", "seen": seen, "order": dragged}).status_code == 302
    assert order() == pks[::-1]


def test_a_submitted_list_can_be_taken_back(
    client: Client, change: str, page: str, mentors: list[MentorParticipation]
) -> None:
    pk = str(mentors[0].pk)
    client.post(change, {"add": pk})
    client.post(change, {"submit": "1", "seen": pk, "order": ""})
    client.post(change, {"withdraw": "1", "seen": pk, "order": ""})
    assert PreferenceList.objects.get().state == PreferenceList.State.DRAFT
    assert "Draft, 1 of 6" in text_of(client, page)


def test_the_filter_is_kept(client: Client, change: str, page: str, mentors: list[MentorParticipation]) -> None:
    pk = mentors[0].pk
    assert f'action="{change}?mode=by_video"' in text_of(client, f"{page}?mode=by_video")
    assert client.post(f"{change}?mode=by_video", {"add": pk})["Location"] == f"{page}?mode=by_video#list-{pk}"


def test_the_shortlist_is_kept_and_cleared(
    client: Client, change: str, page: str, mentors: list[MentorParticipation]
) -> None:
    pk = mentors[0].pk
    client.post(change, {"short": pk})
    text = text_of(client, f"{page}?show=shortlist")
    assert "My shortlist (1)" in text
    assert "Achebe" in text
    assert "Bell" not in text
    client.post(change, {"unshort": pk})
    assert "Your shortlist is empty." in text_of(client, f"{page}?show=shortlist")


def test_from_a_mentors_page_it_leads_back_there(
    client: Client, change: str, mentors: list[MentorParticipation]
) -> None:
    pk = mentors[0].pk
    profile = f"/mentors/{pk}/"
    assert f'action="{change}?mentor={pk}"' in text_of(client, profile)
    assert client.post(f"{change}?mentor={pk}", {"add": pk})["Location"] == profile
    assert "Number 1 on your list" in text_of(client, profile)


def test_a_bookmark_of_the_change_leads_to_the_list(client: Client, change: str, page: str) -> None:
    assert client.get(f"{change}?mode=by_video")["Location"] == f"{page}?mode=by_video"


# Refusals ------------------------------------------------------------------------------------------


def test_an_old_window_is_told_so_beside_the_list(
    client: Client, change: str, mentors: list[MentorParticipation]
) -> None:
    first, second = (mentor.pk for mentor in mentors[:2])
    client.post(change, {"add": first})
    client.post(change, {"add": second})
    response = client.post(change, {"submit": "1", "seen": str(first), "order": ""})
    assert response.status_code == 422
    text = response.content.decode()
    panel = text[text.index('id="my-list"') :]
    assert "Your list was changed in another window." in panel
    assert "<title>Error: " in text
    assert PreferenceList.objects.get().state == PreferenceList.State.DRAFT
    assert order() == [first, second]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"add": "seven"},
        {"add": "²"},
        {"add": "9" * 40},
        {"move": "7"},
        {"move": "7:sideways"},
        {"save": "1", "order": "1,,2"},
        {"save": "1", "order": "1;DROP"},
        {"submit": "1"},
        {"add": "999999"},
    ],
)
def test_nonsense_is_refused_and_nothing_is_saved(client: Client, change: str, data: dict[str, str]) -> None:
    response = client.post(change, data)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not PreferenceItem.objects.exists()


def test_a_full_list_and_a_ruled_out_mentor_are_refused(
    client: Client, change: str, student: User, cycle: Cycle, mentors: list[MentorParticipation]
) -> None:
    ConflictFactory.create(institution=cycle.program.institution, mentor=mentors[6].mentor, mentee=student)
    response = client.post(change, {"add": mentors[6].pk})
    assert response.status_code == 422
    assert "You can’t rank Dr Gagnon in this round. It says nothing about either of you." in response.content.decode()
    for mentor in mentors[:6]:
        client.post(change, {"add": mentor.pk})
    one_more = MentorParticipationFactory.create(cycle=cycle)
    response = client.post(change, {"add": one_more.pk})
    assert response.status_code == 422
    assert "A list can have at most 6 mentors." in response.content.decode()
    assert len(order()) == 6


def test_a_refusal_from_a_mentors_page_is_shown_there(
    client: Client, change: str, student: User, cycle: Cycle, mentors: list[MentorParticipation]
) -> None:
    ConflictFactory.create(institution=cycle.program.institution, mentor=mentors[0].mentor, mentee=student)
    response = client.post(f"{change}?mentor={mentors[0].pk}", {"add": mentors[0].pk})
    assert response.status_code == 422
    assert "<h1>Dr " in response.content.decode()


def test_a_late_change_is_refused_and_the_list_stays_readable(
    client: Client, change: str, page: str, open_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    pk = mentors[0].pk
    client.post(change, {"add": pk})
    client.post(change, {"submit": "1", "seen": str(pk), "order": ""})
    with time_machine.travel(open_round.closes_at, tick=False):
        response = client.post(change, {"add": mentors[1].pk})
        assert response.status_code == 422
        assert "Lists are closed. Nothing was changed." in response.content.decode()
        text = text_of(client, page)
    assert order() == [pk]
    assert "This is the list you handed in." in text
    assert 'name="move"' not in text
    assert 'name="add"' not in text


# By numbers ----------------------------------------------------------------------------------------


def test_ranks_by_numbers(
    client: Client, change: str, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    listed, kept = mentors[0], mentors[3]
    client.post(change, {"add": listed.pk})
    client.post(change, {"short": kept.pk})
    text = text_of(client, f"{change}numbers/")
    assert text.index("Achebe") < text.index("Desai")
    assert "Bell" not in text
    data = {f"mentor-{listed.pk}": "2", f"mentor-{kept.pk}": "1", "submit": "1"}
    assert client.post(f"{change}numbers/", data).status_code == 302
    assert order() == [kept.pk, listed.pk]
    assert PreferenceList.objects.get().state == PreferenceList.State.SUBMITTED


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [("1", "1", "Two mentors have rank 1."), ("1", "3", "Rank 2 is missing."), ("1", "7", "Select a valid choice.")],
)
def test_numbers_that_do_not_fit_are_refused(
    client: Client, change: str, mentors: list[MentorParticipation], first: str, second: str, message: str
) -> None:
    for mentor in mentors[:2]:
        client.post(change, {"add": mentor.pk})
    before = order()
    data = {f"mentor-{mentors[0].pk}": first, f"mentor-{mentors[1].pk}": second, "submit": "1"}
    response = client.post(f"{change}numbers/", data)
    assert response.status_code == 422
    text = response.content.decode()
    assert message in text
    assert "<title>Error: " in text
    assert order() == before
    assert PreferenceList.objects.get().state == PreferenceList.State.DRAFT


def test_numbers_without_anybody_say_what_to_do(client: Client, change: str) -> None:
    assert "Choose some mentors first" in text_of(client, f"{change}numbers/")


def test_numbers_lead_back_when_ranking_is_not_open(
    student: User, enrollment: Enrollment, change: str, page: str, sign_in: SignIn
) -> None:
    assert sign_in(student).get(f"{change}numbers/")["Location"] == page


# States --------------------------------------------------------------------------------------------


def test_before_the_round_it_says_when_ranking_opens_in_the_schools_time(
    student: User, enrollment: Enrollment, cycle: Cycle, page: str, sign_in: SignIn
) -> None:
    cycle.ranking_opens_at = datetime.fromisoformat("2026-09-22T12:00:00+00:00")
    cycle.save()
    client = sign_in(student)
    assert ">Tue 22 Sep 2026, 08:00 Toronto (in 2 days)</time>." in text_of(client, page)
    student.time_zone = "Africa/Kampala"
    student.save()
    assert ">Tue 22 Sep 2026, 15:00 Kampala · 08:00 Toronto (in 2 days)</time>." in text_of(client, page)


def test_a_draft_round_says_its_own_date(
    student: User, enrollment: Enrollment, cycle: Cycle, page: str, now: datetime, sign_in: SignIn
) -> None:
    MatchRoundFactory.create(
        cycle=cycle, state=MatchRound.State.DRAFT, opened_at=None, opens_at=now + timedelta(days=2)
    )
    assert ">Tue 22 Sep 2026, 10:00 Toronto (in 2 days)</time>." in text_of(sign_in(student), page)


def test_an_unfinished_enrollment_is_the_first_step(
    cycle: Cycle, open_round: MatchRound, page: str, mentors: list[MentorParticipation], sign_in: SignIn
) -> None:
    mentee = EnrollmentFactory.create(cycle=cycle, state=Enrollment.State.STARTED).mentee
    client = sign_in(mentee)
    text = text_of(client, page)
    assert "Finish enrolling" in text
    assert 'name="add"' not in text
    response = client.post(f"/cycles/{cycle.pk}/ranking/", {"add": mentors[0].pk})
    assert response.status_code == 422


def test_who_handed_nothing_in_reads_what_comes_next(
    client: Client, page: str, open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    close_round(open_round, now=now)
    text = text_of(client, page)
    assert "you didn’t hand one in" in text
    assert "supplementary round" in text


def test_a_draft_that_was_never_submitted_is_said_not_to_count(
    client: Client,
    page: str,
    enrollment: Enrollment,
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    now: datetime,
) -> None:
    preferences.add_mentor(enrollment, match_round=open_round, participation=mentors[0].pk, now=now)
    close_round(open_round, now=now)
    assert "so it doesn’t count" in text_of(client, page)


def test_a_mentee_reads_the_commitment_to_the_lottery_and_not_the_seed(
    client: Client, page: str, open_round: MatchRound
) -> None:
    open_round.seed, open_round.nonce, open_round.commitment = 987_654_321, "a-nonce", "f" * 64
    open_round.save()
    text = client.get(page).content.decode()
    assert open_round.commitment in text
    assert "987654321" not in text
    assert open_round.nonce not in text


def test_nothing_on_the_page_counts_how_often_somebody_is_chosen(
    client: Client,
    page: str,
    change: str,
    cycle: Cycle,
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    now: datetime,
) -> None:
    before = text_of(client, page)
    for _ in range(3):
        other = EnrollmentFactory.create(cycle=cycle)
        preferences.save_order(other, match_round=open_round, order=[mentors[0].pk], submit=True, now=now)
    assert _without_tokens(text_of(client, page)) == _without_tokens(before)


def _without_tokens(text: str) -> list[str]:
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]
