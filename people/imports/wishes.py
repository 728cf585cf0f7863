"""What a row asks of the records of its person: written by the import, compared by its preview."""

from datetime import datetime

from people.imports.rows import PersonRow
from people.models import Enrollment, MentorParticipation

MODES = ("in_person", "by_video", "by_audio")
_Mentor = MentorParticipation.State


def wishes_for_enrollment(row: PersonRow, enrollment: Enrollment, *, now: datetime) -> dict[str, object]:
    """Return the fields that the row asks for. Whoever has left or finished stays so."""
    wanted: dict[str, object] = {}
    if row.cohort is not None:
        wanted["cohort"] = row.cohort
    if row.enrolled and enrollment.state in Enrollment.UNFINISHED:
        wanted |= {"state": Enrollment.State.ENROLLED, "enrolled_at": now}
    return wanted


def wishes_for_participation(
    row: PersonRow, participation: MentorParticipation, *, own: bool, now: datetime
) -> dict[str, object]:
    """Return the fields that the row asks for.

    Who enrolled with the school outside this site is ready. Nothing is said about a training or a handbook: a
    file cannot know.

    Args:
        row: of a mentor.
        participation: theirs, in this cycle.
        own: whether they have signed in, and their ways to meet are theirs.
        now: when they answered, if the file says so first.
    """
    wanted: dict[str, object] = {}
    if row.capacity is not None:
        wanted |= {"capacity": row.capacity, "minimum": min(participation.minimum, row.capacity)}
    if row.department is not None:
        wanted["department"] = row.department
    if row.modes is not None and not own:
        wanted |= {mode: mode in row.modes for mode in MODES}
    if row.enrolled and participation.state in (_Mentor.INVITED, _Mentor.ACCEPTED):
        wanted |= {"state": _Mentor.READY, "answered_at": participation.answered_at or now}
    return wanted
