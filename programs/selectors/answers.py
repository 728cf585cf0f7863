"""Where an answer to an e-mail goes."""

from django.db.models import F, Q

from programs.models import HelpContact, Program


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
