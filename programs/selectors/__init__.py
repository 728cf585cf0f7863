"""Shared reads of programs, handbooks and people."""

from programs.selectors.handbooks import (
    AcknowledgementRow,
    Found,
    acknowledgement_rows,
    has_acknowledged,
    neighbours,
    published_handbook,
    search_chapters,
)
from programs.selectors.people import Filters, mentees_of, mentors_of
from programs.selectors.programs import (
    coordinators_of,
    current_cycle,
    help_contacts_of,
    intake_cycle,
    is_empty_install,
    next_deadline,
)

__all__ = [
    "AcknowledgementRow",
    "Filters",
    "Found",
    "acknowledgement_rows",
    "coordinators_of",
    "current_cycle",
    "has_acknowledged",
    "help_contacts_of",
    "intake_cycle",
    "is_empty_install",
    "mentees_of",
    "mentors_of",
    "neighbours",
    "next_deadline",
    "published_handbook",
    "search_chapters",
]
