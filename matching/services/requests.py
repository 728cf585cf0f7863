"""Requests in rolling programs: a mentee asks, the mentor answers, and who finds no free place waits for one.

Locks are taken in the order of `people.services.places`: participations, enrollments, requests.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.errors import CannotAsk, TooManyRequests, TrainingFirst
from matching.models import MentorRequest
from matching.queries.deadlines import answer_deadline
from matching.queries.eligibility import available_mentors, ineligible_pairs, unpaired_mentees
from matching.services import request_notices as notices
from pairs.models import Origin
from pairs.services.mentorships import start_mentorship
from people.models import Enrollment, MentorParticipation
from people.queries.readiness import must_train_first
from people.services.places import hold_places, lock_participation

State = MentorRequest.State
_CAME_TO_NOTHING = (State.DECLINED, State.EXPIRED)


@transaction.atomic
def ask_mentor(
    enrollment: Enrollment, *, participation: MentorParticipation, note: str, now: datetime
) -> MentorRequest:
    """Ask a mentor on behalf of a mentee; where every place is taken the request waits. Asking again changes nothing.

    The `note` is encrypted and for the mentor alone; it is deleted when no pair comes of it.

    Raises:
        CannotAsk: the program has no requests, the year takes none now, the mentee has a mentor or has not enrolled,
            or this mentor cannot be asked.
        TooManyRequests: the mentee has as many open requests as the program allows.
    """
    participation = lock_participation(participation.pk)
    enrollment = _locked_enrollment(enrollment.pk)
    live = MentorRequest.objects.live().filter(enrollment=enrollment)
    if asked := live.filter(participation=participation).first():
        return asked
    require_may_ask(enrollment)
    _require_askable(enrollment, participation, now)
    limit = enrollment.cycle.program.open_requests
    if live.count() >= limit:
        raise TooManyRequests(limit)
    request = MentorRequest(
        id=uuid.uuid4(), enrollment=enrollment, participation=participation, note=note.strip(), made_at=now
    )
    if participation.places_free > 0:
        _put_to_mentor(request, now)
    else:
        request.state = State.WAITING
        request.save()
    return request


def require_may_ask(enrollment: Enrollment) -> None:
    """Refuse who cannot ask anybody; a page asks before it shows the form.

    Raises:
        CannotAsk: the program has no requests, the year takes none now, or the mentee has a mentor or has not enrolled.
    """
    cycle = enrollment.cycle
    if not cycle.program.is_rolling:
        raise CannotAsk(_("In this program pairs come of match rounds. Rank mentors when ranking is open."))
    if cycle.state not in cycle.UNDER_WAY:
        raise CannotAsk(_("You can’t ask for a mentor at this time of the year."))
    if not unpaired_mentees(cycle).filter(pk=enrollment.pk).exists():
        raise CannotAsk(_("You can ask once you’ve finished enrolling, as long as you don’t have a mentor."))


def _require_askable(enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> None:
    cycle = enrollment.cycle
    there = available_mentors(cycle, day=cycle.local_day(now)).filter(pk=participation.pk).exists()
    between = ineligible_pairs(cycle, now=now, mentee=enrollment.mentee)
    if not there or (enrollment.mentee_id, participation.mentor_id) in between:
        raise CannotAsk(_("You can’t ask this mentor. Choose another one."))
    past = MentorRequest.objects.filter(enrollment=enrollment, participation=participation, state__in=_CAME_TO_NOTHING)
    if past.exists():
        raise CannotAsk(_("An earlier request to this mentor didn’t go ahead. It says nothing about either of you."))


@transaction.atomic
def accept_request(request: MentorRequest, *, by: User, now: datetime) -> MentorRequest:
    """Begin the pair. The mentee's other requests are withdrawn; with the last place, who else asked this mentor waits.

    Accepting again changes nothing.

    Raises:
        WrongState: the request is settled or its time is over, or the pairing cannot go ahead any more.
        TrainingFirst: the program requires a training that the mentor has still to do.
        PlacesTaken: the mentor's places are used otherwise.
        AlreadyPaired, RuledOut: as `start_mentorship`.
    """
    request = _locked(request)
    if request.state == State.ACCEPTED:
        return request
    _require_open(request, by, now)
    enrollment, participation = request.enrollment, request.participation
    between = ineligible_pairs(enrollment.cycle, now=now, mentee=enrollment.mentee)
    if (enrollment.mentee_id, participation.mentor_id) in between:
        raise WrongState(_("This pairing can’t go ahead anymore. It says nothing about either of you."))
    if must_train_first(participation, day=enrollment.cycle.local_day(now)):
        raise TrainingFirst
    hold_places([participation.pk])
    participation.refresh_from_db(fields=["places_taken"])
    request.mentorship = start_mentorship(enrollment, participation=participation, origin=Origin.CHOSEN, now=now)
    request.state, request.settled_at = State.ACCEPTED, now
    request.save()
    for other in MentorRequest.objects.live().filter(enrollment=enrollment).select_related(*notices.PEOPLE):
        _settle(other, State.WITHDRAWN, now)
    if participation.places_free <= 0:
        _let_wait(participation)
    return request


@transaction.atomic
def decline_request(request: MentorRequest, *, by: User, now: datetime) -> MentorRequest:
    """Say no. The mentee hears in neutral words; a second no changes nothing.

    Raises:
        WrongState: the request is settled otherwise, or its time is over.
    """
    request = _locked(request)
    if request.state == State.DECLINED:
        return request
    _require_open(request, by, now)
    _settle(request, State.DECLINED, now)
    return request


@transaction.atomic
def withdraw_request(request: MentorRequest, *, by: User, now: datetime) -> MentorRequest:
    """Take a request back; a second time changes nothing.

    Raises:
        WrongState: it is settled otherwise, or not `by`'s.
    """
    request = _locked(request)
    if request.state == State.WITHDRAWN:
        return request
    if request.state not in MentorRequest.LIVE or request.enrollment.mentee_id != by.pk:
        raise WrongState(_("This request was settled in the meantime."))
    _settle(request, State.WITHDRAWN, now)
    return request


def end_requests(requests: "list[MentorRequest]", *, state: MentorRequest.State, now: datetime) -> None:
    """End requests in the caller's transaction: somebody left, the year is over, or the two may not be paired."""
    for request in requests:
        current = _locked(request)
        if current.state in MentorRequest.LIVE:
            _settle(current, state, now)


