"""Agreements of pairs: a part of the matrix of `pairs`."""

from typing import Any

from django.utils import timezone

from pairs.models import Mentorship
from pairs.services.agreements import write_agreement
from tests.factories.pairs import MentorshipFactory
from tests.site.access_matrix import Route, World, for_roles


def _pair(world: World) -> Mentorship:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    write_agreement(pair, answers={"goals": "Meet"}, by=pair.mentor, now=timezone.now())
    return pair


def _args(world: World) -> dict[str, Any]:
    return {"pk": _pair(world).pk}


def _version(world: World) -> dict[str, Any]:
    return {**_args(world), "number": 1}


def _slug(world: World) -> dict[str, Any]:
    return {"slug": world.program.slug}


def _year(world: World) -> dict[str, Any]:
    return {"pk": world.cycle.pk}


_OF_TWO = for_roles(student=200, mentor=200, coordinator=403, admin=403)

AGREEMENTS: dict[str, Route] = {
    "pairs:show-agreement": Route(_OF_TWO, _args),
    "pairs:write-agreement": Route(_OF_TWO, _args),
    "pairs:show-agreement-version": Route(_OF_TWO, _version),
    "pairs:download-agreement": Route(_OF_TWO, _args),
    "pairs:sign-agreement": Route(_OF_TWO | {"student": 302, "mentor": 302}, _args, method="post"),
    "pairs:show-milestones": Route(
        for_roles(outsider=403, student=403, mentor=403, coordinator=200, admin=200, safeguarding=403), _year
    ),
    "pairs:edit-agreement-questions": Route(
        for_roles(outsider=403, student=403, mentor=403, coordinator=200, admin=200, safeguarding=403), _slug
    ),
}
