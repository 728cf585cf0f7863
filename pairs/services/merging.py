"""What two records of one person have in pairs, groups, conflicts and avoidances."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.errors import MergeRefused
from accounts.models import User
from accounts.services.merging import Becomes, register_check, register_references, register_step
from pairs.models import (
    Action,
    AgreementVersion,
    Avoidance,
    CheckIn,
    ClosingWord,
    Conflict,
    ConflictReview,
    GroupMember,
    HandoverNote,
    InformalRequest,
    Mentorship,
    Pause,
    SharedThing,
    Signature,
    Topic,
    WordOfThanks,
)


def between(kept: User, gone: User) -> Q:
    """Rows that have one of the two on either side."""
    return Q(mentee=kept, mentor=gone) | Q(mentee=gone, mentor=kept)


def refuse_pairs_of_twins(kept: User, gone: User) -> None:
    """Nobody was ever their own mentor.

    Raises:
        MergeRefused: the two are or were a pair.
    """
    if Mentorship.objects.filter(between(kept, gone)).exists():
        raise MergeRefused(_("These two were paired with each other, so they’re two people."))


def forget_own_conflicts(kept: User, gone: User) -> None:
    """What stands between the two records is about nobody."""
    Conflict.objects.filter(between(kept, gone)).delete()
    Avoidance.objects.filter(between(kept, gone)).delete()
    asked = Q(asked_by=kept, asked=gone) | Q(asked_by=gone, asked=kept)
    InformalRequest.objects.filter(asked).delete()


def register_pair_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(Mentorship, Becomes.MOVED, "mentee", "mentor")
    register_references(ClosingWord, Becomes.MOVED, "writer", once_per=("mentorship",))
    register_references(HandoverNote, Becomes.MOVED, "mentee", once_per=("program",))
    register_references(Pause, Becomes.MOVED, "asked_by")
    register_references(GroupMember, Becomes.MOVED, "user", once_per=("group",))
    same = ("institution", "kind", "course", "source")
    register_references(Conflict, Becomes.MOVED, "mentor", once_per=(*same, "mentee"))
    register_references(Conflict, Becomes.MOVED, "mentee", once_per=(*same, "mentor"))
    register_references(Conflict, Becomes.MOVED, "declared_by")
    register_references(ConflictReview, Becomes.LEFT, "settled_by")
    register_references(Avoidance, Becomes.MOVED, "mentee", once_per=("mentor",))
    register_references(Avoidance, Becomes.MOVED, "mentor", once_per=("mentee",))
    register_references(InformalRequest, Becomes.MOVED, "asked_by", once_per=("cycle", "address"))
    register_references(InformalRequest, Becomes.MOVED, "asked")
    register_references(CheckIn, Becomes.MOVED, "person", once_per=("mentorship", "kind"))
    register_references(CheckIn, Becomes.LEFT, "talked_by")
    register_references(AgreementVersion, Becomes.LEFT, "written_by")
    register_references(Signature, Becomes.MOVED, "person", once_per=("version",))
    register_references(Topic, Becomes.MOVED, "added_by")
    register_references(Action, Becomes.MOVED, "person")
    register_references(SharedThing, Becomes.MOVED, "shared_by")
    register_references(WordOfThanks, Becomes.MOVED, "written_by")
    register_check(refuse_pairs_of_twins)
    register_step(forget_own_conflicts)
