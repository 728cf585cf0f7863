"""A mentee leaves the year, and is back where who runs the program undoes it.

Apps above say what ends with somebody who leaves, a mentor too, and bring it back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from people.models import Enrollment, MentorParticipation
from people.policies import forget_memberships
from people.services.person_steps import keep_person_step
from people.services.places import lock_participation
from people.services.returns import refuse_closed, welcome_back
from people.services.voluntary import forget_answer
from people.signals import enrollment_completed, enrollment_withdrawn
from programs.models import StaffStep

Record = Enrollment | MentorParticipation
# Key of a row → what bringing it back needs: keys and states. Under “participation” the mentor whose place it holds.
Ended = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class EndsWith:
    """What ends when a mentee or a mentor is withdrawn, and comes back when that is undone.

    Attributes:
        name: under which it is kept with the step.
        rows: from an enrollment or a participation to what is about to end.
        restore: from that record, the rows and the instant; raises a DomainError where something was built on their
            end. The places of the mentors and the record are locked.
    """

    name: str
    rows: Callable[[Record], Ended]
    restore: Callable[[Record, Mapping[str, Any], datetime], None]


_ENDS_WITH: dict[str, EndsWith] = {}


def register_ends_with(part: EndsWith) -> None:
    """Make something known that ends with a withdrawal; what is registered first is brought back first."""
    _ENDS_WITH[part.name] = part


def what_ends(record: Record) -> dict[str, Any]:
    """What undoing needs of all that is about to end with somebody's leaving."""
    return {part.name: part.rows(record) for part in _ENDS_WITH.values()}


def lock_ended_places(step: StaffStep) -> None:
    """Lock the places of the mentors of what ended with a step, by key, before any other row."""
    rows = [row for _part, ended in _ended_with(step) for row in ended.values()]
    for pk in sorted({row["participation"] for row in rows if row["participation"]}):
        lock_participation(pk)


def restore_ended(step: StaffStep, record: Record, *, now: datetime) -> None:
    """Bring back what ended with a step about somebody who is back, inside the transaction that undoes it.

    Raises:
        WrongState: something was built on an end.
        PlacesTaken: the place of a mentor was given to somebody else.
    """
    for part, rows in _ended_with(step):
        part.restore(record, rows, now)


def _ended_with(step: StaffStep) -> list[tuple[EndsWith, Ended]]:
    found = ((part, step.before.get(part.name)) for part in _ENDS_WITH.values())
    return [(part, rows) for part, rows in found if isinstance(rows, dict)]


@transaction.atomic
def withdraw_enrollment(enrollment: Enrollment, *, by: User, now: datetime) -> Enrollment:
    """Leave the cycle. Those who know of sessions and pairs are told by a signal.

    Args:
        enrollment: of the mentee.
        by: the mentee, or who runs the program; the other people of the pair are told, and the mentee if not `by`.
        now: the instant.

    Raises:
        WrongState: the enrollment has ended already.
    """
    if by.pk != enrollment.mentee_id:
        withdraw_mentee(enrollment, by=by, now=now)
        enrollment.refresh_from_db()
        return enrollment
    enrollment = _locked(enrollment.pk)
    _end(enrollment, by=by, now=now)
    return enrollment


@transaction.atomic
def withdraw_mentee(enrollment: Enrollment, *, by: User, now: datetime) -> StaffStep:
    """Take a mentee out of a year, and tell them and the other people of their pairs.

    Args:
        enrollment: of somebody else.
        by: who runs the program.
        now: the instant.

    Raises:
        WrongState: the enrollment has ended already.
    """
    enrollment = _locked(enrollment.pk)
    before = what_ends(enrollment) | {"enrollment": enrollment.pk, "state": enrollment.state}
    _end(enrollment, by=by, now=now)
    program = enrollment.cycle.program
    return keep_person_step(enrollment.mentee, program, "mentee_withdrawn", by=by, now=now, before=before)


def _locked(pk: int) -> Enrollment:
    """The enrollment as it stands now, with its mentee and year, locked until the transaction ends."""
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("mentee", "cycle__program__institution")
    [enrollment] = rows.filter(pk=pk)
    return enrollment


def _end(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """End an enrollment that the caller has locked. Those who know of sessions and pairs are told by a signal.

    Raises:
        WrongState: it has ended already.
    """
    if enrollment.is_gone:
        raise WrongState(_("This enrollment has ended."))
    enrollment.state = Enrollment.State.WITHDRAWN
    enrollment.save(update_fields=["state"])
    forget_answer(enrollment)
    forget_memberships(by)
    enrollment_withdrawn.send(sender=Enrollment, enrollment=enrollment, by=by, now=now)


@transaction.atomic
def undo_withdrawal(step: StaffStep, _by: User, now: datetime) -> None:
    """The mentee takes part as before, with the pairs and offers that ended. Sessions and requests stay as they are.

    Raises:
        WrongState: the mentee is back already, the year is closed, or something was built on an end.
        PlacesTaken: the place of a mentor was given to somebody else.
    """
    lock_ended_places(step)
    enrollment = _locked(step.key("enrollment"))
    refuse_closed(enrollment.cycle)
    if enrollment.state != Enrollment.State.WITHDRAWN:
        raise WrongState(_("They’re back in this year already, so there’s nothing to undo."))
    enrollment.state = Enrollment.State(str(step.before["state"]))
    enrollment.save(update_fields=["state"])
    restore_ended(step, enrollment, now=now)
    welcome_back(enrollment, enrollment.mentee, now=now)
    if enrollment.takes_part:
        enrollment_completed.send(sender=Enrollment, enrollment=enrollment, now=now)
