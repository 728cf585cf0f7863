"""The named people of the demo school, among whom a visitor chooses."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"
DOMAIN = "haldenlake.example"


@dataclass(frozen=True, slots=True)
class CastMember:
    """One named person: what the sign-in page shows; `look` says what is to be seen as that person."""

    slug: str
    name: str
    role: str
    programs: tuple[str, ...]
    look: str

    @property
    def email(self) -> str:
        """The address with which the demo school is loaded."""
        return f"{self.slug}@{DOMAIN}"


@cache
def people() -> tuple[dict[str, Any], ...]:
    """Return the rows of `cast.toml` and `cast_mentors.toml`."""
    files = (TEXTS / "cast.toml", TEXTS / "cast_mentors.toml")
    return tuple(row for file in files for row in tomllib.loads(file.read_text())["person"])


@cache
def cast_members() -> tuple[CastMember, ...]:
    """Return the named people in the order of the files."""
    return tuple(
        CastMember(
            row["slug"],
            f"{row['given']} {row['family']}",
            row["role"],
            tuple(row["programs"]),
            row.get("look", ""),
        )
        for row in people()
    )
