"""What two records of one person have in rounds and offers."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.errors import MergeRefused
from accounts.models import User
from accounts.services.merging import Becomes, register_check, register_references
from matching.models import DeclineReason, MatchRound, MentorRequest, Offer, PairOverride, RecordedAnswer
from matching.models.formations import Formation, FormationChange, FormationPair


def refuse_frozen_rounds(kept: User, gone: User) -> None:
    """The input of a round names its people; it does not change once lists are closed.

    Raises:
        MergeRefused: one of the two takes part in a year whose round is between closing and publishing.
    """
    rounds = MatchRound.objects.filter(_takes_part(kept, gone), state__in=MatchRound.LISTS_CLOSED)
    frozen = rounds.first()
    if frozen:
        text = _("They’re in “%(round)s”, whose lists are closed. Publish or cancel it first.")
        raise MergeRefused(text % {"round": frozen.name})


def refuse_groups_in_the_making(kept: User, gone: User) -> None:
    """What groups are formed of names its people, and stands once they are published.

    Raises:
        MergeRefused: groups are being formed in a year in which one of the two takes part.
    """
    if Formation.objects.filter(_takes_part(kept, gone), state__in=Formation.LIVE).exists():
        raise MergeRefused(_("Groups are being formed with them. Publish or discard the groups first."))


def _takes_part(kept: User, gone: User) -> Q:
    return Q(cycle__enrollments__mentee__in=(kept, gone)) | Q(cycle__participations__mentor__in=(kept, gone))


def refuse_offers_of_twins(kept: User, gone: User) -> None:
    """Nobody is offered to themselves.

    Raises:
        MergeRefused: the two were offered to each other.
    """
    one = Q(enrollment__mentee=kept, participation__mentor=gone)
    other = Q(enrollment__mentee=gone, participation__mentor=kept)
    if Offer.objects.filter(one | other).exists() or MentorRequest.objects.filter(one | other).exists():
        raise MergeRefused(_("These two were put to each other, so they’re two people."))


def register_round_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(MatchRound, Becomes.LEFT, "published_by", "put_forward_by")
    register_references(PairOverride, Becomes.LEFT, "made_by")
    register_references(DeclineReason, Becomes.MOVED, "writer")
    register_references(RecordedAnswer, Becomes.MOVED, "person")
    register_references(RecordedAnswer, Becomes.LEFT, "by")
    register_references(Formation, Becomes.LEFT, "created_by", "published_by")
    register_references(Formation.left_out.through, Becomes.LEFT, "user")
    register_references(FormationPair, Becomes.LEFT, "one", "other")
    register_references(FormationChange, Becomes.LEFT, "person", "partner", "made_by")
    register_check(refuse_groups_in_the_making)
    register_check(refuse_frozen_rounds)
    register_check(refuse_offers_of_twins)
