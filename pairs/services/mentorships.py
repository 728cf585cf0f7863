"""The life of a pair: begin, end, follow its mentor. A place is freed once, under the lock of its mentor."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from pairs.errors import AlreadyPaired, RuledOut
from pairs.models import Mentorship, Origin
from pairs.queries.eligibility import has_mentor, has_this_mentor, stands_in_conflict
from pairs.services.agreement_notices import remind_to_sign
from pairs.services.announcements import announce_completion, announce_end, announce_start
from pairs.services.clock import restart_clock, stop_clock
from pairs.services.webhooks import tell_of_pair
from pairs.signals import mentorship_ended
from people.errors import PlacesTaken
from people.models import Enrollment, MentorParticipation
from people.services.enrollments import mark_matched, return_to_waiting_list
from people.services.places import free_place, lock_participation
from programs.models import Cycle, Program, WebhookKind

State = Mentorship.State


@transaction.atomic
def start_mentorship(
    enrollment: Enrollment,
    *,
    participation: MentorParticipation,
    origin: Origin,
    rank: int | None = None,
    primary: bool = True,
    now: datetime,
) -> Mentorship:
    """Begin a formal pair and tell both. The place that was held for the mentee is now the pair's.

    Where the program wants an agreement, the pair waits as proposed until both have signed it.

    Args:
        enrollment: of the mentee, with its cycle and program; locked by the caller.
        participation: of the mentor, locked by the caller.
        origin: how the pair came about.
        rank: where the mentor stood on the mentee's list, if it was on one.
        primary: whether it is the mentee's first mentor in the cycle, not one beside another.
        now: the instant.

    Raises:
        AlreadyPaired: the mentee has a mentor in this cycle; for one beside another, this very mentor.
        PlacesTaken: another pair would be one too many.
        RuledOut: a conflict stands between the two whose case the coordinators have not closed.
    """
    mentorship = begin(enrollment, participation=participation, origin=origin, rank=rank, primary=primary, now=now)
    announce_start(mentorship, now=now)
    return mentorship


def begin(
    enrollment: Enrollment,
    *,
    participation: MentorParticipation,
    origin: Origin,
    rank: int | None = None,
    primary: bool = True,
    now: datetime,
) -> Mentorship:
    """Begin a pair inside the caller's transaction, who tells the two. Arguments and errors as `start_mentorship`."""
    cycle = enrollment.cycle
    mentee, mentor = enrollment.mentee_id, participation.mentor_id
    if (primary and has_mentor(cycle, mentee=mentee)) or has_this_mentor(cycle, mentee=mentee, mentor=mentor):
        raise AlreadyPaired
    _require_place_for_one_more(participation)
    if stands_in_conflict(cycle, mentee=mentee, mentor=mentor, day=cycle.local_day(now)):
        raise RuledOut
    waits = cycle.program.agreement_rule == Program.AgreementRule.REQUIRED
    started_on = cycle.first_meeting_day(cycle.local_day(now))
    mentorship = Mentorship.objects.create(
        cycle=cycle,
        mentee_id=mentee,
        mentor_id=mentor,
        enrollment=enrollment,
        participation=participation,
        origin=origin,
        rank=rank,
        primary=primary,
        state=State.PROPOSED if waits else State.ACTIVE,
        started_on=started_on,
        activated_on=None if waits else started_on,
    )
    mark_matched(enrollment)
    tell_of_pair(WebhookKind.PAIR_MADE, mentorship, now=now)
    if waits:
        remind_to_sign(mentorship, number=0, now=now)
    return mentorship


def _require_place_for_one_more(participation: MentorParticipation) -> None:
    """Count the live formal pairs, whatever the counter says."""
    live = Mentorship.objects.live_and_formal().filter(participation=participation)
    if live.count() >= participation.capacity:
        raise PlacesTaken


def locked(mentorship: Mentorship) -> Mentorship:
    """The pair as it stands now, locked until the transaction ends.

    Its mentor's places come first, then itself with the mentee's other live pairs in the cycle, by key.
    """
    participation = lock_participation(mentorship.participation_id) if mentorship.participation_id else None
    rows = Mentorship.objects.select_for_update(of=("self",)).select_related(
        "mentee", "mentor", "cycle__program__institution"
    )
    of_mentee = Q(enrollment=mentorship.enrollment_id, enrollment__isnull=False, state__in=Mentorship.LIVE)
    pairs = rows.filter(Q(pk=mentorship.pk) | of_mentee).order_by("pk")
    [current] = [pair for pair in pairs if pair.pk == mentorship.pk]
    current.participation = participation
    return current


