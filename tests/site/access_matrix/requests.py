"""Rolling programs: a part of the matrix of `matching`."""

from typing import Any

from django.utils import timezone

from matching.services.requests import ask_mentor
from programs.models import Program
from tests.site.access_matrix import Expected, Route, World, for_roles


def _rolling(world: World) -> None:
    Program.objects.filter(pk=world.program.pk).update(pairing=Program.Pairing.ROLLING)


def _cycle(world: World) -> dict[str, Any]:
    _rolling(world)
    return {"cycle_pk": world.cycle.pk}


def _mentor(world: World) -> dict[str, Any]:
    _rolling(world)
    return {"pk": world.participation.pk}


def _slug(world: World) -> dict[str, Any]:
    _rolling(world)
    return {"slug": world.program.slug}


def _request(world: World) -> dict[str, Any]:
    _rolling(world)
    made = ask_mentor(world.enrollment, participation=world.participation, note="Hello", now=timezone.now())
    return {"pk": made.pk}


def _for_mentees(status: Expected) -> dict[str, Expected]:
    return for_roles(student=status, mentor=403, coordinator=403, admin=403, safeguarding=403)


REQUESTS: dict[str, Route] = {
    "matching:list-requests": Route(_for_mentees(200), _cycle),
    "matching:ask-mentor": Route(_for_mentees(200), _mentor),
    "matching:show-request": Route(for_roles(student=200, mentor=200, coordinator=403, admin=403), _request),
    "matching:answer-request": Route(
        for_roles(student=302, mentor=302, coordinator=403, admin=403),
        _request,
        method="post",
        data=lambda _world: {"answer": "no"},
    ),
    "matching:list-program-requests": Route(
        for_roles(outsider=403, student=403, mentor=403, coordinator=200, admin=200, safeguarding=403), _slug
    ),
}
