"""Informal mentorships: a part of the matrix of `pairs`."""

from datetime import date
from typing import Any

from django.utils import timezone

from pairs.services.informal import ask_to_record
from programs.models import Cycle, CycleState, Program
from tests.site.access_matrix import LOGIN, Expected, Route, World


def _register(world: World) -> Cycle:
    Program.objects.filter(pk=world.program.pk).update(pairing=Program.Pairing.INFORMAL)
    Cycle.objects.filter(pk=world.cycle.pk).update(state=CycleState.RUNNING)
    return Cycle.objects.get(pk=world.cycle.pk)


def _slug(world: World) -> dict[str, Any]:
    return {"slug": _register(world).program.slug}


def _asked(world: World) -> dict[str, Any]:
    """The student asked the mentor."""
    address, now = world.people["mentor"].email, timezone.now()
    asked = ask_to_record(
        _register(world), by=world.people["student"], address=address, as_mentor=False, since=date(2026, 3, 1), now=now
    )
    return {"pk": asked.pk}


def _of_the_school(status: Expected) -> dict[str, Expected]:
    roles = ("student", "mentor", "coordinator", "admin", "safeguarding")
    return dict.fromkeys(roles, status) | {"visitor": LOGIN, "outsider": 404}


def _of_the_two(*, student: Expected, mentor: Expected) -> dict[str, Expected]:
    return _of_the_school(404) | {"student": student, "mentor": mentor}


INFORMAL: dict[str, Route] = {
    "pairs:show-register": Route(_of_the_school(200), _slug, elsewhere={"neighbor": 200}),
    "pairs:record-informal": Route(_of_the_school(200), _slug, elsewhere={"neighbor": 200}),
    "pairs:confirm-informal": Route(_of_the_two(student=403, mentor=302), _asked, method="post"),
    "pairs:decline-informal": Route(_of_the_two(student=403, mentor=302), _asked, method="post"),
    "pairs:take-back-informal": Route(_of_the_two(student=302, mentor=403), _asked, method="post"),
}
