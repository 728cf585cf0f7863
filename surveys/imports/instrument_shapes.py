"""Whether a file of an instrument has the fields that it needs, each of its kind."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field holds: a kind of value, and of what kind each is in it; what it is when left out."""

    kind: type | tuple[type, ...]
    each: "type | tuple[type, ...] | Mapping[str, _Field] | None" = None
    default: Any = ...


_NUMBER = (int, float)
_OPTION = {"value": _Field(_NUMBER), "text": _Field(dict, str)}
_ITEM = {"key": _Field(str), "text": _Field(dict, str), "reversed": _Field(bool, default=False)}
_PART = {
    "key": _Field(str),
    "text": _Field(dict, str),
    "help": _Field(dict, str, default={}),
    "options": _Field(list, _OPTION),
    "items": _Field(list, _ITEM, default=[]),
    "help_values": _Field(list, _NUMBER, default=[]),
}
_SCORE = {
    "key": _Field(str),
    "name": _Field(str),
    "part": _Field(str),
    "rule": _Field(str),
    "weights": _Field(str, default=""),
    "least": _Field(int),
    "low": _Field(_NUMBER),
    "high": _Field(_NUMBER),
    "higher": _Field(str),
}
_EXAMPLE = {"source": _Field(str), "answers": _Field(dict), "scores": _Field(dict, _NUMBER)}
_INSTRUMENT = {
    "slug": _Field(str),
    "name": _Field(str),
    "measures": _Field(str),
    "asked": _Field(str),
    "citation": _Field(str),
    "license": _Field(str),
    "terms": _Field(list, str, default=[]),
    "on": _Field(bool),
    "languages": _Field(list, str),
    "title": _Field(dict, str),
    "purpose": _Field(dict, str),
    "parts": _Field(list, _PART),
    "scores": _Field(list, _SCORE),
    "examples": _Field(list, _EXAMPLE),
}


def misshapen(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is missing, of the wrong kind, or not known, each with its place in the file."""
    yield from _misshapen(document, _INSTRUMENT, "")


def with_defaults(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with what may be left out; it has been found in shape."""
    return _filled(document, _INSTRUMENT)


def _misshapen(table: Mapping[str, Any], fields: Mapping[str, _Field], place: str) -> Iterator[str]:
    for name in table.keys() - fields.keys():
        yield _("%(place)s isn’t known here.") % {"place": f"{place}{name}"}
    for name, field in fields.items():
        at = f"{place}{name}"
        if name not in table:
            if field.default is ...:
                yield _("%(place)s is missing.") % {"place": at}
        elif not _is(table[name], field.kind):
            yield _("%(place)s holds another kind of value than is needed.") % {"place": at}
        elif isinstance(field.each, Mapping):
            for number, inner in enumerate(table[name], 1):
                if isinstance(inner, dict):
                    yield from _misshapen(inner, field.each, f"{at} {number}: ")
                else:
                    yield _("%(place)s holds another kind of value than is needed.") % {"place": f"{at} {number}"}
        elif field.each is not None and not all(_is(value, field.each) for value in _values(table[name])):
            yield _("%(place)s holds another kind of value than is needed.") % {"place": at}


def _filled(table: Mapping[str, Any], fields: Mapping[str, _Field]) -> dict[str, Any]:
    return {
        name: [_filled(inner, field.each) for inner in table.get(name, field.default)]
        if isinstance(field.each, Mapping)
        else table.get(name, field.default)
        for name, field in fields.items()
    }


def _is(value: Any, kind: type | tuple[type, ...]) -> bool:
    """A truth value is no number, though Python takes it for one; nor is what has no end."""
    if isinstance(value, float) and not math.isfinite(value):
        return False
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _values(value: Any) -> Iterator[Any]:
    yield from value.values() if isinstance(value, dict) else value
