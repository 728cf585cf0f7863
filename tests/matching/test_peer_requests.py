"""Peers ask each other by address: a yes puts two together, and nobody learns who takes part."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import WrongState
from matching.errors import CannotAsk, TooManyRequests
from matching.models import PeerRequest
from matching.services.peer_requests import accept_peer, ask_peer, decline_peer, expire_peer_requests, take_back
from notifications.models import Message
from pairs.models import Avoidance, GroupMember, MentoringGroup
from pairs.queries.groups import waiting_for_peers
from pairs.services.avoidances import avoid_peer
from people.models import Enrollment
from people.services.withdrawals import withdraw_enrollment
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.pairs import ConflictFactory

pytestmark = pytest.mark.django_db
State = PeerRequest.State
NOBODY = "nobody@halden.example"


@pytest.fixture
def asking(peer_cycle: Cycle) -> Cycle:
    Program.objects.filter(pk=peer_cycle.program_id).update(peers_ask=True, open_requests=2)
    peer_cycle.program.refresh_from_db()
    return peer_cycle


@pytest.fixture
def people(asking: Cycle) -> list[Enrollment]:
    """Ada, Bo, Cem, Dina and Eve, who wait."""
    return list(asking.enrollments.select_related("mentee", "cycle__program__institution").order_by("pk"))


def _ask(one: Enrollment, other: Enrollment | str, now: datetime, note: str = "") -> PeerRequest:
    address = other if isinstance(other, str) else other.mentee.email
    return ask_peer(one, address=address, note=note, now=now)


def _told(event: str) -> list[User | None]:
    return [message.recipient for message in Message.objects.filter(event=event).select_related("recipient")]


def test_a_yes_puts_two_together_and_ends_what_they_asked_others(people: list[Enrollment], now: datetime) -> None:
    ada, bo, cem, *_others = people
    made = _ask(ada, bo, now, "We share the night shift.")
    assert _ask(ada, bo, now).pk == made.pk, "asking again changes nothing"
    elsewhere = _ask(bo, cem, now)
    assert set(_told("peer_request_made")) == {bo.mentee, cem.mentee}
    with pytest.raises(WrongState):
        accept_peer(made, by=cem.mentee, now=now)
    for _again in range(2):
        group = accept_peer(made, by=bo.mentee, now=now).group
    assert group
    assert group.kind == MentoringGroup.Kind.PEERS
    assert {member.user for member in group.members.all()} == {ada.mentee, bo.mentee}
    assert set(group.members.values_list("side", flat=True)) == {GroupMember.Side.PEER}
    assert set(waiting_for_peers(ada.cycle)) == set(people[2:])
    elsewhere.refresh_from_db()
    assert elsewhere.state == State.WITHDRAWN
    assert set(_told("group_started")) == {ada.mentee, bo.mentee}
    with pytest.raises(CannotAsk):
        _ask(ada, cem, now)
    _ask(cem, ada, now)
    assert _told("peer_request_made").count(ada.mentee) == 0, "who has a peer is left in peace"


def test_two_who_ask_each_other_are_together(people: list[Enrollment], now: datetime) -> None:
    _ask(people[0], people[1], now)
    assert _ask(people[1], people[0], now).state == State.ACCEPTED


def test_an_address_that_reaches_nobody_looks_like_one_that_nobody_answers(
    asking: Cycle, people: list[Enrollment], institution: Any, now: datetime, sign_in: SignIn
) -> None:
    """Unknown, of the school but not taking part, gone, avoiding, in conflict: one page says the same of all."""
    ada, bo, cem, dina, eve = people
    now = timezone.now()
    withdraw_enrollment(bo, by=bo.mentee, now=now)
    avoid_peer(cem, address=ada.mentee.email)
    Avoidance.objects.create(mentee=dina.mentee, mentor=ada.mentee)
    stranger = UserFactory.create()
    conflict = UserFactory.create()
    asking.enrollments.create(mentee=conflict, state=Enrollment.State.ENROLLED)
    ConflictFactory.create(institution=institution, mentee=ada.mentee, mentor=conflict)
    client, page = sign_in(ada.mentee), reverse("matching:ask-peer", args=[asking.pk])
    seen = set()
    for address in (NOBODY, stranger.email, *(one.email for one in (bo.mentee, cem.mentee, dina.mentee, conflict)),
                    eve.mentee.email):  # fmt: skip
        answer = client.post(page, {"address": address, "note": "Hello"}, follow=True)
        made = PeerRequest.objects.get()
        text = answer.content.decode().replace(address, "ADDRESS").replace(str(made.pk), "KEY")
        for token in (answer.context["csrf_token"],):
            text = text.replace(str(token), "TOKEN")
        seen.add("\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line))
        assert bool(made.asked) == bool(_told("peer_request_made")) == (address == eve.mentee.email)
        if made.asked is None:
            made.delete()
    assert len(seen) == 1
    assert expire_peer_requests(now=now + timedelta(days=60)) == 1
    assert PeerRequest.objects.get().note == ""


def test_what_cannot_be_asked_is_said_of_the_own_side_alone(people: list[Enrollment], now: datetime) -> None:
    ada, bo, cem, dina, _eve = people
    with pytest.raises(CannotAsk, match="your own address"):
        _ask(ada, ada, now)
    avoid_peer(ada, address=bo.mentee.email)
    with pytest.raises(CannotAsk, match="Don’t match me with"):
        _ask(ada, bo, now)
    _ask(ada, cem, now)
    _ask(ada, NOBODY, now)
    with pytest.raises(TooManyRequests):
        _ask(ada, dina, now)
    Program.objects.update(peers_ask=False)
    with pytest.raises(CannotAsk):
        _ask(Enrollment.objects.get(pk=dina.pk), cem, now)


def test_a_no_is_told_in_neutral_words_and_a_request_can_be_taken_back(people: list[Enrollment], now: datetime) -> None:
    ada, bo, cem, *_others = people
    declined, withdrawn = _ask(ada, bo, now, "Hi"), _ask(ada, cem, now)
    for _again in range(2):
        decline_peer(declined, by=bo.mentee, now=now)
        take_back(withdrawn, now=now)
    assert _told("peer_request_closed") == [ada.mentee]
    assert {one.state: one.note for one in PeerRequest.objects.all()} == {State.DECLINED: "", State.WITHDRAWN: ""}
    with pytest.raises(WrongState):
        accept_peer(withdrawn, by=cem.mentee, now=now)


def test_the_other_answers_on_a_page_and_nobody_else_sees_it(
    asking: Cycle, people: list[Enrollment], sign_in: SignIn
) -> None:
    ada, bo, cem, *_others = people
    made = _ask(ada, bo, timezone.now(), "We share the night shift.")
    page, answer = reverse("matching:ask-peer", args=[asking.pk]), reverse("matching:answer-peer", args=[made.pk])
    for other in (cem.mentee, ada.mentee):
        assert sign_in(other).post(answer, {"answer": "accept"}).status_code == 404
        assert "night shift" not in sign_in(other).get(page).content.decode()
    client = sign_in(bo.mentee)
    assert "Answer the request of Ada Lind" in client.get("/").content.decode()
    assert "We share the night shift." in client.get(page).content.decode()
    assert client.post(answer, {"answer": "accept"}, follow=True).status_code == 200
    assert MentoringGroup.objects.count() == 1
    Program.objects.update(peers_ask=False)
    assert client.get(page).status_code == 404
