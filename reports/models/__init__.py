"""What reports keep."""

from reports.models.editions import ReportEdition

__all__ = ["ReportEdition"]
