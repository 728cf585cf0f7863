"""The templates that come with the software: a file of settings each, and chapters that several of them share."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from programs.imports.template_extras import template_extras
from programs.imports.template_files import FORMAT, VERSION, ProgramTemplate, document_of, template_of
from programs.presentation.year_plan import USUAL

_FOLDER = Path(__file__).parent / "starters"
# In the order in which they are offered.
STARTERS = (
    "one-to-one",
    "circles",
    "near-peer",
    "research",
    "across-institutions",
    "into-practice",
    "interviews",
    "low-resource",
)


@cache
def starter(key: str) -> ProgramTemplate:
    """Return the template of this name, checked like a file from elsewhere.

    Raises:
        LookupError: there is none.
        TemplateRefused: its file is wrong.
    """
    if key not in STARTERS:
        raise LookupError(key)
    parts = tomllib.loads((_FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
    chapters = [_chapter(name) for name in parts.pop("chapters")]
    settings = {name: value.strip() if isinstance(value, str) else value for name, value in parts["settings"].items()}
    usual = document_of(ProgramTemplate("", "", {}, USUAL, ()))["year"]
    document = {"format": FORMAT, "version": VERSION, **parts, "settings": settings, "handbook": chapters}
    extras = {extra.name: extra.shipped(parts.get(extra.name)) for extra in template_extras()}
    document |= {name: value for name, value in extras.items() if value is not None}
    return template_of(document | {"year": usual | parts["year"]})


def _chapter(name: str) -> dict[str, Any]:
    _none, front, body = (_FOLDER / "chapters" / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in front.strip().splitlines())
    return fields | {"body": body.strip()}
