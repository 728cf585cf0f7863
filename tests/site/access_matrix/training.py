from typing import Any

from django.utils import timezone

from tests.site.access_matrix import Expected, Route, World, for_roles
from tests.training.cast import TYPED, publish_module, write_module
from training.models import ModuleVersion
from training.services import taking


def _of(version: ModuleVersion) -> dict[str, Any]:
    return {"slug": version.module.program.slug, "module_slug": version.module.slug}


def _slug(world: World) -> dict[str, Any]:
    return {"slug": world.program.slug}


def _draft(world: World) -> dict[str, Any]:
    return _of(write_module(world.program))


def _step(world: World) -> dict[str, Any]:
    draft = write_module(world.program)
    return _of(draft) | {"pk": draft.steps.get(position=2).pk}


def _published(world: World) -> ModuleVersion:
    return publish_module(write_module(world.program), by=world.people["admin"], now=timezone.now())


def _module(world: World) -> dict[str, Any]:
    """For mentors; a mentee of the program may not know of it."""
    return _of(_published(world))


def _begun(world: World) -> dict[str, Any]:
    """The mentor has begun; whoever has not is led to the beginning."""
    version = _published(world)
    taking.begin_module(version, by=world.people["mentor"], now=timezone.now())
    return _of(version) | {"position": 1}


def _admins(status: Expected) -> dict[str, Expected]:
    return for_roles(outsider=403, student=403, mentor=403, coordinator=403, admin=status, safeguarding=403)


def _readers(status: Expected, *, staff: Expected | None = None) -> dict[str, Expected]:
    """Mentors and those who run the program."""
    run = status if staff is None else staff
    return for_roles(outsider=403, student=404, mentor=status, coordinator=run, admin=run, safeguarding=403)


MATRIX: dict[str, Route] = {
    "training:list-modules": Route(_readers(200) | {"student": 200}, _slug),
    "training:show-module": Route(_readers(200), _module),
    "training:begin-module": Route(_readers(302), _module, method="post"),
    "training:take-step": Route(_readers(200, staff=302), _begun),
    "training:edit-modules": Route(_admins(200), _slug),
    "training:add-module": Route(_admins(200), _slug),
    "training:add-starter-modules": Route(_admins(302), _slug, method="post"),
    "training:edit-module": Route(_admins(200), _draft),
    "training:start-draft": Route(_admins(302), _module, method="post"),
    "training:discard-draft": Route(_admins(302), _draft, method="post"),
    "training:publish-module": Route(_admins(302), _draft, method="post"),
    "training:withdraw-module": Route(_admins(302), _module, method="post"),
    "training:compare-module": Route(_admins(200), _draft),
    "training:live-preview": Route(_admins(200), lambda world: _draft(world) | {"kind": "case"}, method="post"),
    "training:say-step-open": Route(_admins(200), _step, method="post"),
    "training:preview-step": Route(_admins(200), lambda world: _draft(world) | {"position": 1}),
    "training:add-step": Route(
        _admins(302), lambda world: _draft(world) | {"kind": "case"}, method="post", data=lambda _world: TYPED
    ),
    "training:edit-step": Route(_admins(200), _step),
    "training:list-step-texts": Route(_admins(200), _step),
    "training:put-step-back": Route(_admins(302), _step, method="post"),
    "training:move-module": Route(_admins(302), _module, method="post", data=lambda _world: {"direction": "up"}),
    "training:move-step": Route(_admins(302), _step, method="post", data=lambda _world: {"direction": "up"}),
    "training:delete-step": Route(_admins(302), _step, method="post"),
}
