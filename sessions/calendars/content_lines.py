"""The letters of a calendar file: lines, parameters, escaping, folding (RFC 5545, section 3.1; RFC 6868).

Files are written here rather than by a library, because a feed has hundreds of entries and is asked for all day.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from core.text import clean_line, clean_text

_MOST_OCTETS = 75
_TEXT = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# A quote cannot stand in a parameter: RFC 6868 writes it as ^', and the caret twice.
_PARAMETER = str.maketrans({"^": "^^", '"': "^'"})


def content_line(name: str, value: str, parameters: Mapping[str, str] | None = None) -> str:
    """Return one folded line, with its end.

    Args:
        name: of the property.
        value: as it stands in the file; text comes from `text_value`.
        parameters: of the property; quoted here.
    """
    told = "".join(f";{key}={_quoted(one)}" for key, one in (parameters or {}).items())
    return _folded(f"{name}{told}:{value}")


def text_value(text: str) -> str:
    """Return `text` as a value, its lines kept (RFC 5545, section 3.3.11)."""
    return clean_text(text).translate(_TEXT)


def utc_value(moment: datetime) -> str:
    """Return an instant in UTC: “20261217T130000Z”."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local_value(local: datetime) -> str:
    """Return what a wall clock shows; the zone is a parameter."""
    return f"{local:%Y%m%dT%H%M%S}"


def offset_value(offset: timedelta) -> str:
    """Return an offset from UTC: “-0500”."""
    minutes = round(offset.total_seconds() / 60)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{sign}{minutes // 60:02d}{minutes % 60:02d}"


def component(name: str, lines: Iterable[str]) -> str:
    """Return the lines of a component between its BEGIN and END."""
    return f"BEGIN:{name}\r\n{''.join(lines)}END:{name}\r\n"


def _quoted(value: str) -> str:
    value = clean_line(value).translate(_PARAMETER)
    return f'"{value}"' if any(letter in value for letter in ":;,") else value


def _folded(line: str) -> str:
    """Fold at 75 octets and between letters, never inside one."""
    if len(line) <= _MOST_OCTETS and line.isascii():
        return f"{line}\r\n"
    parts, part, octets = [], "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > _MOST_OCTETS:
            parts.append(part)
            part, octets = " ", 1
        part, octets = part + letter, octets + size
    return "\r\n".join([*parts, part]) + "\r\n"
