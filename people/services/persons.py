"""What those who run a program correct about a person: names, address, group, and rows that came by mistake."""

from collections.abc import Mapping
from datetime import datetime

from django.core import serializers
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import NAME_FIELDS
from accounts.services.profiles import move_address, name_person
from core.encryption import EncryptedTextField
from core.errors import WrongState
from core.references import is_referred_to
from core.revisions import refuse_stale
from notifications.errors import NothingToRetry
from notifications.services.outbox import retry_undeliverable
from people.errors import AddressProtected, HasHistory
from people.models import Enrollment, MentorParticipation, SupportNeed, SupportOffer
from people.policies import can_change_address, is_under_way
from people.queries.form_values import person_values
from people.services.person_steps import keep_person_step
from people.services.returns import refuse_closed
from programs.models import Cycle, Program, StaffStep
from programs.queries.contacts import answers_to
from programs.services.staff_steps import changes, kept_of, refuse_changed

_OWN_ROWS = (SupportNeed, SupportOffer)


@transaction.atomic
def correct_person(
    person: User,
    *,
    program: Program,
    enrollment: Enrollment | None,
    fields: Mapping[str, str],
    by: User,
    now: datetime,
    began_from: str = "",
) -> None:
    """Save names, address and group as the school has them.

    Both addresses are told when it changes, and what could not be delivered to the old one is tried again.

    Args:
        person: who takes part in the program.
        program: with its institution.
        enrollment: of the person, whose group is corrected; None for a mentor.
        fields: values of `NAME_FIELDS`, and `email` and `cohort` where they are to change.
        by: who corrects.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: something else was saved since the form was opened.
        AddressProtected: `by` may not change this address.
        AddressTaken: the address belongs to somebody else.
        AddressUnusable: it is no address that mail can reach.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if enrollment is not None:
        enrollment = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    stored = person_values(person, enrollment)
    refuse_stale(began_from, stored={name: stored[name] for name in fields}, wanted=fields)
    _write(person, enrollment, {**stored, **fields}, program=program, by=by, now=now)
    changed = changes(stored, person_values(person, enrollment))
    if changed["before"]:
        before = {"enrollment": enrollment.pk} if enrollment else {}
        keep_person_step(person, program, "person_corrected", by=by, now=now, before=before, kept=changed)


@transaction.atomic
def undo_correction(step: StaffStep, by: User, now: datetime) -> None:
    """Put names, address and group back; both addresses are told when it changes.

    Raises:
        WrongState: one of them was changed again since, or what undoing needs is gone.
        AddressProtected: the person has signed in with the new address since, or `by` may not change it.
        AddressTaken: somebody else has the old address by now.
    """
    kept = kept_of(step)
    [person] = User.objects.select_for_update(no_key=True).filter(pk=step.person_pk)
    enrollment = None
    if "enrollment" in step.before:
        enrollment = Enrollment.objects.select_for_update().filter(pk=step.key("enrollment")).first()
    current = person_values(person, enrollment)
    refuse_changed(kept, current)
    _write(person, enrollment, current | kept["before"], program=step.program, by=by, now=now)


def _write(
    person: User,
    enrollment: Enrollment | None,
    wanted: Mapping[str, str],
    *,
    program: Program,
    by: User,
    now: datetime,
) -> None:
    """Save values of `person_values` in rows that the caller has locked."""
    name_person(person, names={name: wanted[name] for name in NAME_FIELDS})
    if enrollment is not None and wanted["cohort"] != enrollment.cohort:
        enrollment.cohort = wanted["cohort"]
        enrollment.save(update_fields=["cohort"])
    if wanted["email"].lower() != person.email:
        _move(person, email=wanted["email"], program=program, by=by, now=now)


def _move(person: User, *, email: str, program: Program, by: User, now: datetime) -> None:
    if not can_change_address(by, person, program):
        raise AddressProtected
    move_address(person, email=email, contact=answers_to(program), now=now)
    try:
        retry_undeliverable(person, now=now)
    except NothingToRetry:
        return


@transaction.atomic
def remove_record(record: Enrollment | MentorParticipation, *, by: User, now: datetime) -> None:
    """Delete a row that came by mistake: nobody has acted on it, and nothing refers to it. The account stays.

    Args:
        record: of the person in one year.
        by: who removes it.
        now: the instant.

    Raises:
        HasHistory: the person has signed in, lists were taken with the row, or something refers to it.
    """
    kind = type(record)
    [row] = kind._default_manager.select_for_update(of=("self",)).filter(pk=record.pk).select_related("cycle")
    person = row.mentee if isinstance(row, Enrollment) else row.mentor
    if person.last_login is not None:
        raise HasHistory(_("They’ve signed in already, so this stays on record."))
    if is_under_way(row):
        raise HasHistory(_("They take part in a year that is under way, so this stays on record."))
    if is_referred_to(row, apart_from=_OWN_ROWS):
        raise HasHistory(_("There’s already something on record for them this year, so this stays."))
    kept, cycle = {"rows": _serialized(row)}, row.cycle
    row.delete()
    keep_person_step(person, cycle.program, "record_removed", by=by, now=now, kept=kept)


def _serialized(row: Enrollment | MentorParticipation) -> str:
    """The row, with what belongs to it, as JSON; what is encrypted is empty before somebody has acted on it."""
    support = row.support_needs if isinstance(row, Enrollment) else row.support_offers
    rows = [row, *support.all()]
    encrypted = EncryptedTextField
    names = {field.name for each in rows for field in each._meta.concrete_fields if not isinstance(field, encrypted)}
    return str(serializers.serialize("json", rows, fields=names))


@transaction.atomic
def undo_removal(step: StaffStep, _by: User, _now: datetime) -> None:
    """The row is there again, as it was.

    Raises:
        WrongState: the person has come to the year again since, or the year is closed.
    """
    rows = [restored.object for restored in serializers.deserialize("json", kept_of(step)["rows"])]
    [row] = [each for each in rows if isinstance(each, Enrollment | MentorParticipation)]
    Cycle.objects.select_for_update(no_key=True).get(pk=row.cycle_id)
    refuse_closed(row.cycle)
    person = {"mentee": row.mentee} if isinstance(row, Enrollment) else {"mentor": row.mentor}
    if type(row)._default_manager.filter(cycle=row.cycle_id, **person).exists():
        raise WrongState(_("They’re in this year again already, so there’s nothing to undo."))
    for each in rows:
        each.save(force_insert=True)
