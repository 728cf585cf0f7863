"""Somebody stands in for a mentor who is away: a second mentor until a day, or until the mentor is back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.clocks import day_text
from core.errors import WrongState
from pairs.models import Mentorship, Origin
from pairs.queries.pauses import stand_in_of
from pairs.services.announcements import announce_second_mentor
from pairs.services.by_hand import enrollment_of, locked_pair, refuse_own, take_place
from pairs.services.mentorships import begin, end_mentorship
from pairs.services.staff_steps import keep_step
from people.models import MentorParticipation


@transaction.atomic
def add_interim_mentor(
    mentorship: Mentorship, *, participation: MentorParticipation, until: date, by: User, reason: str, now: datetime
) -> Mentorship:
    """Give the mentee of a paused pair another mentor for the time of the pause. Returns the new pair.

    It ends without fault on `until`, or when the pair resumes before.

    Args:
        mentorship: paused, of two others.
        participation: of the mentor who stands in, with a place.
        until: the day on which it ends at the latest.
        by: who coordinates the program and is none of the three.
        reason: for coordinators.
        now: the instant.

    Raises:
        WrongState: the pair is not paused, somebody stands in already, or the day is not within the rest of the year.
        AlreadyPaired: this mentor is theirs already.
        PlacesTaken, NotEligible, OwnPair: as for `pairs.services.by_hand.pair_by_hand`.
    """
    pair, mentor = locked_pair(mentorship, participation)
    refuse_own(by, pair.mentee_id, mentor.mentor_id)
    if pair.state != Mentorship.State.PAUSED:
        raise WrongState(_("Someone can stand in only while the pair is paused."))
    if stand_in_of(pair):
        raise WrongState(_("Someone stands in already."))
    _refuse_day(pair, until, now)
    enrollment = enrollment_of(pair)
    take_place(enrollment, mentor, now)
    new = begin(enrollment, participation=mentor, origin=Origin.ASSIGNED, primary=False, now=now)
    new.interim_for, new.interim_until = pair, until
    new.save(update_fields=["interim_for", "interim_until"])
    announce_second_mentor(pair, new, now=now)
    keep_step(pair, "interim_mentor_added", by=by, reason=reason, now=now, before={"new": new.pk})
    return new


def end_interims_over(*, now: datetime) -> int:
    """End the pairs in which somebody stood in until a day that has come. Returns how many; twice changes nothing."""
    due = Mentorship.objects.live().filter(interim_until__lte=date.fromordinal(now.date().toordinal() + 1))
    over = [
        pair
        for pair in due.select_related("cycle__program__institution").order_by("pk")
        if pair.interim_until and pair.interim_until <= pair.cycle.local_day(now)
    ]
    for pair in over:
        end_mentorship(pair, now=now)
    return len(over)


def _refuse_day(pair: Mentorship, until: date, now: datetime) -> None:
    today, last = pair.cycle.local_day(now), pair.cycle.ends_on
    if not today < until <= last:
        words = {"first": day_text(today), "last": day_text(last)}
        raise WrongState(_("Choose a day after %(first)s and not after %(last)s.") % words, field="until")
