"""Mentors, lists and conflicts: a part of the matrix of `matching`."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pairs.models import GroupMember, MentoringGroup, Mentorship, PeerAvoidance
from pairs.services.avoidances import avoid_peer
from pairs.services.staff_steps import end_pair
from people.models import Enrollment
from people.services.pending_imports import keep_file
from programs.models import Program, StaffStep
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.pairs import ConflictFactory, MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory, ProgramFactory
from tests.factories.sessions import GroupFactory, GroupMemberFactory
from tests.site.access_matrix import Expected, Route, World, for_roles


def _cycle(world: World) -> dict[str, Any]:
    return {"cycle_pk": world.cycle.pk}


def _ranking_cycle(world: World) -> dict[str, Any]:
    MatchRoundFactory.create(cycle=world.cycle, closes_at=timezone.now() + timedelta(days=3))
    return _cycle(world)


def _handed_in(world: World) -> dict[str, Any]:
    opened = MatchRoundFactory.create(cycle=world.cycle, closes_at=timezone.now() + timedelta(days=3))
    PreferenceListFactory.create(round=opened, enrollment=world.enrollment, ranks=[world.participation])
    return _cycle(world)


def _mentor(world: World) -> dict[str, Any]:
    return {"pk": world.participation.pk}


def _pair(world: World) -> dict[str, Any]:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    return {"mentorship_pk": pair.pk}


def _peers(world: World) -> dict[str, Any]:
    group = GroupFactory.create(cycle=world.cycle, kind=MentoringGroup.Kind.PEERS)
    GroupMemberFactory.create(group=group, user=world.people["student"], side=GroupMember.Side.PEER)
    GroupMemberFactory.create(group=group, side=GroupMember.Side.PEER)
    return {"pk": group.pk}


def _cycle_of_peers(world: World) -> dict[str, Any]:
    peers = ProgramFactory.create(institution=world.cycle.program.institution, pairing=Program.Pairing.PEERS)
    cycle = CycleFactory.create(program=peers)
    EnrollmentFactory.create(cycle=cycle, mentee=world.people["student"])
    return {"cycle_pk": cycle.pk}


def _avoided_peer(world: World) -> dict[str, Any]:
    named = _cycle_of_peers(world)
    avoid_peer(Enrollment.objects.get(cycle=named["cycle_pk"]), address="somebody@elsewhere.example")
    return {**named, "pk": PeerAvoidance.objects.get().pk}


def _pair_of_others(world: World) -> dict[str, Any]:
    return {"pk": _pair(world)["mentorship_pk"]}


def _paused_pair(world: World) -> dict[str, Any]:
    named = _pair_of_others(world)
    Mentorship.objects.update(state=Mentorship.State.PAUSED)
    return named


def _reason(_world: World) -> dict[str, Any]:
    return {"reason": "The clinic closes for a month"}


def _another_mentor(world: World) -> dict[str, Any]:
    return _reason(world) | {"participation": MentorParticipationFactory.create(cycle=world.cycle).pk}


def _enrollment(world: World) -> dict[str, Any]:
    return {"pk": world.enrollment.pk}


def _step(world: World) -> dict[str, Any]:
    """A pair that was ended, which can be undone."""
    pair = MentorshipFactory.create(cycle=world.cycle)
    asked: dict[str, Any] = {"by": world.people["coordinator"], "reason": "A slip", "now": timezone.now()}
    end_pair(pair, **asked)
    return {"slug": world.program.slug, "pk": StaffStep.objects.get().pk}


def _slug(world: World) -> dict[str, Any]:
    return {"slug": world.program.slug}


def _file(world: World, kind: str, content: bytes) -> dict[str, Any]:
    """A file that the coordinator has uploaded; it belongs to nobody else."""
    by = world.people["coordinator"]
    pending = keep_file(world.program, content=content, file_name="f.csv", by=by, now=timezone.now(), kind=kind)
    return _slug(world) | {"token": pending.pk}


def _waiting(world: World) -> dict[str, Any]:
    return _file(world, "pairs", b"mentee_email,mentor_email\na@s.example,b@s.example\n")


def _waiting_roster(world: World) -> dict[str, Any]:
    return _file(world, "roster", b"assessor_email,mentee_email\na@s.example,b@s.example\n")


def _conflict(world: World) -> dict[str, Any]:
    conflict = ConflictFactory.create(
        institution=world.institution, mentor=world.people["mentor"], mentee=world.people["student"]
    )
    return {"slug": world.program.slug, "pk": conflict.pk}


def _for_mentees(status: Expected) -> dict[str, Expected]:
    """A page that only a mentee of the cycle uses; others of the program may know of it."""
    return for_roles(student=status, mentor=403, coordinator=403, admin=403, safeguarding=403)


def _towards_a_mentor(status: Expected) -> dict[str, Expected]:
    """What a mentee does about a mentor; whoever sees the mentor's page may know of it."""
    return for_roles(student=status, mentor=403, coordinator=403, admin=403, safeguarding=403)


