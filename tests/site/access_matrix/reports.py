from django.utils import timezone

from programs.models import Cycle
from reports.models import Certificate
from reports.queries.recognition import mentoring_records
from reports.services.certificates import make_certificate
from reports.services.editions import count_year
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory
from tests.site.access_matrix import Expected, Route, World, everybody, for_roles


def _slug(world: World) -> dict[str, object]:
    return {"slug": world.program.slug}


def _counted(world: World) -> dict[str, object]:
    cycle = Cycle.objects.select_related("program__institution").get(pk=world.cycle.pk)
    count_year(cycle, now=timezone.now())
    return _slug(world)


def _pair(world: World) -> dict[str, object]:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    SessionFactory.create(mentorship=pair, state="held", people=False)
    return {"pk": pair.pk}


def _held(world: World) -> dict[str, object]:
    _pair(world)
    return {"school": world.institution.slug}


def _made(world: World) -> Certificate:
    _pair(world)
    mentor = world.people["mentor"]
    [record] = mentoring_records(mentor)
    return make_certificate(record, holder=mentor, shown=[], now=timezone.now())


def _certificate(world: World) -> dict[str, object]:
    return {"pk": _made(world).pk}


def _code(world: World) -> dict[str, object]:
    return {"code": _made(world).shown_code}


def _of_an_open_program(*, coordinator: Expected, admin: Expected) -> dict[str, Expected]:
    """Everybody may know of the program, and those who run it have its report."""
    return for_roles(outsider=403, student=403, mentor=403, coordinator=coordinator, admin=admin, safeguarding=403)


MATRIX: dict[str, Route] = {
    "reports:list-reports": Route(for_roles(coordinator=200, admin=200), elsewhere={"neighbor": 200, "foreigner": 200}),
    "reports:show-report": Route(_of_an_open_program(coordinator=200, admin=200), _slug),
    "reports:count-again": Route(_of_an_open_program(coordinator=302, admin=302), _slug, "post"),
    "reports:download-pairs": Route(_of_an_open_program(coordinator=200, admin=200), _slug),
    "reports:show-recognition": Route(everybody(200)),
    "reports:make-certificate": Route(for_roles(mentor=200), _held),
    "reports:edit-certificate": Route(for_roles(mentor=200), _certificate),
    "reports:withdraw-certificate": Route(for_roles(mentor=302), _certificate, "post"),
    "reports:download-certificate": Route(for_roles(mentor=200), _certificate),
    "reports:download-portfolio": Route(for_roles(mentor=200), _certificate),
    "reports:download-year": Route(for_roles(student=200, mentor=403, coordinator=403, admin=403), _pair),
    "reports:ask-code": Route(everybody(200, visitor=200)),
    "reports:verify-code": Route(everybody(200, visitor=200), _code),
    "reports:download-research": Route(
        _of_an_open_program(coordinator=403, admin=404), lambda world: _slug(world) | {"pk": 1}
    ),
    "reports:download-report": Route(
        _of_an_open_program(coordinator=200, admin=200), lambda world: _counted(world) | {"form": "csv"}
    ),
}
