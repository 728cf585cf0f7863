"""Requests between peers: one asks another by address, a yes puts the two together at once.

The year is locked first, as when peers are formed or joined.
"""

import uuid
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.addresses import same_address
from core.errors import WrongState
from matching.errors import CannotAsk, TooManyRequests
from matching.models import PeerRequest
from matching.notices.peer_requests import PEER_REQUEST_CLOSED, PEER_REQUEST_MADE
from matching.queries.deadlines import answer_deadline
from matching.queries.peer_requests import may_ask_peers
from matching.services.locks import lock_year
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import MentoringGroup
from pairs.queries.eligibility import kept_apart_as_peers
from pairs.queries.groups import waiting_for_peers
from pairs.services.groups import NewGroup, start_groups
from people.models import Enrollment
from programs.models import Cycle

State = PeerRequest.State


@transaction.atomic
def ask_peer(enrollment: Enrollment, *, address: str, note: str, now: datetime) -> PeerRequest:
    """Ask whoever has an address to be one's peer; where they have asked the same, the two are together.

    Asking again while a request is open changes nothing. Whether anybody has the address is not told.

    Args:
        enrollment: of the peer who asks.
        address: of the other, in its normal spelling.
        note: for the other alone; encrypted.
        now: the instant.

    Raises:
        CannotAsk: the program or the year has no such requests, the peer does not wait, or the address is their own or
            one that they asked not to be matched with.
        TooManyRequests: they have as many open requests as the program allows.
    """
    cycle = lock_year(enrollment.cycle_id)
    enrollment = cycle.enrollments.select_related("mentee", "cycle__program__institution").get(pk=enrollment.pk)
    mine = PeerRequest.objects.open(now).filter(enrollment=enrollment)
    if again := mine.filter(address=address).first():
        return again
    _refuse(enrollment, address)
    other = _reached(cycle, enrollment, address, now)
    waits = other if other and waiting_for_peers(cycle).filter(pk=other.pk).exists() else None
    theirs = PeerRequest.objects.open(now).filter(enrollment=waits, asked=enrollment).first() if waits else None
    if theirs:
        return accept_peer(theirs, by=enrollment.mentee, now=now)
    limit = cycle.program.open_requests
    if mine.count() >= limit:
        raise TooManyRequests(limit)
    request = PeerRequest.objects.create(
        id=uuid.uuid4(), enrollment=enrollment, asked=other, address=address, note=note.strip() if other else "",
        made_at=now, expires_at=answer_deadline(cycle, now),
    )  # fmt: skip
    _tell(request, PEER_REQUEST_MADE, waits, now)
    return request


def _refuse(enrollment: Enrollment, address: str) -> None:
    if not may_ask_peers(enrollment):
        raise CannotAsk(_("You can ask someone once you’ve enrolled, as long as you don’t have a peer."))
    if same_address(address) in {same_address(own) for own in _addresses(enrollment.mentee)}:
        raise CannotAsk(_("That’s your own address. Enter theirs."), field="address")
    if any(one.address == same_address(address) for one in enrollment.avoided_peers.all()):
        text = _("You’ve asked not to be matched with this person. Remove them under “Don’t match me with” first.")
        raise CannotAsk(text, field="address")


def _addresses(user: User) -> set[str]:
    return {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}


def _reached(cycle: Cycle, enrollment: Enrollment, address: str, now: datetime) -> Enrollment | None:
    """Who is asked: somebody who takes part in the year and may be with the one who asks."""
    known = Q(mentee__email=address) | Q(mentee__emailaddress__email=address, mentee__emailaddress__verified=True)
    there = cycle.enrollments.filter(known, state__in=Enrollment.TAKING_PART, mentee__is_active=True)
    other = there.exclude(pk=enrollment.pk).select_related("mentee").first()
    if other is None or _kept_apart(cycle, enrollment, other, now):
        return None
    return other


