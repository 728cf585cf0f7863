"""Informal mentorships: one of two who found each other asks, the other confirms, and the school takes note."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError, WrongState
from notifications.services.outbox import Notice, enqueue_many
from pairs.errors import RuledOut
from pairs.models import InformalRequest, Mentorship, Origin
from pairs.notices import INFORMAL_ASKED, INFORMAL_CONFIRMED
from pairs.queries.eligibility import has_this_mentor, is_avoided, stands_in_conflict
from people.policies import belongs_to_school
from programs.models import Cycle

State = InformalRequest.State
DAYS_TO_CONFIRM = 30
MOST_OPEN = 10


@transaction.atomic
def ask_to_record(
    cycle: Cycle, *, by: User, address: str, as_mentor: bool, since: date, now: datetime
) -> InformalRequest:
    """Ask the person behind `address` to confirm an informal mentorship; where they have asked the same, confirm it.

    Asking again while a request is open changes nothing. Whether the address is known is not told.

    Args:
        cycle: of an informal program.
        by: one side of the two, locked so that two requests at once count as two.
        address: of the other, in its normal spelling.
        as_mentor: whether `by` is the mentor.
        since: the day since when, today at the latest.
        now: the instant.

    Raises:
        WrongState: the year takes no records, or the two have a mentorship in it already.
        DomainError: the address is one's own, or too many requests are open.
        RuledOut: the other had asked, and a conflict stands between the two.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if cycle.state not in cycle.UNDER_WAY:
        raise WrongState(_("Mentorships can’t be recorded at this time of the year."))
    if address == by.email:
        raise DomainError(_("This is your own address. Enter theirs."), field="address")
    mine = InformalRequest.objects.filter(cycle=cycle, asked_by=by)
    mine.filter(state=State.OPEN, expires_at__lte=now).update(state=State.WITHDRAWN)
    if again := mine.open(now).filter(address=address).first():
        return again
    other = _reached(cycle, address, by=by, as_mentor=as_mentor)
    if other is not None:
        _refuse_twice(cycle, by, other)
        theirs = InformalRequest.objects.open(now).filter(cycle=cycle, asked_by=other, asked=by)
        if asked := theirs.exclude(asks_as_mentor=as_mentor).first():
            return confirm(asked, by=by, now=now)
    if mine.open(now).count() >= MOST_OPEN:
        raise DomainError(_("You have %(n)s requests open. Take one back, or wait for an answer.") % {"n": MOST_OPEN})
    return _ask(
        InformalRequest(
            cycle=cycle, asked_by=by, asked=other, address=address, asks_as_mentor=as_mentor, since=since, made_at=now
        )
    )


def _ask(request: InformalRequest) -> InformalRequest:
    """Keep a new request, and tell the one who is asked."""
    now = request.made_at
    request.id, request.expires_at = uuid.uuid4(), now + timedelta(days=DAYS_TO_CONFIRM)
    request.save(force_insert=True)
    if request.asked is not None:
        enqueue_many([Notice(event=INFORMAL_ASKED, recipient=request.asked, subject_pk=str(request.pk), due_at=now)])
    return request


def _reached(cycle: Cycle, address: str, *, by: User, as_mentor: bool) -> User | None:
    """Who is asked: somebody of the school who does not avoid the one who asks."""
    other = User.objects.filter(email=address, is_active=True).first()
    if other is None or not belongs_to_school(other, cycle.program.institution_id):
        return None
    return None if as_mentor and is_avoided(mentee=other.pk, mentor=by.pk) else other


def _refuse_twice(cycle: Cycle, one: User, other: User) -> None:
    if any(has_this_mentor(cycle, mentee=a.pk, mentor=b.pk) for a, b in ((one, other), (other, one))):
        raise WrongState(_("Your mentorship with this person is recorded already."), field="address")


@transaction.atomic
def confirm(request: InformalRequest, *, by: User, now: datetime) -> InformalRequest:
    """Begin the informal mentorship that `by` was asked to confirm; it uses no place. Again, it changes nothing.

    Raises:
        WrongState: the request is settled or its time is over, or the two have a mentorship already.
        RuledOut: a conflict stands between the two, in a program that rules such pairs out.
    """
    request = _locked(request)
    if request.state == State.CONFIRMED:
        return request
    _require_open(request, now)
    cycle, asker = request.cycle, request.asked_by
    mentor, mentee = (asker, by) if request.asks_as_mentor else (by, asker)
    _refuse_twice(cycle, asker, by)
    if stands_in_conflict(cycle, mentee=mentee.pk, mentor=mentor.pk, day=cycle.local_day(now)):
        raise RuledOut
    request.mentorship = Mentorship.objects.create(
        cycle=cycle,
        mentee=mentee,
        mentor=mentor,
        origin=Origin.INFORMAL,
        started_on=request.since,
        activated_on=request.since,
        continues=request.continues,
    )
    request.state = State.CONFIRMED
    request.save(update_fields=["state", "mentorship"])
    told = Notice(event=INFORMAL_CONFIRMED, recipient=asker, subject_pk=str(request.mentorship.pk), due_at=now)
    enqueue_many([told])
    return request


@transaction.atomic
def decline(request: InformalRequest, *, now: datetime) -> None:
    """Nothing is recorded. Who asked reads that on their page, and is not asked why. Again, it changes nothing.

    Raises:
        WrongState: the request was confirmed or taken back, or its time is over.
    """
    _settle(request, State.DECLINED, now)


@transaction.atomic
def take_back(request: InformalRequest, *, now: datetime) -> None:
    """Who asked asks no longer. Again, it changes nothing.

    Raises:
        WrongState: the request was answered, or its time is over.
    """
    _settle(request, State.WITHDRAWN, now)


def _settle(request: InformalRequest, state: InformalRequest.State, now: datetime) -> None:
    request = _locked(request)
    if request.state == state:
        return
    _require_open(request, now)
    request.state = state
    request.save(update_fields=["state"])


def _require_open(request: InformalRequest, now: datetime) -> None:
    if request.state != State.OPEN or request.expires_at <= now:
        raise WrongState(_("This request is settled already."))


def _locked(request: InformalRequest) -> InformalRequest:
    rows = InformalRequest.objects.select_for_update(of=("self",))
    return rows.select_related("asked_by", "asked", "cycle__program__institution").get(pk=request.pk)