def settle_requests(*, now: datetime) -> int:
    """Expire what was not answered in time, withdraw what is needed no longer, fill places that are free.

    Returns how many requests moved.
    """
    found_or_over = ~Q(enrollment__state__in=Enrollment.AWAITING_MATCH) | Q(expires_at__lte=now)
    due = MentorRequest.objects.live().filter(found_or_over).defer("note")
    moved = sum(_settle_one(request, now) for request in due)
    waiting = MentorRequest.objects.filter(state=State.WAITING).values_list("participation", flat=True)
    return moved + sum(fill_places(pk, now=now) for pk in sorted(set(waiting)))


@transaction.atomic
def _settle_one(request: MentorRequest, now: datetime) -> int:
    request = _locked(request)
    found = request.enrollment.state not in Enrollment.AWAITING_MATCH
    over = request.expires_at is not None and request.expires_at <= now
    if request.state not in MentorRequest.LIVE or not (found or over):
        return 0
    _settle(request, State.WITHDRAWN if found else State.EXPIRED, now)
    return 1


@transaction.atomic
def fill_places(participation_pk: int, *, now: datetime) -> int:
    """Put as many waiting requests to a mentor as places are free, the earliest first. Returns how many."""
    participation = lock_participation(participation_pk)
    requests = MentorRequest.objects.filter(participation=participation)
    free = participation.places_free - requests.open().count()
    if free <= 0 or participation.state != MentorParticipation.State.READY:
        return 0
    waiting = requests.filter(state=State.WAITING).select_for_update(of=("self",)).select_related(*notices.PEOPLE)
    first = list(waiting.order_by("made_at", "pk")[:free])
    for request in first:
        _put_to_mentor(request, now, waited=True)
    return len(first)


def _put_to_mentor(request: MentorRequest, now: datetime, *, waited: bool = False) -> None:
    request.state = State.OPEN
    request.expires_at = answer_deadline(request.enrollment.cycle, now)
    request.save()
    notices.announce_request(request, now=now)
    if waited:
        notices.announce_turn(request, now=now)


def _let_wait(participation: MentorParticipation) -> None:
    """Places are taken: whoever else asked keeps their turn and waits."""
    MentorRequest.objects.open().filter(participation=participation).update(state=State.WAITING, expires_at=None)


def _settle(request: MentorRequest, state: MentorRequest.State, now: datetime) -> None:
    """End a live request without a pair; what was written to the mentor goes."""
    was_open = request.state == State.OPEN
    request.state, request.settled_at, request.note = state, now, ""
    request.save(update_fields=["state", "settled_at", "note"])
    if state != State.WITHDRAWN:
        notices.announce_closed(request, now=now)
    elif was_open:
        notices.announce_withdrawn(request, now=now)


def _require_open(request: MentorRequest, by: User, now: datetime) -> None:
    if request.participation.mentor_id != by.pk or request.state != State.OPEN:
        raise WrongState(_("This request was settled before your answer arrived."))
    if request.expires_at and request.expires_at <= now:
        raise WrongState(_("The time to answer this request is over."))


def _locked_enrollment(pk: int) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",))
    [enrollment] = rows.select_related("mentee", "cycle__program__institution").filter(pk=pk)
    return enrollment


def _locked(request: MentorRequest) -> MentorRequest:
    """The request as it stands now; its participation, enrollment and itself are locked, in this order."""
    participation = lock_participation(request.participation_id)
    enrollment = _locked_enrollment(request.enrollment_id)
    rows = MentorRequest.objects.select_for_update(of=("self",)).select_related("participation__mentor")
    [current] = rows.filter(pk=request.pk)
    participation.mentor = current.participation.mentor
    current.participation, current.enrollment = participation, enrollment
    return current
