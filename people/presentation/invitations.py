"""What an invitation asks of its person, and what staff see of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import Role
from people.models import Enrollment, MentorParticipation
from people.queries.invitations import Record, Sent, invitations_sent, subject_of
from programs.models import Appointment, Cycle, CycleState, Institution, Program
from programs.presentation.roles import role_label
from programs.queries.ranking_windows import ranking_window

# What stands in the table of time for no time at all.
NOTHING = ("–", "—", "-")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody is asked to do, or has become.

    Attributes:
        role: what as.
        place: the program, or the whole school.
        institution: who invites.
        asks: whether an answer is awaited; otherwise the person takes part already.
        path: where on the site it leads.
        answer_by: until when, or None where there is no date.
        takes: what it costs in time, as the program says for this role, line by line.
        called: the word for the role there.
    """

    role: Role
    place: Program | Institution
    institution: Institution
    asks: bool
    path: str
    answer_by: datetime | None = None
    takes: tuple[str, ...] = ()
    called: str = ""

    @property
    def among_peers(self) -> bool:
        """Whether it is for a place among equals."""
        return self.role == Role.MENTEE and isinstance(self.place, Program) and self.place.is_peer


def invitation_about(record: Record) -> Invitation:
    """What the record means to its person."""
    if isinstance(record, Appointment):
        place = record.program or record.institution
        role = Role(record.role)
        return Invitation(role, place, record.institution, False, reverse("home"), called=str(role.label))
    program = record.cycle.program
    asks = record.state in (Enrollment.State.INVITED, MentorParticipation.State.INVITED)
    mentee = isinstance(record, Enrollment)
    if mentee and asks:
        path = reverse("people:enroll", kwargs={"slug": program.slug})
    else:
        path = reverse("home") if mentee else reverse("people:edit-participation", kwargs={"pk": record.pk})
    role = Role.MENTEE if mentee else Role.MENTOR
    until = answer_by(record.cycle, role) if asks else None
    takes = time_costs_of(program, role)
    called = role_label(role, program)
    return Invitation(role, program, program.institution, asks, path, until, takes, called)


def time_costs_of(program: Program, role: Role) -> tuple[str, ...]:
    """Return what taking part costs a mentee or a mentor in time: the total where there is one, else part by part."""
    rows = [(row, row.mentee if role == Role.MENTEE else row.mentor) for row in program.time_cost_rows]
    told = [(row, cost) for row, cost in rows if cost and cost not in NOTHING]
    totals = [(row, cost) for row, cost in told if row.total]
    return tuple(f"{row.what}: {cost}" for row, cost in totals or told)


def answer_by(cycle: Cycle, role: Role) -> datetime | None:
    """Return until when an answer helps, or None.

    Mentors are found from when ranking opens, mentees enroll until it closes; after that no date holds.
    """
    ranking = ranking_window(cycle)
    if role == Role.MENTOR and cycle.state == CycleState.ENROLLING:
        return ranking.opens_at
    return ranking.closes_at if cycle.state in (CycleState.ENROLLING, CycleState.RANKING) else None


def show_invitations(records: Iterable[Record]) -> bool:
    """Give each record its `invitation`, a `Sent`, for those who run the program; whether one says anything.

    One query.
    """
    rows = list(records)
    sent = invitations_sent(rows)
    for record in rows:
        record.invitation = sent[subject_of(record)]  # type: ignore[union-attr]
    return any(each != Sent() for each in sent.values())
