"""Reads the demo school's texts."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from mentorship.demo.cast import TEXTS


@cache
def toml(name: str) -> dict[str, Any]:
    """Return the contents of `texts/<name>.toml`."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text())


@dataclass(frozen=True, slots=True)
class ChapterText:
    """One chapter of the handbook as it stands in its file."""

    slug: str
    title: str
    audience: str
    purpose: str
    body: str
    change_note: str


def chapters(version: int) -> list[ChapterText]:
    """Return the sixteen chapters of version 1, or of version 2, which replaces two of them."""
    paths = {path.name: path for path in (TEXTS / "handbook").glob("*.md")}
    if version == 2:
        paths |= {path.name: path for path in (TEXTS / "handbook" / "v2").glob("*.md")}
    return [_chapter(name, paths[name].read_text()) for name in sorted(paths)]


def peer_chapters() -> list[ChapterText]:
    """Return the chapters of the handbook of peers."""
    paths = sorted((TEXTS / "handbook" / "peers").glob("*.md"))
    return [_chapter(path.name, path.read_text()) for path in paths]


def _chapter(name: str, text: str) -> ChapterText:
    _, front, body = text.split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in front.strip().splitlines())
    return ChapterText(
        slug=name.removesuffix(".md").split("-", 1)[1],
        title=fields["title"],
        audience=fields["audience"],
        purpose=fields.get("purpose", ""),
        body=body.strip(),
        change_note=fields.get("change_note", ""),
    )
