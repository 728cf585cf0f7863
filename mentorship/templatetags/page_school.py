"""Whose page this is: the school of the program that it speaks of, whatever role its reader has chosen."""

from typing import Any, cast

from django import template

from programs.models import HelpContact, Institution, Program
from programs.presentation.brands import digest_of
from programs.presentation.schools import program_of, school_of
from programs.queries.programs import help_contacts_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_school(context: template.Context) -> str:
    """Let the rest of the page show the name, the marks and the contacts of the school that it speaks of.

    Nothing is read where that is the school of the reader's active role.
    """
    known = cast(dict[str, Any], context.flatten())
    school, usual = school_of(known), known.get("institution")
    if school is not None and (usual is None or usual.pk != school.pk):
        context["institution"] = school
        context["help_contacts"] = _contacts(school, program_of(known))
    shown = school or usual
    if shown is not None and shown.accent:
        context["brand_digest"] = digest_of(shown.accent, shown.accent_dark)
    return ""


def _contacts(school: Institution, program: Program | None) -> list[HelpContact]:
    return help_contacts_of(program) if program else list(school.help_contacts.filter(program=None))
