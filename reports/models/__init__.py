"""What reports keep."""

from reports.models.certificates import Certificate, CertifiedFacts, CertifiedYear, Shown
from reports.models.editions import ReportEdition
from reports.models.outcomes import OutcomeRelease
from reports.models.weeks import ProgramWeek

__all__ = [
    "Certificate",
    "CertifiedFacts",
    "CertifiedYear",
    "OutcomeRelease",
    "ProgramWeek",
    "ReportEdition",
    "Shown",
]
