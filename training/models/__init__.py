"""Training: modules with their versions and steps, and how far somebody has come in one."""

from training.models.modules import Choice, ModuleVersion, Step, StepText, TrainingModule
from training.models.taking import StepRecord, Training

__all__ = ["Choice", "ModuleVersion", "Step", "StepRecord", "StepText", "Training", "TrainingModule"]
