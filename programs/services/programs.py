"""Writes to programs: creating, settings, opening, who runs them, where to get help."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from programs.errors import NotReadyToOpen
from programs.models import Appointment, HandbookVersion, HelpContact, Institution, Program
from programs.queries.contacts import contacts_of

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
    """
    program = Program.objects.select_for_update().get(pk=program.pk)
    refuse_stale(began_from, stored=stored_fields(program, fields), wanted=fields)
    for name, value in fields.items():
        setattr(program, name, value)
    if program.status == Program.Status.OPEN and not program.purpose.strip():
        raise NotReadyToOpen([_("An open program has to say why it exists.")])
    program.save(update_fields=list(fields))
    return program


def missing_before_opening(program: Program) -> list[str]:
    """Return what the program lacks before it can open, one sentence each; empty when nothing."""
    contacts = HelpContact.objects.filter(Q(program=program) | Q(institution=program.institution_id, program=None))
    checks = [
        (bool(program.purpose.strip()), _("Say in the settings why the program exists.")),
        (
            program.handbook_versions.filter(state=HandbookVersion.State.PUBLISHED).exists(),
            _("Publish a handbook."),
        ),
        (
            contacts.exclude(phone="", email="").exists(),
            _("Add an emergency contact with a phone number or an email address."),
        ),
        (program.appointments.filter(role=Role.COORDINATOR).exists(), _("Appoint a coordinator.")),
    ]
    return [sentence for holds, sentence in checks if not holds]


@transaction.atomic
def open_program(program: Program) -> Program:
    """Make the program public.

    Raises:
        NotReadyToOpen: purpose, published handbook, emergency contact or coordinator is missing.
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
def appoint(program: Program, *, user: User, role: Role) -> Appointment:
    """Give `user` a role in running the program. A second time changes nothing."""
    appointment, _created = Appointment.objects.get_or_create(
        user=user, program=program, role=role, defaults={"institution": program.institution}
    )
    return appointment


@transaction.atomic
def dismiss(appointment: Appointment) -> None:
    """End an appointment.

    Raises:
        WrongState: it is the last coordinator of a program that is open.
    """
    program = Program.objects.select_for_update().get(appointments=appointment)
    others = program.appointments.filter(role=Role.COORDINATOR).exclude(pk=appointment.pk)
    last = appointment.role == Role.COORDINATOR and not others.exists()
    if last and program.status == Program.Status.OPEN:
        raise WrongState(_("An open program needs a coordinator. Appoint someone else first."))
    appointment.delete()


@transaction.atomic
def set_help_contacts(program: Program, *, contacts: Sequence[Mapping[str, str]], began_from: str = "") -> None:
    """Replace the program's own entries of “Get help now”, in the order given.

    `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other entries since the form was opened.
        NotReadyToOpen: an open program would be left without an emergency contact.
    """
    program = Program.objects.select_for_update(of=("self",)).select_related("institution").get(pk=program.pk)
    refuse_stale(began_from, stored={"contacts": contacts_of(program)}, wanted={"contacts": contacts})
    program.help_contacts.all().delete()
    HelpContact.objects.bulk_create(
        HelpContact(institution=program.institution, program=program, position=position, **fields)
        for position, fields in enumerate(contacts, start=1)
    )
    if program.status == Program.Status.OPEN:
        missing = missing_before_opening(program)
        if missing:
            raise NotReadyToOpen(missing)
