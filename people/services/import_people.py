"""People from a school's own list, in bulk: every table is read once and written once, whatever the number of rows."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core.errors import WrongState
from people.imports.rows import PersonRow
from people.imports.wishes import MODES, wishes_for_enrollment, wishes_for_participation
from people.models import Enrollment, MentorParticipation
from people.queries.imports import profile_follows_files, with_known_elsewhere
from people.queries.invitations import subject_of
from people.queries.opt_outs import people_who_opted_out
from people.services.import_relations import set_relations
from people.services.invitations import schedule_invitations
from people.services.participations import update_readiness_of_accepted
from people.signals import people_imported
from programs.models import Cycle
from programs.services.handbook_notices import schedule_handbook

_BATCH = 500
_FROM_FILE = ("capacity", "minimum", "department", *MODES, "state", "answered_at")
_T = TypeVar("_T")
# Called with a step's number and the number of steps, for a progress line.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many people and places in the cycle are new, and how many were there and are now as the file says."""

    new_people: int
    known_people: int
    new_mentees: int
    new_mentors: int


def chunks(items: Iterable[_T], size: int = _BATCH) -> Iterator[list[_T]]:
    """Yield `items` in lists of at most `size`, so that no statement has too many parameters."""
    everything = list(items)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]


def users_by_email(emails: Iterable[str], cycle: Cycle) -> dict[str, User]:
    """Return the people whom we know, by address in lower case, `with_known_elsewhere`."""
    found = (with_known_elsewhere(User.objects.filter(email__in=some), cycle) for some in chunks(emails))
    return {user.email: user for some in found for user in some}


@transaction.atomic
def import_people(
    cycle: Cycle, *, rows: Sequence[PersonRow], now: datetime, progress: Progress | None = None
) -> ImportResult:
    """Bring people into a cycle. The same rows a second time change nothing.

    A profile belongs to its person from the first sign-in on, or once another school knows them: then the file no
    longer changes it, and only group, department and places follow the file. Who declined or withdrew stays so, and
    mentors who asked not to be invited again are left out; who was invited takes part at once when the file says that
    they enrolled with the school already.

    Args:
        cycle: the year that takes them in.
        rows: checked by `people.imports.check.check_people`, those without a problem.
        now: the instant that invitations carry.
        progress: told after each of four steps.

    Raises:
        WrongState: a mentor among peers.
    """
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    if cycle.program.is_peer and any(row.role == Role.MENTOR for row in rows):
        raise WrongState(_("Nobody is a mentor in a program of peers."))
    report = progress or (lambda _step, _steps: None)
    by_email = {row.email: row for row in rows}
    users, new_users = _people(by_email, rows, cycle)
    rows = _without_opted_out(rows, cycle)
    there = _records_of(cycle)
    report(1, 4)
    enrollments, new_mentees = _enroll(cycle, [row for row in rows if row.role == Role.MENTEE], users, now)
    report(2, 4)
    participations, new_mentors = _invite(cycle, [row for row in rows if row.role == Role.MENTOR], users, now)
    report(3, 4)
    set_relations(cycle, rows=rows, users=users, enrollments=enrollments, participations=participations)
    update_readiness_of_accepted(participations.values(), now=now)
    people_imported.send(sender=Cycle, cycle=cycle, now=now)
    records: list[Enrollment | MentorParticipation] = [*enrollments.values(), *participations.values()]
    schedule_invitations(
        cycle,
        now=now,
        people=[user.pk for user in users.values()],
        newcomers=[record for record in records if subject_of(record) not in there],
    )
    schedule_handbook(cycle.program, now=now, people=[user.pk for user in users.values()])
    report(4, 4)
    return ImportResult(new_users, len(by_email) - new_users, new_mentees, new_mentors)


def _without_opted_out(rows: Sequence[PersonRow], cycle: Cycle) -> list[PersonRow]:
    """The rows without mentors who asked the school not to be invited again."""
    emails = set(people_who_opted_out(cycle.program.institution).values_list("email", flat=True))
    return [row for row in rows if row.role != Role.MENTOR or row.email not in emails]


