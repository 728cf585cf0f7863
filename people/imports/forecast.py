"""What an import would do, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Role, User
from people.imports.rows import PersonRow
from people.models import Enrollment, MentorParticipation
from people.queries.opt_outs import people_who_opted_out
from programs.models import Cycle

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Forecast:
    """Numbers for the page and the command.

    Attributes:
        new_people, known_people: logins that will be created, and that exist.
        new_mentees, new_mentors: places in the cycle that will be created.
        opted_out: names of the file’s mentors who asked not to be invited again; they are left out.
        own_profiles: known people who have signed in; their profile stays as they wrote it.
    """

    rows: int
    new_people: int
    known_people: int
    new_mentees: int
    new_mentors: int
    own_profiles: int
    opted_out: tuple[str, ...] = ()


def forecast(cycle: Cycle, rows: Sequence[PersonRow]) -> Forecast:
    """Return what `import_people` would do with good rows."""
    emails = list({row.email for row in rows})
    known: dict[str, tuple[int, bool]] = {}
    for start in range(0, len(emails), _BATCH):
        users = User.objects.filter(email__in=emails[start : start + _BATCH])
        known |= {email: (pk, login is not None) for email, pk, login in users.values_list("email", "pk", "last_login")}
    enrolled = set(Enrollment.objects.filter(cycle=cycle).values_list("mentee", flat=True))
    opted_out = set(people_who_opted_out(cycle.program.institution).values_list("email", flat=True))
    mentoring = set(MentorParticipation.objects.filter(cycle=cycle).values_list("mentor", flat=True))

    def is_new(row: PersonRow, role: Role, there: set[int]) -> bool:
        if role == Role.MENTOR and row.email in opted_out:
            return False
        return row.role == role and (row.email not in known or known[row.email][0] not in there)

    return Forecast(
        rows=len(rows),
        new_people=len(emails) - len(known),
        known_people=len(known),
        new_mentees=sum(is_new(row, Role.MENTEE, enrolled) for row in rows),
        new_mentors=sum(is_new(row, Role.MENTOR, mentoring) for row in rows),
        own_profiles=sum(signed_in for _pk, signed_in in known.values()),
        opted_out=tuple(row.name for row in rows if row.role == Role.MENTOR and row.email in opted_out),
    )
