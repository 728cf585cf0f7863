"""One good row of a file of people."""

from dataclasses import dataclass, field

from accounts.models import Role


@dataclass(frozen=True, slots=True)
class Term:
    """An interest by facet and name; it may be new to the school's list."""

    facet: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One good row. None means that the cell was empty or absent: nothing is said about it."""

    row: int
    role: Role
    email: str
    profile: dict[str, str] = field(default_factory=dict)
    cohort: str | None = None
    department: str | None = None
    capacity: int | None = None
    modes: frozenset[str] | None = None
    languages: tuple[int, ...] | None = None
    support: tuple[str, ...] | None = None
    interests: tuple[Term, ...] | None = None
    claims_training: bool = False
    enrolled: bool = False

    @property
    def name(self) -> str:
        """The names in one line."""
        return f"{self.profile['given_name']} {self.profile['family_name']}".strip()
