"""Writes to programs: creating, settings, opening, who runs them, where to get help."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from programs.errors import NotReadyToOpen
from programs.models import Appointment, CycleState, HelpContact, Institution, Program
from programs.models.participants import participants
from programs.presentation.setup_steps import missing_of
from programs.queries.contacts import contacts_of
from programs.queries.setup import setup_facts

# Words that stand in addresses beside the programs.
_RESERVED = frozenset({"new"})


@transaction.atomic
def create_program(institution: Institution, *, name: str, tagline: str, by: User) -> Program:
    """Create a program in draft; nobody but its staff sees it. `by` is its first coordinator."""
    base = slugify(name)[:45] or "program"
    taken = {*Program.objects.filter(slug__startswith=base).values_list("slug", flat=True), *_RESERVED}
    slug = base if base not in taken else next(s for n in range(2, len(taken) + 3) if (s := f"{base}-{n}") not in taken)
    program = Program.objects.create(institution=institution, slug=slug, name=name, tagline=tagline)
    appoint(program, user=by, role=Role.COORDINATOR)
    return program


@transaction.atomic
def update_program(program: Program, *, fields: Mapping[str, Any], began_from: str = "") -> Program:
    """Save settings that a form has validated; `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other settings since the form was opened.
        NotReadyToOpen: the program is open and would lose its purpose.
        WrongState: it would become a program of peers, or stop being one, after somebody was invited.
    """
    program = Program.objects.select_for_update().get(pk=program.pk)
    refuse_stale(began_from, stored=stored_fields(program, fields), wanted=fields)
    _refuse_turning(program, fields.get("pairing", program.pairing))
    for name, value in fields.items():
        setattr(program, name, value)
    if program.status == Program.Status.OPEN and not program.purpose.strip():
        raise NotReadyToOpen([_("An open program has to say why it exists.")])
    program.save(update_fields=list(fields))
    return program


def _refuse_turning(program: Program, pairing: str) -> None:
    """Whoever was invited as mentor, mentee or peer stays what they are."""
    turns = program.pairing != pairing and Program.Pairing.PEERS in (program.pairing, pairing)
    if turns and participants().has_people(program.pk):
        raise WrongState(
            _("People already take part, so whether both sides are equal can’t change. Create another program for it."),
            field="pairing",
        )


def missing_before_opening(program: Program) -> list[str]:
    """Return what the program lacks before it can open, one sentence each; empty when nothing."""
    return missing_of(setup_facts(program))


@transaction.atomic
def open_program(program: Program) -> Program:
    """Make the program public.

    Raises:
        NotReadyToOpen: purpose, year, published handbook, emergency contact or coordinator is missing.
        WrongState: the program is open.
    """
    program = Program.objects.select_for_update().get(pk=program.pk)
    if program.status != Program.Status.DRAFT:
        raise WrongState(_("Only a draft can be opened."))
    missing = missing_before_opening(program)
    if missing:
        raise NotReadyToOpen(missing)
    program.status = Program.Status.OPEN
    program.save(update_fields=["status"])
    return program


@transaction.atomic
def archive_program(program: Program) -> Program:
    """Take a program out of sight: only those who took part or run it find it, and nobody can join.

    Raises:
        WrongState: it is not open, or one of its years is under way.
    """
    program = Program.objects.select_for_update().get(pk=program.pk)
    if program.status != Program.Status.OPEN:
        raise WrongState(_("Only an open program can be archived."))
    year = program.cycles.exclude(state__in=(CycleState.PLANNING, CycleState.CLOSED)).first()
    if year:
        raise WrongState(
            _("%(year)s is still under way. Close it first, then archive the program.") % {"year": year.name}
        )
    program.status = Program.Status.ARCHIVED
    program.save(update_fields=["status"])
    return program


@transaction.atomic
def restore_program(program: Program) -> Program:
    """Make an archived program a draft again, so that what it needs is looked at before it opens.

    Raises:
        WrongState: it is not archived.
    """
    restored = Program.objects.filter(pk=program.pk, status=Program.Status.ARCHIVED)
    if not restored.update(status=Program.Status.DRAFT):
        raise WrongState(_("Only an archived program can be restored."))
    program.refresh_from_db()
    return program


@transaction.atomic
def appoint(place: Program | Institution, *, user: User, role: Role) -> Appointment:
    """Give `user` a role in running a program, or the whole school. A second time changes nothing.

    Raises:
        WrongState: a coordinator of the whole school; each runs a program.
    """
    program = place if isinstance(place, Program) else None
    if program is None and role == Role.COORDINATOR:
        raise WrongState(_("A coordinator runs one program. Choose which."), field="place")
    institution = place.institution if isinstance(place, Program) else place
    appointment, _created = Appointment.objects.get_or_create(
        user=user, program=program, institution=institution, role=role
    )
    return appointment


@transaction.atomic
def dismiss(appointment: Appointment) -> None:
    """End an appointment. A second time changes nothing.

    Raises:
        WrongState: it is the last coordinator of a program that is open, or the last administrator of the school.
    """
    # Who ends another appointment at this moment waits, so that the last two do not both go.
    Institution.objects.select_for_update(no_key=True).get(pk=appointment.institution_id)
    program = Program.objects.select_for_update().filter(appointments=appointment).first()
    alike = Appointment.objects.filter(
        institution=appointment.institution_id, program=program, role=appointment.role, user__is_active=True
    )
    if not alike.exclude(pk=appointment.pk).exists():
        if appointment.role == Role.COORDINATOR and program and program.status == Program.Status.OPEN:
            raise WrongState(_("An open program needs a coordinator. Appoint someone else first."))
        if appointment.role == Role.ADMIN and appointment.program_id is None:
            raise WrongState(_("A school needs an administrator. Appoint someone else first."))
    Appointment.objects.filter(pk=appointment.pk).delete()


@transaction.atomic
def set_help_contacts(
    place: Program | Institution, *, contacts: Sequence[Mapping[str, str]], began_from: str = ""
) -> None:
    """Replace the own entries of a program, or of the school, in “Get help now”, in the order given.

    `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other entries since the form was opened.
        NotReadyToOpen: an open program would be left without an emergency contact.
    """
    # One lock for the school's entries and those of its programs, of which each can be the last of an open program.
    institution = place if isinstance(place, Institution) else place.institution
    institution = Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    refuse_stale(began_from, stored={"contacts": contacts_of(place)}, wanted={"contacts": contacts})
    program = place if isinstance(place, Program) else None
    HelpContact.objects.filter(institution=institution, program=program).delete()
    HelpContact.objects.bulk_create(
        HelpContact(institution=institution, program=program, position=position, **fields)
        for position, fields in enumerate(contacts, start=1)
    )
    _require_a_contact(institution, program)


def _require_a_contact(institution: Institution, program: Program | None) -> None:
    reached = HelpContact.objects.exclude(phone="", email="").filter(institution=institution)
    if reached.filter(program=None).exists():
        return
    programs = institution.programs.filter(status=Program.Status.OPEN)
    if program is not None:
        programs = programs.filter(pk=program.pk)
    without = programs.exclude(pk__in=reached.filter(program__isnull=False).values("program"))
    if name := without.values_list("name", flat=True).first():
        raise NotReadyToOpen(
            [
                _("%(program)s is open and needs an emergency contact with a phone number or an email address.")
                % {"program": name}
            ]
        )
