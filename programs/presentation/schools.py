"""Which school a page or an email is about: that of the program it speaks of."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from programs.models import Institution, Program

# What pages and emails call the thing they are about, the nearest to a school first.
_SUBJECTS = (
    "school", "program", "cycle", "round", "match_round", "mentorship", "pair", "group", "session", "offer", "request",
    "enrollment", "participation", "formation", "module", "version", "quote", "invitation",
)  # fmt: skip
# The relations by which one comes from there to a school.
_WAYS = ("institution", "program", "cycle", "round", "mentorship", "group", "enrollment", "participation", "module")


def program_of(context: Mapping[str, Any]) -> Program | None:
    """Return the program that a page or an email with these variables speaks of; None where it speaks of none."""
    found = (_reached(context[name], Program) for name in _SUBJECTS if name in context)
    return next((program for program in found if isinstance(program, Program)), None)


def school_of(context: Mapping[str, Any]) -> Institution | None:
    """Return the school that a page or an email with these variables speaks of; None where it speaks of none."""
    if isinstance(school := context.get("school"), Institution):
        return school
    program = program_of(context)
    return program.institution if program else None


def _reached(thing: object, kind: type[Model]) -> Model | None:
    """What of this kind a thing belongs to, by relations that are loaded: nothing is read for it."""
    if isinstance(thing, kind):
        return thing
    if not isinstance(thing, Model):
        return None
    ahead = (thing._state.fields_cache.get(name) for name in _WAYS)
    found = (_reached(each, kind) for each in ahead if each is not None)
    return next((each for each in found if each is not None), None)
