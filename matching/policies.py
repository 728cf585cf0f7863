"""Who may do what in matching."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from matching.models import Avoidance, Conflict, MatchRound, Offer, PreferenceList, ShortlistEntry
from programs.models import Enrollment, MentorParticipation, Program
from programs.policies import can_coordinate, is_mentee_in, is_mentor_in

Person = User | AnonymousUser

# Rounds ----------------------------------------------------------------------------------------


def can_see_round(user: Person, round_: MatchRound) -> bool:
    """Whether `user` may know that the round exists: who runs it, and who takes part once it was opened."""
    opened = round_.opened_at is not None and round_.state != MatchRound.State.CANCELLED
    takes_part = is_mentee_in(user, round_.cycle) or is_mentor_in(user, round_.cycle)
    return can_run_round(user, round_) or (opened and takes_part)


def can_run_round(user: Person, round_: MatchRound) -> bool:
    """Whether `user` opens, closes, compares and publishes the round."""
    return can_coordinate(user, round_.cycle.program)


def can_see_result(user: Person, round_: MatchRound) -> bool:
    """Whether there is a published result of the round that is about `user`."""
    published = round_.state == MatchRound.State.PUBLISHED
    return published and (is_mentee_in(user, round_.cycle) or is_mentor_in(user, round_.cycle))


# Offers ----------------------------------------------------------------------------------------


def can_see_offer(user: Person, offer: Offer) -> bool:
    """Whether `user` may know of the offer: the two people, and their coordinators."""
    return is_party_of(user, offer) or can_coordinate(user, offer.enrollment.cycle.program)


def is_party_of(user: Person, offer: Offer) -> bool:
    """Whether the offer was made to `user`, who alone may open and answer it."""
    return user.is_authenticated and user.pk in (offer.enrollment.mentee_id, offer.participation.mentor_id)


# Lists, conflicts, avoidances ------------------------------------------------------------------


def can_see_list(user: Person, preferences: PreferenceList) -> bool:
    """Whether `user` may read the ranked list; the same answer as `PreferenceList.objects.visible_to`."""
    if _is(user, preferences.enrollment.mentee_id):
        return True
    locked = preferences.state == PreferenceList.State.LOCKED
    return locked and can_coordinate(user, preferences.round.cycle.program)


def can_see_shortlist(user: Person, entry: ShortlistEntry) -> bool:
    """Whether `user` may know of the entry; the same answer as `ShortlistEntry.objects.visible_to`."""
    return _is(user, entry.enrollment.mentee_id)


def can_see_avoidance(user: Person, avoidance: Avoidance) -> bool:
    """Whether `user` may know of the avoidance; the same answer as `Avoidance.objects.visible_to`."""
    return _is(user, avoidance.mentee_id)


def can_see_conflict(user: Person, conflict: Conflict) -> bool:
    """Whether `user` may know of the conflict; the same answer as `Conflict.objects.visible_to`."""
    if conflict.declared_by_id is not None and _is(user, conflict.declared_by_id):
        return True
    enrolled = Enrollment.objects.filter(mentee=conflict.mentee_id).values("cycle__program")
    mentoring = MentorParticipation.objects.filter(mentor=conflict.mentor_id).values("cycle__program")
    shared = Program.objects.filter(institution=conflict.institution_id, pk__in=enrolled).filter(pk__in=mentoring)
    return any(can_coordinate(user, program) for program in shared)


def _is(user: Person, pk: int | None) -> bool:
    return user.is_authenticated and user.is_active and user.pk == pk
