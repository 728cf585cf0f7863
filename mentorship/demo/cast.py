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
    """One named person: what the sign-in page shows."""

    slug: str
    name: str
    role: str

    @property
    def email(self) -> str:
        """The address with which the demo school is loaded."""
        return f"{self.slug}@{DOMAIN}"


@cache
def people() -> tuple[dict[str, Any], ...]:
    """Return the rows of `cast.toml`."""
    return tuple(tomllib.loads((TEXTS / "cast.toml").read_text())["person"])


@cache
def cast_members() -> tuple[CastMember, ...]:
    """Return the named people in the order of the file."""
    return tuple(CastMember(row["slug"], f"{row['given']} {row['family']}", row["role"]) for row in people())
