"""The help contacts of a program, and where an answer to an e-mail goes."""

from django.db.models import F, Q

from programs.models import HelpContact, Institution, Program

CONTACT = ("heading", "text", "phone", "email")


def contacts_of(place: Program | Institution) -> list[dict[str, str]]:
    """Return the own entries of a program, or of the school, in “Get help now”, in order."""
    if isinstance(place, Institution):
        own = HelpContact.objects.filter(institution=place, program=None)
    else:
        own = HelpContact.objects.filter(program=place)
    return list(own.values(*CONTACT))


def answers_to(program: Program) -> str:
    """The program's address for questions, else that of a help contact of the program or the school, else empty."""
    if program.contact_email:
        return program.contact_email
    theirs = Q(program=program) | Q(program=None, institution=program.institution_id)
    contacts = (
        HelpContact.objects.filter(theirs)
        .exclude(email="")
        .order_by(F("program").asc(nulls_last=True), "position", "pk")
    )
    return contacts.values_list("email", flat=True).first() or ""
