from django.utils import timezone

from programs.models import Cycle
from reports.services.editions import count_year
from tests.site.access_matrix import Expected, Route, World, for_roles


def _slug(world: World) -> dict[str, object]:
    return {"slug": world.program.slug}


def _counted(world: World) -> dict[str, object]:
    cycle = Cycle.objects.select_related("program__institution").get(pk=world.cycle.pk)
    count_year(cycle, now=timezone.now())
    return _slug(world)


def _of_an_open_program(*, coordinator: Expected, admin: Expected) -> dict[str, Expected]:
    """Everybody may know of the program, and those who run it have its report."""
    return for_roles(outsider=403, student=403, mentor=403, coordinator=coordinator, admin=admin, safeguarding=403)


MATRIX: dict[str, Route] = {
    "reports:list-reports": Route(for_roles(coordinator=200, admin=200), elsewhere={"neighbor": 200, "foreigner": 200}),
    "reports:show-report": Route(_of_an_open_program(coordinator=200, admin=200), _slug),
    "reports:count-again": Route(_of_an_open_program(coordinator=302, admin=302), _slug, "post"),
    "reports:download-pairs": Route(_of_an_open_program(coordinator=200, admin=200), _slug),
    "reports:download-report": Route(
        _of_an_open_program(coordinator=200, admin=200), lambda world: _counted(world) | {"form": "csv"}
    ),
}
