"""Which school a page or an email is about: that of the program it speaks of."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model

from programs.models import Institution, Program

_Kind = TypeVar("_Kind", Program, Institution)
# What pages and emails call the thing they are about, the nearest to a school first.
_SUBJECTS = (
    "school", "program", "cycle", "round", "match_round", "mentorship", "pair", "group", "session", "offer", "request",
    "enrollment", "participation", "formation", "module", "version", "quote", "invitation",
)  # fmt: skip
# The relations by which one comes from there to a school.
_WAYS = ("institution", "program", "cycle", "round", "mentorship", "group", "enrollment", "participation", "module")
# The same of what is no row of a table, such as an invitation.
_OF_WORDS = ("place", "institution")


def program_of(context: Mapping[str, Any]) -> Program | None:
    """Return the program that a page or an email with these variables speaks of; None where it speaks of none."""
    return _first(context, Program)


def school_of(context: Mapping[str, Any]) -> Institution | None:
    """Return the school that a page or an email with these variables speaks of; None where it speaks of none."""
    return _first(context, Institution)


def signature(context: Mapping[str, Any]) -> str:
    """Who signs an email with these variables: the school, by its full name."""
    school = school_of(context)
    return school.name if school else ""


def _first(context: Mapping[str, Any], kind: type[_Kind]) -> _Kind | None:
    found = (_reached(context[name], kind) for name in _SUBJECTS if name in context)
    return next((each for each in found if each is not None), None)


def _reached(thing: object, kind: type[_Kind]) -> _Kind | None:
    """What of this kind a thing belongs to, by relations that are loaded; only of a program the school is read."""
    if isinstance(thing, kind):
        return thing
    if isinstance(thing, Program):
        return _reached(thing.institution, kind)
    if isinstance(thing, Model):
        ahead = [thing._state.fields_cache.get(name) for name in _WAYS]
    else:
        ahead = [getattr(thing, name, None) for name in _OF_WORDS]
    found = (_reached(each, kind) for each in ahead if isinstance(each, Model))
    return next((each for each in found if each is not None), None)