def _records_of(cycle: Cycle) -> set[str]:
    """Who takes part in the cycle already."""
    mentees = {subject_of(record) for record in Enrollment.objects.filter(cycle=cycle).only("pk")}
    return mentees | {subject_of(record) for record in MentorParticipation.objects.filter(cycle=cycle).only("pk")}


def _people(by_email: dict[str, PersonRow], rows: Sequence[PersonRow], cycle: Cycle) -> tuple[dict[str, User], int]:
    """Create and update the people; return all of them by address, and how many are new."""
    known = users_by_email(by_email, cycle)
    zone = cycle.program.institution.time_zone
    new: dict[str, User] = {}
    changed: dict[str, User] = {}
    fields: set[str] = set()
    for row in rows:
        user = known.get(row.email)
        if user is None:
            user = new.setdefault(row.email, User(email=row.email, password=_no_password(), time_zone=zone))
        elif not profile_follows_files(user):
            continue
        for name, value in row.profile.items():
            if getattr(user, name) != value:
                setattr(user, name, value)
                changed[row.email] = user
                fields.add(name)
    User.objects.bulk_create(new.values(), batch_size=_BATCH)
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in new.values()),
        batch_size=_BATCH,
    )
    known_changed = [user for email, user in changed.items() if email in known]
    if known_changed:
        User.objects.bulk_update(known_changed, sorted(fields), batch_size=_BATCH)
    return known | new, len(new)


def _no_password() -> str:
    """What `set_unusable_password` stores, for thousands of people: Django draws the same bits letter by letter."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def _enroll(
    cycle: Cycle, rows: Sequence[PersonRow], users: dict[str, User], now: datetime
) -> tuple[dict[int, Enrollment], int]:
    """Create and update enrollments; return all of the cycle by person, and how many are new."""
    there = {enrollment.mentee_id: enrollment for enrollment in Enrollment.objects.filter(cycle=cycle)}
    new, changed = [], []
    for row in rows:
        user = users[row.email]
        enrollment = there.get(user.pk)
        if enrollment is None:
            enrollment = there[user.pk] = Enrollment(cycle=cycle, mentee=user)
            new.append(enrollment)
            _write(wishes_for_enrollment(row, enrollment, now=now), enrollment)
        elif _write(wishes_for_enrollment(row, enrollment, now=now), enrollment):
            changed.append(enrollment)
    Enrollment.objects.bulk_create(new, batch_size=_BATCH)
    Enrollment.objects.bulk_update(changed, ["cohort", "state", "enrolled_at"], batch_size=_BATCH)
    return there, len(new)


def _write(wanted: dict[str, object], record: Enrollment | MentorParticipation) -> bool:
    changed = {name: value for name, value in wanted.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    return bool(changed)


def _invite(
    cycle: Cycle, rows: Sequence[PersonRow], users: dict[str, User], now: datetime
) -> tuple[dict[int, MentorParticipation], int]:
    """Create and update participations; return all of the cycle by person, and how many are new."""
    there = {each.mentor_id: each for each in MentorParticipation.objects.filter(cycle=cycle)}
    for each in there.values():
        each.cycle = cycle  # known here: spares a query for each
    new, changed = [], []
    for row in rows:
        user = users[row.email]
        participation = there.get(user.pk)
        if participation is None:
            participation = there[user.pk] = MentorParticipation(cycle=cycle, mentor=user, invited_at=now)
            new.append(participation)
            _write(wishes_for_participation(row, participation, own=False, now=now), participation)
            continue
        own = user.last_login is not None
        if _write(wishes_for_participation(row, participation, own=own, now=now), participation):
            changed.append(participation)
    MentorParticipation.objects.bulk_create(new, batch_size=_BATCH)
    MentorParticipation.objects.bulk_update(changed, _FROM_FILE, batch_size=_BATCH)
    return there, len(new)
