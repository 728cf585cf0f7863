"""What two records of one person have in training."""

from accounts.models import User
from accounts.services.merging import Becomes, register_references, register_step
from training.models import ModuleVersion, Step, StepText, Training


def drop_second_start(kept: User, gone: User) -> None:
    """Where both records are half way through the same version, the start of the one that stays goes on."""
    under_way = Training.objects.filter(completed_at__isnull=True)
    begun = under_way.filter(user=kept).values("version")
    under_way.filter(user=gone, version__in=begun).delete()


def register_training_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(Training, Becomes.MOVED, "user")
    register_references(ModuleVersion, Becomes.LEFT, "published_by")
    register_references(Step, Becomes.LEFT, "edited_by")
    register_references(StepText, Becomes.LEFT, "written_by")
    register_step(drop_second_start)
