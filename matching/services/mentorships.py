"""The life of a pair after it began: pause, resume, end. A place is freed once, under the lock of its mentor."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from matching.errors import WrongState
from matching.models import MatchRound, Mentorship, Offer, Origin
from matching.services.announcements import announce_completion, announce_end
from matching.services.offers import withdraw_offer
from matching.services.places import free_place, lock_participation
from matching.services.ranking_news import schedule_ranking
from matching.services.rounds import cancel_round
from matching.signals import mentorship_ended
from programs.models import Cycle, Enrollment, MentorParticipation

State = Mentorship.State


def _locked(mentorship: Mentorship) -> Mentorship:
    """The pair as it stands now; its mentor's places and itself are locked, in this order."""
    participation = lock_participation(mentorship.participation_id) if mentorship.participation_id else None
    rows = Mentorship.objects.select_for_update(of=("self",))
    [current] = rows.filter(pk=mentorship.pk).select_related("mentee", "mentor", "cycle__program__institution")
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
    mentorship = _locked(mentorship)
    if mentorship.state in (State.ENDED, State.MENTOR_LEFT, State.WITHDRAWN):
        return mentorship
    if mentorship.state not in Mentorship.LIVE:
        raise WrongState(_("Only an active or paused mentorship can be ended."))
    mentorship.state, mentorship.ended_on = state, mentorship.cycle.local_day(now)
    mentorship.save(update_fields=["state", "ended_on"])
    if mentorship.participation and mentorship.enrollment_id and mentorship.origin != Origin.INFORMAL:
        free_place(mentorship.participation)
        _let_wait(mentorship.enrollment_id)
    announce_end(mentorship, by=by, now=now)
    schedule_ranking(mentorship.cycle, now=now, mentees=[mentorship.mentee_id])
    mentorship_ended.send(sender=Mentorship, mentorship=mentorship, now=now)
    return mentorship


def _let_wait(enrollment: int) -> None:
    """A mentee who has no other mentor in the cycle waits for one."""
    others = Mentorship.objects.filter(enrollment=enrollment, state__in=Mentorship.LIVE)
    if not others.exists():
        waiting = Enrollment.objects.filter(pk=enrollment, state=Enrollment.State.MATCHED)
        waiting.update(state=Enrollment.State.WAITLISTED)


@transaction.atomic
def follow_mentor(participation: MentorParticipation, *, now: datetime) -> None:
    """What a mentor's leave, return or departure means for the pairs: paused, resumed, or ended."""
    pairs = Mentorship.objects.filter(participation=participation).exclude(origin=Origin.INFORMAL)
    day = participation.cycle.local_day(now)
    if participation.state == MentorParticipation.State.PAUSED:
        pairs.filter(state=State.ACTIVE).update(state=State.PAUSED, paused_on=day, resumed_on=None)
    elif participation.state in (MentorParticipation.State.ACCEPTED, MentorParticipation.State.READY):
        # Accepted: back, but hidden from new mentees until a newer handbook is acknowledged. The pairs go on.
        for pair in pairs.filter(state=State.PAUSED):
            _resume(pair, day=day)
    elif participation.state == MentorParticipation.State.ENDED:
        for offer in Offer.objects.filter(participation=participation, state=Offer.State.PENDING):
            withdraw_offer(offer, now=now)
        for pair in pairs.filter(state__in=Mentorship.LIVE):
            end_mentorship(pair, state=State.MENTOR_LEFT, by=participation.mentor, now=now)


def _resume(pair: Mentorship, *, day: date) -> None:
    """The pair goes on; the days of the pause do not count for it."""
    pair.state, pair.resumed_on = State.ACTIVE, day
    pair.paused_on = pair.paused_on or day
    pair.paused_days += (day - pair.paused_on).days
    pair.save(update_fields=["state", "paused_on", "resumed_on", "paused_days"])


@transaction.atomic
def complete_cycle(cycle: Cycle, *, now: datetime) -> None:
    """The year is over: its pairs are completed and told so, offers that nobody answered are taken back.

    Places are free, what the pairs did is kept.
    """
    # Rounds first: one that is being published meanwhile makes no offers after ours were taken back.
    for round_ in MatchRound.objects.filter(cycle=cycle, state__in=MatchRound.LIVE).order_by("pk"):
        cancel_round(round_)
    for offer in Offer.objects.filter(enrollment__cycle=cycle, state=Offer.State.PENDING).order_by("pk"):
        withdraw_offer(offer, now=now)
    for pair in Mentorship.objects.filter(cycle=cycle, state__in=Mentorship.LIVE).order_by("participation", "pk"):
        _complete(pair, now=now)
    Enrollment.objects.filter(cycle=cycle, state=Enrollment.State.MATCHED).update(state=Enrollment.State.COMPLETED)


def _complete(mentorship: Mentorship, *, now: datetime) -> None:
    mentorship = _locked(mentorship)
    if mentorship.state not in Mentorship.LIVE:
        return
    mentorship.state, mentorship.ended_on = State.COMPLETED, mentorship.cycle.local_day(now)
    mentorship.save(update_fields=["state", "ended_on"])
    if mentorship.participation and mentorship.origin != Origin.INFORMAL:
        free_place(mentorship.participation)
    announce_completion(mentorship, now=now)
    mentorship_ended.send(sender=Mentorship, mentorship=mentorship, now=now)


@transaction.atomic
def follow_mentee(enrollment: Enrollment, *, now: datetime) -> None:
    """A mentee left the cycle: offers are taken back and pairs end."""
    for offer in Offer.objects.filter(enrollment=enrollment, state=Offer.State.PENDING):
        withdraw_offer(offer, now=now)
    for pair in Mentorship.objects.filter(enrollment=enrollment, state__in=Mentorship.LIVE):
        end_mentorship(pair, state=State.WITHDRAWN, by=enrollment.mentee, now=now)
