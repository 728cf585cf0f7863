"""Forming groups: a part of the matrix of `matching`."""

from typing import Any

from django.utils import timezone

from matching.models import Formation, ProposedMember
from matching.queries.formations import members_of
from matching.services.formations import begin_forming, wish_pair
from tests.factories.matching import FormationFactory
from tests.formations import formed, people_for
from tests.site.access_matrix import Expected, Route, World, for_roles


def _draft(world: World) -> Formation:
    people_for(world.cycle)
    formation = FormationFactory.create(cycle=world.cycle, fewest=2, most=3)
    formation.left_out.add(world.people["student"], world.people["mentor"])
    return formation


def _forming(world: World) -> Formation:
    return begin_forming(_draft(world), now=timezone.now())


def _proposed(world: World) -> Formation:
    return formed(_draft(world), timezone.now())


def _member(world: World) -> ProposedMember:
    return next(member for member in members_of(_proposed(world)) if not member.role)


def _person(world: World) -> dict[str, Any]:
    return {"pk": _draft(world).pk, "person_pk": world.people["student"].pk}


def _pair(world: World) -> dict[str, Any]:
    formation = _draft(world)
    one, other = (row.mentee for row in world.cycle.enrollments.all()[:2])
    return {"pk": formation.pk, "pair_pk": wish_pair(formation, people=(one, other), together=True).pk}


def _of_program(status: Expected) -> dict[str, Expected]:
    """A page below a program, which everybody may know of."""
    return for_roles(outsider=403, student=403, mentor=403, coordinator=status, admin=403, safeguarding=403)


def _page(make: Any, status: Expected = 200) -> Route:
    return Route(for_roles(coordinator=status), args=lambda world: {"pk": make(world).pk})


def _step(make: Any, data: dict[str, Any] | None = None, status: Expected = 302) -> Route:
    expect = for_roles(coordinator=status)
    return Route(expect, args=lambda world: {"pk": make(world).pk}, method="post", data=lambda _world: data or {})


GROUPS: dict[str, Route] = {
    "matching:list-groups": Route(_of_program(200), args=lambda world: {"slug": world.program.slug}),
    "matching:create-formation": Route(
        _of_program(302),
        args=lambda world: {"slug": world.program.slug},
        method="post",
        data=lambda world: {"cycle": world.cycle.pk},
    ),
    "matching:show-formation": _page(_draft),
    "matching:change-formation": _step(_draft, status=422),
    "matching:list-formation-people": _page(_draft),
    "matching:leave-out-of-formation": Route(for_roles(coordinator=302), args=_person, method="post"),
    "matching:wish-formation-pair": _step(_draft, status=422),
    "matching:drop-formation-pair": Route(for_roles(coordinator=302), args=_pair, method="post"),
    "matching:download-formation-file": _page(_draft),
    "matching:form-from-file": _step(_draft, status=422),
    "matching:form-groups": _step(_draft),
    "matching:reopen-formation": _step(_forming),
    "matching:discard-formation": _step(_draft),
    "matching:take-out-gone": _step(_proposed),
    "matching:publish-groups": _step(_proposed),
    "matching:download-group-instance": _page(_proposed),
    "matching:download-group-result": _page(_proposed),
    "matching:download-group-verifier": _page(_proposed),
    "matching:show-proposed-member": _page(_member),
    "matching:move-proposed-member": _step(_member),
}
