"""What two records of one person have in programs."""

from accounts.models import User
from accounts.services.merging import Becomes, register_references, register_step
from programs.models import (
    Acknowledgement,
    Appointment,
    Chapter,
    HandbookVersion,
    LongStep,
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


def register_program_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(Appointment, Becomes.MOVED, "user")
    register_references(Acknowledgement, Becomes.SETTLED, "user")
    register_references(Chapter, Becomes.LEFT, "edited_by")
    register_references(HandbookVersion, Becomes.LEFT, "published_by")
    register_references(SavedTemplate, Becomes.LEFT, "saved_by")
    register_references(LongStep, Becomes.LEFT, "by")
    register_references(SettledStep, Becomes.LEFT, "settled_by")
    register_references(StaffStep, Becomes.MOVED, "person", "other")
    register_references(StaffStep, Becomes.LEFT, "by", "undone_by")
    register_step(copy_acknowledgements)