@transaction.atomic
def end_mentorship(
    mentorship: Mentorship, *, state: Mentorship.State = State.ENDED, by: User | None = None, now: datetime
) -> Mentorship:
    """End a live pair, without fault unless `state` says otherwise. Ending it again changes nothing.

    The place is free again, the mentee waits for another mentor, what the pair did is kept. Whoever did not end
    it hears of it in neutral words.

    Raises:
        WrongState: the pair was completed.
    """
    mentorship = locked(mentorship)
    if mentorship.state in (State.ENDED, State.MENTOR_LEFT, State.WITHDRAWN):
        return mentorship
    if not mentorship.is_live:
        raise WrongState(_("Only an active or paused mentorship can be ended."))
    announce_end(mentorship, by=by, now=now)
    finish(mentorship, state=state, now=now)
    return mentorship


def finish(mentorship: Mentorship, *, state: Mentorship.State = State.ENDED, now: datetime) -> None:
    """End a live pair that the caller has `locked` and whose people the caller tells.

    A second mentor of the mentee becomes the first.
    """
    mentorship.state, mentorship.ended_on = state, mentorship.cycle.local_day(now)
    mentorship.save(update_fields=["state", "ended_on"])
    if mentorship.participation and mentorship.enrollment_id and mentorship.is_formal:
        free_place(mentorship.participation)
        others = Mentorship.objects.live_and_formal().filter(enrollment=mentorship.enrollment_id)
        second = others.order_by("pk").first()
        if second is None:
            return_to_waiting_list(mentorship.enrollment_id)
        elif mentorship.primary:
            second.primary = True
            second.save(update_fields=["primary"])
    tell_of_pair(WebhookKind.PAIR_ENDED, mentorship, now=now)
    mentorship_ended.send(sender=Mentorship, mentorship=mentorship, now=now)


@transaction.atomic
def follow_mentor(participation: MentorParticipation, *, now: datetime) -> None:
    """What a mentor's leave, return or departure means for the pairs: paused, resumed, or ended."""
    pairs = Mentorship.objects.formal().filter(participation=participation)
    day = participation.cycle.local_day(now)
    if participation.state == MentorParticipation.State.PAUSED:
        for pair in pairs.filter(state=State.ACTIVE):
            stop_clock(pair, day=day, on_hold=False)
    elif participation.state in (MentorParticipation.State.ACCEPTED, MentorParticipation.State.READY):
        # Accepted: back, but hidden from new mentees until a newer handbook is acknowledged. The pairs go on.
        for pair in pairs.filter(state=State.PAUSED, on_hold=False):
            restart_clock(pair, day=day)
            end_interims(pair, now=now)
    elif participation.state == MentorParticipation.State.ENDED:
        for pair in pairs.live():
            end_mentorship(pair, state=State.MENTOR_LEFT, by=participation.mentor, now=now)


def end_interims(pair: Mentorship, *, now: datetime) -> None:
    """The mentor is back: whoever stood in for them stops, inside the caller's transaction, and both are told."""
    for interim in Mentorship.objects.live().filter(interim_for=pair).order_by("pk"):
        end_mentorship(interim, now=now)


@transaction.atomic
def complete_pairs(cycle: Cycle, *, now: datetime) -> None:
    """The year is over: its pairs are completed and told so. Places are free, what the pairs did is kept."""
    for pair in Mentorship.objects.live().filter(cycle=cycle).order_by("participation", "pk"):
        _complete(pair, now=now)


def _complete(mentorship: Mentorship, *, now: datetime) -> None:
    mentorship = locked(mentorship)
    if not mentorship.is_live:
        return
    mentorship.state, mentorship.ended_on = State.COMPLETED, mentorship.cycle.local_day(now)
    mentorship.save(update_fields=["state", "ended_on"])
    if mentorship.participation and mentorship.is_formal:
        free_place(mentorship.participation)
    announce_completion(mentorship, now=now)
    tell_of_pair(WebhookKind.PAIR_ENDED, mentorship, now=now)
    mentorship_ended.send(sender=Mentorship, mentorship=mentorship, now=now)


@transaction.atomic
def follow_mentee(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """A mentee left the cycle, or was taken out of it `by` who runs the program: pairs end."""
    for pair in Mentorship.objects.live().filter(enrollment=enrollment):
        end_mentorship(pair, state=State.WITHDRAWN, by=by, now=now)