def _for_coordinators(status: Expected) -> dict[str, Expected]:
    """A page below a program, which everybody may know of."""
    return for_roles(outsider=403, student=403, mentor=403, coordinator=status, admin=403, safeguarding=403)


_FOR_OVERSEERS = for_roles(student=403, mentor=403, coordinator=302, admin=403)

MENTORS: dict[str, Route] = {
    "matching:list-mentors": Route(_for_mentees(200), _cycle),
    "matching:change-list": Route(
        _for_mentees(302), _cycle, method="post", data=lambda world: {"short": world.participation.pk}
    ),
    "matching:edit-ranks": Route(_for_mentees(200), _ranking_cycle),
    "matching:rank-mentees": Route(
        for_roles(student=403, mentor=200, coordinator=403, admin=403, safeguarding=403), _cycle
    ),
    "matching:show-receipt": Route(_for_mentees(200), _handed_in),
    "matching:show-mentor": Route(
        for_roles(student=200, mentor=200, coordinator=200, admin=200, safeguarding=200), _mentor
    ),
    "matching:avoid-mentor": Route(_towards_a_mentor(302), _mentor, method="post"),
    "matching:undo-avoidance": Route(_towards_a_mentor(302), _mentor, method="post"),
    "pairs:declare-conflict": Route(_towards_a_mentor(200), _mentor),
    "pairs:declare-pair-conflict": Route(for_roles(student=200, mentor=200, coordinator=403, admin=403), _pair),
    "pairs:list-avoided-peers": Route(for_roles(student=200, admin=403, safeguarding=403), _cycle_of_peers),
    "pairs:forget-avoided-peer": Route(
        for_roles(student=302, admin=403, safeguarding=403), _avoided_peer, method="post"
    ),
    "pairs:leave-peers": Route(for_roles(student=200, coordinator=403), _peers),
    "pairs:join-peers": Route(for_roles(student=403, coordinator=200), _peers),
    "pairs:end-peers-of-others": Route(for_roles(student=403, coordinator=200), _peers),
    "pairs:pause-pair": Route(_FOR_OVERSEERS, _pair_of_others, method="post", data=_reason),
    "pairs:resume-pair": Route(_FOR_OVERSEERS, _paused_pair, method="post", data=_reason),
    "sessions:take-drift-step": Route(
        _FOR_OVERSEERS, _pair_of_others, method="post", data=lambda _world: {"step": "talked"}
    ),
    "pairs:add-interim-mentor": Route(_FOR_OVERSEERS | {"coordinator": 200}, _paused_pair),
    "pairs:end-pair-of-others": Route(_FOR_OVERSEERS, _pair_of_others, method="post", data=_reason),
    "pairs:keep-apart": Route(_FOR_OVERSEERS, _pair_of_others, method="post", data=_reason),
    "pairs:replace-mentor": Route(_FOR_OVERSEERS, _pair_of_others, method="post", data=_another_mentor),
    "pairs:add-second-mentor": Route(_FOR_OVERSEERS, _pair_of_others, method="post", data=_another_mentor),
    "pairs:move-pair": Route(for_roles(student=403, mentor=403, coordinator=200, admin=403), _pair_of_others),
    "pairs:make-pair": Route(for_roles(student=403, coordinator=200, admin=403), _enrollment),
    "programs:list-steps": Route(_for_coordinators(200) | {"admin": 200}, _slug),
    "programs:undo-step": Route(_for_coordinators(302), _step, method="post"),
    "sessions:show-pair-record": Route(for_roles(student=403, mentor=403, coordinator=200, admin=200), _pair_of_others),
    "pairs:import-pairs": Route(_for_coordinators(200), _slug),
    "pairs:pair-columns": Route(_for_coordinators(200), _waiting),
    "pairs:confirm-pairs": Route(_for_coordinators(200), _waiting),
    "pairs:settle-pairs": Route(_for_coordinators(302), _waiting, method="post"),
    "pairs:cancel-pairs": Route(_for_coordinators(302), _waiting, method="post"),
    "pairs:download-pair-mapping": Route(_for_coordinators(200), _waiting),
    "pairs:download-roster-mapping": Route(_for_coordinators(200), _waiting_roster),
    "pairs:roster-columns": Route(_for_coordinators(200), _waiting_roster),
    "pairs:confirm-roster": Route(_for_coordinators(200), _waiting_roster),
    "pairs:settle-roster": Route(_for_coordinators(302), _waiting_roster, method="post"),
    "pairs:cancel-roster": Route(_for_coordinators(302), _waiting_roster, method="post"),
    "pairs:list-conflicts": Route(_for_coordinators(200), _slug),
    "pairs:add-conflict": Route(_for_coordinators(200), _slug),
    "pairs:import-conflicts": Route(_for_coordinators(200), _slug),
    "pairs:download-roster": Route(_for_coordinators(200), _slug),
    "pairs:download-recusals": Route(_for_coordinators(200), _slug),
    "pairs:settle-conflict": Route(_for_coordinators(302), _conflict, method="post"),
    "pairs:delete-conflict": Route(_for_coordinators(302), _conflict, method="post"),
}