def _kept_apart(cycle: Cycle, one: Enrollment, other: Enrollment, now: datetime) -> bool:
    return frozenset((one.mentee_id, other.mentee_id)) in kept_apart_as_peers(cycle, day=cycle.local_day(now))


@transaction.atomic
def accept_peer(request: PeerRequest, *, by: User, now: datetime) -> PeerRequest:
    """Put the two together and tell both. What either of them has asked others is withdrawn. Again, it changes nothing.

    Raises:
        WrongState: the request is settled or its time is over, or the two cannot be together any more.
    """
    cycle, request = _locked(request)
    if request.state == State.ACCEPTED:
        return request
    asked = _require_open(request, by, now)
    people = (request.enrollment, asked)
    waiting = waiting_for_peers(cycle).filter(pk__in=[one.pk for one in people]).count()
    if waiting < len(people) or _kept_apart(cycle, *people, now):
        raise WrongState(_("This pairing can’t go ahead anymore. It says nothing about either of you."))
    together = [NewGroup([one.mentee_id for one in people], [])]
    [group] = start_groups(cycle, together, kind=MentoringGroup.Kind.PEERS, seed=None, now=now)
    request.state, request.settled_at, request.group = State.ACCEPTED, now, group
    request.save(update_fields=["state", "settled_at", "group"])
    _end(PeerRequest.objects.filter(enrollment__in=people), State.WITHDRAWN, now)
    return request


@transaction.atomic
def decline_peer(request: PeerRequest, *, by: User, now: datetime) -> None:
    """Say no; who asked hears in neutral words. Again, it changes nothing.

    Raises:
        WrongState: the request is settled otherwise, or its time is over.
    """
    _cycle, request = _locked(request)
    if request.state == State.DECLINED:
        return
    _require_open(request, by, now)
    _end(PeerRequest.objects.filter(pk=request.pk), State.DECLINED, now)
    _tell(request, PEER_REQUEST_CLOSED, request.enrollment, now)


@transaction.atomic
def take_back(request: PeerRequest, *, now: datetime) -> None:
    """Who asked asks no longer; it is for who asked alone. Again, it changes nothing.

    Raises:
        WrongState: the request was answered, or its time is over.
    """
    _cycle, request = _locked(request)
    if request.state == State.WITHDRAWN:
        return
    if request.state != State.OPEN or request.expires_at <= now:
        raise WrongState(_("This request was settled in the meantime."))
    _end(PeerRequest.objects.filter(pk=request.pk), State.WITHDRAWN, now)


def end_peer_requests(requests: QuerySet[PeerRequest], *, now: datetime) -> None:
    """Somebody left, or the year is over: what is open is withdrawn, in the caller's transaction."""
    _end(requests, State.WITHDRAWN, now)


def expire_peer_requests(*, now: datetime) -> int:
    """End what was not answered in time, whether it reached anybody or not. Returns how many."""
    return _end(PeerRequest.objects.filter(expires_at__lte=now), State.EXPIRED, now)


def _end(requests: QuerySet[PeerRequest], state: State, now: datetime) -> int:
    """End those that are open, without what was written to the other."""
    return requests.filter(state=State.OPEN).update(state=state, settled_at=now, note=b"")


def _require_open(request: PeerRequest, by: User, now: datetime) -> Enrollment:
    asked = request.asked
    if asked is None or asked.mentee_id != by.pk or request.state != State.OPEN or request.expires_at <= now:
        raise WrongState(_("This request was settled before your answer arrived."))
    return asked


def _tell(request: PeerRequest, event: str, person: Enrollment | None, now: datetime) -> None:
    if person is not None:
        enqueue_many([Notice(event=event, recipient=person.mentee, subject_pk=str(request.pk), due_at=now)])


def _locked(request: PeerRequest) -> tuple[Cycle, PeerRequest]:
    cycle = lock_year(request.enrollment.cycle_id)
    rows = PeerRequest.objects.select_for_update(of=("self",)).select_related("enrollment__mentee", "asked__mentee")
    return cycle, rows.get(pk=request.pk)
