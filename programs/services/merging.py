"""What two records of one person have in programs."""

from django.utils.translation import gettext as _

from accounts.errors import MergeStays
from accounts.models import User
from accounts.services.merge_trails import WayBack
from accounts.services.merging import Becomes, register_references, register_step, register_way_back
from programs.models import (
    Acknowledgement,
    Appointment,
    Chapter,
    ChapterText,
    HandbookVersion,
    LongStep,
    Quote,
    SavedTemplate,
    SettledStep,
    StaffStep,
)


def copy_acknowledgements(kept: User, gone: User) -> None:
    """What somebody has read, they have read under either record. Acknowledgements stand, so they are repeated."""
    known = Acknowledgement.objects.filter(user=kept).values("version")
    Acknowledgement.objects.bulk_create(
        Acknowledgement(version=row.version, user=kept, sha256=row.sha256, acknowledged_at=row.acknowledged_at)
        for row in Acknowledgement.objects.filter(user=gone).exclude(version__in=known).select_related("version")
    )


def _acknowledged(_kept: User, _gone: User) -> None:
    """There is nothing to keep: they stand for good."""


def _stand(kept: User, gone: User, _nothing: None) -> None:
    """What was repeated cannot be taken back.

    Raises:
        MergeStays: the record that stays would go on having read what the other has.
    """
    theirs = Acknowledgement.objects.filter(user=gone).values("version", "acknowledged_at")
    repeated = Acknowledgement.objects.filter(user=kept)
    if any(repeated.filter(**each).exists() for each in theirs):
        raise MergeStays(_("The record that went had acknowledged a handbook, so this can’t be undone."))


def register_program_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(Appointment, Becomes.MOVED, "user")
    register_references(Acknowledgement, Becomes.SETTLED, "user")
    register_references(Chapter, Becomes.LEFT, "edited_by")
    register_references(ChapterText, Becomes.LEFT, "written_by")
    register_references(HandbookVersion, Becomes.LEFT, "published_by")
    register_references(SavedTemplate, Becomes.LEFT, "saved_by")
    register_references(LongStep, Becomes.LEFT, "by")
    register_references(SettledStep, Becomes.LEFT, "settled_by")
    register_references(StaffStep, Becomes.MOVED, "person", "other", watched=False)
    register_references(StaffStep, Becomes.LEFT, "by", "undone_by")
    register_references(Quote, Becomes.MOVED, "person", once_per=("program",))
    register_references(Quote, Becomes.LEFT, "asked_by")
    register_step(copy_acknowledgements)
    register_way_back(WayBack("acknowledgements", _acknowledged, _stand))
