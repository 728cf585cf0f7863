"""What reports keep."""

from reports.models.editions import ReportEdition
from reports.models.outcomes import OutcomeRelease
from reports.models.weeks import ProgramWeek

__all__ = ["OutcomeRelease", "ProgramWeek", "ReportEdition"]
