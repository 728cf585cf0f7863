"""The library: questions of our own, by occasion, that a survey can take as they are or change.

Each file of `library/` is an occasion; `scales.toml` holds the choices that several questions share.
"""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from surveys.models import Phase
from surveys.models.content import Question, Text

_FOLDER = Path(__file__).parent / "library"
# In the order of a year.
OCCASIONS = (
    *("expectations", "first_meeting", "mid_year", "end", "group", "mentors", "session_pulse", "alumni"),
    "research",
)


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """A question of the library, and who it speaks to: mentee, mentor or both."""

    question: Question
    asked: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """Questions for one occasion.

    Attributes:
        key: its name.
        title: what it is called.
        purpose: what people read before they answer.
        phases: when in a year it fits.
        questions: in the order in which they are asked.
    """

    key: str
    title: str
    purpose: Text
    phases: tuple[Phase, ...]
    questions: tuple[LibraryQuestion, ...]


@cache
def library() -> tuple[Occasion, ...]:
    """Return the occasions. A key is used once in the whole library, so any of its questions go together."""
    scales = _read("scales")
    return tuple(_occasion(key, _read(key), scales) for key in OCCASIONS)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _occasion(key: str, document: Mapping[str, Any], scales: Mapping[str, Any]) -> Occasion:
    return Occasion(
        key=key,
        title=document["title"],
        purpose=document["purpose"],
        phases=tuple(Phase(phase) for phase in document["phases"]),
        questions=tuple(
            LibraryQuestion(_question(question, scales), question.get("asked", "both"))
            for question in document["questions"]
        ),
    )


def _question(question: Mapping[str, Any], scales: Mapping[str, Any]) -> Question:
    help_values = question.get("help_values")
    return Question(
        key=question["key"],
        kind=question["kind"],
        text=question["text"],
        help=question.get("help", {}),
        required=False,
        options=deepcopy(scales[question["scale"]]) if "scale" in question else question.get("options", []),
        rows=[],
        least=question.get("least"),
        most=question.get("most"),
        show_if=None,
        matching=None,
        help_if={"values": help_values} if help_values else None,
    )
