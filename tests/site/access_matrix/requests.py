"""Rolling programs: a part of the matrix of `matching`."""

from typing import Any

from django.utils import timezone

from matching.services.peer_requests import ask_peer
from matching.services.requests import ask_mentor
from people.models import Enrollment
from programs.models import Program
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import CycleFactory, ProgramFactory
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


def _peers(world: World) -> dict[str, Any]:
    program = ProgramFactory.create(
        institution=world.cycle.program.institution, pairing=Program.Pairing.PEERS, peers_ask=True
    )
    cycle = CycleFactory.create(program=program, state="enrolling")
    for role in ("student", "mentor"):
        EnrollmentFactory.create(cycle=cycle, mentee=world.people[role])
    return {"cycle_pk": cycle.pk}


def _peer_request(world: World) -> dict[str, Any]:
    """The student has asked the mentor, who is a peer here."""
    enrollment = Enrollment.objects.get(cycle=_peers(world)["cycle_pk"], mentee=world.people["student"])
    return {"pk": ask_peer(enrollment, address=world.people["mentor"].email, note="", now=timezone.now()).pk}


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
    "matching:ask-peer": Route(for_roles(student=200, mentor=200, admin=403, safeguarding=403), _peers),
    "matching:answer-peer": Route(
        for_roles(mentor=302), _peer_request, method="post", data=lambda _world: {"answer": "decline"}
    ),
    "matching:withdraw-peer-request": Route(for_roles(student=302), _peer_request, method="post"),
    "matching:list-program-requests": Route(
        for_roles(outsider=403, student=403, mentor=403, coordinator=200, admin=200, safeguarding=403), _slug
    ),
}
