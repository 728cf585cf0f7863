"""What reports keep."""

from reports.models.editions import ReportEdition
from reports.models.weeks import ProgramWeek

__all__ = ["ProgramWeek", "ReportEdition"]
