"""Who gets what from every address: the matrix that `tests/site/test_access.py` walks.

Each app's module holds `MATRIX`: route name → `Route`. `LOGIN` means that a visitor is sent to sign in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from accounts.models import User
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Institution, Program

LOGIN = "login"
ROLES = ("visitor", "outsider", "student", "mentor", "coordinator", "admin", "safeguarding")
# Who runs something else: another program of the school as its coordinator and administrator, and another school.
STRANGERS = ("neighbor", "foreigner")
APPS = (
    "accounts", "notifications", "programs", "training", "surveys", "matching", "sessions", "feedback", "reports",
    "mentorship",
)  # fmt: skip

Expected = int | str


@dataclass(frozen=True, slots=True)
class World:
    """The cast in one place; `student` and `mentor` are not paired unless a route's `args` pairs them."""

    institution: Institution
    program: Program
    cycle: Cycle
    enrollment: Enrollment
    participation: MentorParticipation
    people: dict[str, User]


@dataclass(frozen=True, slots=True)
class Route:
    """What each role gets.

    Attributes:
        expect: role → status code, or `LOGIN`. A tuple from `for_roles` covers all of `ROLES`.
        args: from the world to the keyword arguments of the address; may create what the route shows.
        method: "get" or "post".
        data: from the world to what is posted.
        elsewhere: what those of `STRANGERS` get who do not get what somebody without a role gets.
    """

    expect: dict[str, Expected]
    args: Callable[[World], dict[str, Any]] = lambda _world: {}
    method: str = "get"
    data: Callable[[World], dict[str, Any]] = lambda _world: {}
    elsewhere: dict[str, Expected] = field(default_factory=dict)

    @property
    def everywhere(self) -> dict[str, Expected]:
        """What each role gets, and each of `STRANGERS`."""
        return self.expect | dict.fromkeys(STRANGERS, self.expect["outsider"]) | self.elsewhere


def for_roles(
    *,
    visitor: Expected = LOGIN,
    outsider: Expected = 404,
    student: Expected = 404,
    mentor: Expected = 404,
    coordinator: Expected = 404,
    admin: Expected = 404,
    safeguarding: Expected = 404,
) -> dict[str, Expected]:
    """Return the row of a route; what is not said is invisible."""
    return dict(zip(ROLES, (visitor, outsider, student, mentor, coordinator, admin, safeguarding), strict=True))


def everybody(status: Expected, *, visitor: Expected = LOGIN) -> dict[str, Expected]:
    """Return the row of a route that answers the same to all who are signed in."""
    return dict.fromkeys(ROLES, status) | {"visitor": visitor}


def load() -> dict[str, Route]:
    """Return the whole matrix."""
    matrix: dict[str, Route] = {}
    for app in APPS:
        matrix |= import_module(f"tests.site.access_matrix.{app}").MATRIX
    return matrix
