"""Peers: everybody enrolls alike, pairs and threes are formed without mentors, and people part without fault."""

import zlib
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import Role, User
from core.errors import WrongState
from matching.engine.verify_groups import verify_groups
from matching.errors import CannotFormGroups, StaleGroups
from matching.models import Formation
from matching.presentation.group_figures import forecast_of_peers_text
from matching.queries.formations import forecast_of, members_of
from matching.services.formation_changes import move_member, take_out_gone
from matching.services.formation_publishing import publish_groups
from matching.services.formations import SETTINGS, change_settings, create_formation
from notifications.events import get_event
from notifications.models import Message
from notifications.presentation.emails import render_message
from pairs.errors import AlreadyGrouped, NotEligible
from pairs.models import Avoidance, Conflict, GroupMember, MentoringGroup
from pairs.notices import GROUP_STARTED, PEERS_PARTED
from pairs.services.joining import join_peers
from pairs.services.peers import end_peers, leave_peers
from people.imports.preview import preview
from people.imports.reading import read_people
from people.models import Enrollment, MentorParticipation
from people.queries.imports import program_people
from people.services.import_people import import_people
from people.services.withdrawals import withdraw_enrollment, withdraw_mentee
from programs.models import Cycle, Program, StaffStep
from programs.services.programs import update_program
from programs.services.staff_steps import undo_step
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.sessions import GroupFactory, GroupMemberFactory
from tests.formations import formed
from tests.peers import SECRET, SEED, states_of

pytestmark = pytest.mark.django_db


def _draft(cycle: Cycle, now: datetime) -> Formation:
    return create_formation(cycle=cycle, by=UserFactory.create(), seed=SEED, secret=SECRET, now=now)


def _together(formation: Formation) -> list[set[int]]:
    found: dict[int, set[int]] = {}
    for member in members_of(formation):
        found.setdefault(member.group, set()).add(member.person.pk)
    return list(found.values())


def _words(event: str, reader: User) -> str:
    message = Message.objects.get(event=event, recipient=reader)
    render_message(message, get_event(event))
    return f"{message.subject}\n{message.body}"


def _people(group: MentoringGroup) -> list[User]:
    return [member.user for member in group.members.current()]


def test_an_odd_number_makes_pairs_and_one_three_that_the_checker_accepts(peer_cycle: Cycle, now: datetime) -> None:
    draft = _draft(peer_cycle, now)
    assert forecast_of_peers_text(forecast_of(draft, [])) == "5 people. They make 1 pair and 1 group of 3."
    formation = formed(draft, now)
    assert sorted(map(len, _together(formation))) == [2, 3]
    instance, result = (zlib.decompress(bytes(one)) for one in (formation.instance, formation.result))
    assert verify_groups(instance, result) == ()


def test_published_peers_are_equals_matched_and_told_so(peers: list[MentoringGroup], peer_cycle: Cycle) -> None:
    assert set(GroupMember.objects.values_list("side", flat=True)) == {GroupMember.Side.PEER}
    assert set(states_of(peer_cycle)) == {Enrollment.State.MATCHED}
    one, other = _people(peers[0])
    words = _words(GROUP_STARTED, one)
    assert other.display_name in words
    assert "mentor" not in words.replace("Mentorship", "").lower()
    assert "mentee" not in words.lower()


def test_a_conflict_or_an_avoidance_keeps_two_apart_whoever_said_it(peer_cycle: Cycle, now: datetime) -> None:
    ada, bo, cem, *_rest = (one.mentee for one in peer_cycle.enrollments.order_by("pk"))
    ConflictFactory.create(institution=peer_cycle.program.institution, mentor=ada, mentee=bo)
    Avoidance.objects.create(mentee=cem, mentor=ada)
    formation = formed(_draft(peer_cycle, now), now)
    [with_ada] = [users for users in _together(formation) if ada.pk in users]
    assert not with_ada & {bo.pk, cem.pk}
    [with_bo] = [users for users in _together(formation) if bo.pk in users]
    other = next(user for user in with_bo if user != bo.pk)
    ConflictFactory.create(
        institution=peer_cycle.program.institution, mentor_id=other, mentee=bo, kind=Conflict.Kind.FAMILY
    )
    with pytest.raises(StaleGroups):
        publish_groups(formation, by=UserFactory.create(), now=now)


def test_who_is_left_alone_is_moved_before_it_is_published(
    peer_cycle: Cycle, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody is kept apart by chance from those to whom they move.
    monkeypatch.setattr("matching.services.formation_input.with_decoys", lambda avoided, **_more: avoided)
    EnrollmentFactory.create(cycle=peer_cycle)
    formation = formed(_draft(peer_cycle, now), now)
    by = UserFactory.create()
    sizes = Counter(member.group for member in members_of(formation))
    two = min(sizes, key=lambda group: sizes[group])
    gone, alone = (member for member in members_of(formation) if member.group == two)
    assert gone.enrollment is not None
    withdraw_enrollment(gone.enrollment, by=gone.person, now=now)
    take_out_gone(formation, by=by, now=now)
    with pytest.raises(StaleGroups, match="alone"):
        publish_groups(formation, by=by, now=now)
    move_member(alone, group=3 - two, by=by, now=now)
    publish_groups(formation, by=by, now=now)
    assert sorted(group.members.count() for group in MentoringGroup.objects.all()) == [2, 3]


def test_only_a_program_of_peers_forms_peers(peer_cycle: Cycle, draft: Formation, now: datetime) -> None:
    for formation, kind in ((draft, MentoringGroup.Kind.PEERS), (_draft(peer_cycle, now), MentoringGroup.Kind.CIRCLE)):
        settings = {name: getattr(formation, name) for name in SETTINGS} | {"kind": kind}
        with pytest.raises(CannotFormGroups):
            change_settings(formation, settings=settings)


def test_who_was_invited_stays_what_they_are(peer_cycle: Cycle, cycle: Cycle, enrollment: Enrollment) -> None:
    for program, pairing in ((peer_cycle.program, "choice"), (cycle.program, "peers")):
        with pytest.raises(WrongState) as refusal:
            update_program(program, fields={"pairing": pairing})
        assert refusal.value.field == "pairing"
    update_program(cycle.program, fields={"pairing": "survey"})


def test_the_database_holds_that_peers_are_equals(peers: list[MentoringGroup], peer_cycle: Cycle) -> None:
    someone = UserFactory.create()
    refused = (
        lambda: GroupMemberFactory.create(group=peers[0], side=GroupMember.Side.MENTOR),
        lambda: GroupMemberFactory.create(group=GroupFactory.create(), side=GroupMember.Side.PEER),
        lambda: MentorParticipation.objects.create(cycle=peer_cycle, mentor=someone),
        lambda: Program.objects.filter(pk=peer_cycle.program_id).update(pairing="choice"),
        lambda: Formation.objects.update(mentors_each=1),
    )
    for write in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_of_two_who_part_both_wait_and_are_not_put_together_again(
    peers: list[MentoringGroup], peer_cycle: Cycle, now: datetime
) -> None:
    one, other = _people(peers[0])
    leave_peers(peers[0], by=one, now=now)
    leave_peers(peers[0], by=one, now=now)
    assert peers[0].members.current().count() == 0
    waiting = peer_cycle.enrollments.filter(state=Enrollment.State.WAITLISTED).values_list("mentee", flat=True)
    assert set(waiting) == {one.pk, other.pk}
    assert Message.objects.filter(event=PEERS_PARTED).count() == 1
    assert "waiting list" in _words(PEERS_PARTED, other)
    third = EnrollmentFactory.create(cycle=peer_cycle)
    fourth = EnrollmentFactory.create(cycle=peer_cycle)
    again = formed(_draft(peer_cycle, now), now)
    assert {one.pk, other.pk} not in _together(again)
    assert set().union(*_together(again)) == {one.pk, other.pk, third.mentee_id, fourth.mentee_id}


def test_of_three_two_go_on_when_one_leaves_the_year(
    peers: list[MentoringGroup], peer_cycle: Cycle, now: datetime
) -> None:
    leaver, one, other = _people(peers[1])
    withdraw_enrollment(peer_cycle.enrollments.get(mentee=leaver), by=leaver, now=now)
    assert _people(peers[1]) == [one, other]
    assert peer_cycle.enrollments.get(mentee=one).state == Enrollment.State.MATCHED
    words = _words(PEERS_PARTED, one)
    assert other.display_name in words
    assert leaver.display_name not in words


def test_a_coordinator_ends_a_group_once_and_keeps_why(
    peers: list[MentoringGroup], peer_cycle: Cycle, coordinator: User, now: datetime
) -> None:
    end_peers(peers[1], by=coordinator, reason="They asked for it.", now=now)
    assert Message.objects.filter(event=PEERS_PARTED).count() == 3
    step = StaffStep.objects.get(kind="peers_ended")
    assert (step.program, step.reason) == (peer_cycle.program, "They asked for it.")
    with pytest.raises(WrongState):
        end_peers(peers[1], by=coordinator, reason="Again.", now=now)
    undo_step(step, by=coordinator, now=now + timedelta(hours=1))
    assert peers[1].members.current().count() == 3
    assert set(states_of(peer_cycle)) == {Enrollment.State.MATCHED}


def test_a_withdrawal_is_undone_as_long_as_nobody_is_with_someone_new(
    peers: list[MentoringGroup], peer_cycle: Cycle, coordinator: User, now: datetime
) -> None:
    leaver, left = _people(peers[0])
    step = withdraw_mentee(peer_cycle.enrollments.get(mentee=leaver), by=coordinator, now=now)
    undo_step(step, by=coordinator, now=now + timedelta(hours=1))
    assert _people(peers[0]) == [leaver, left]
    assert set(states_of(peer_cycle)) == {Enrollment.State.MATCHED}
    again = withdraw_mentee(peer_cycle.enrollments.get(mentee=leaver), by=coordinator, now=now + timedelta(hours=2))
    elsewhere = GroupFactory.create(cycle=peer_cycle, kind=MentoringGroup.Kind.PEERS)
    GroupMemberFactory.create(group=elsewhere, user=left, side=GroupMember.Side.PEER)
    with pytest.raises(WrongState):
        undo_step(again, by=coordinator, now=now + timedelta(hours=3))


def test_a_file_of_peers_need_not_say_what_they_are(peer_cycle: Cycle, now: datetime) -> None:
    file = "email,given_name,family_name,role\nzed@s.example,Zed,Ahn,\nyul@s.example,Yul,Oh,Peer\n"
    checked = read_people(file.encode(), cycle=peer_cycle)
    assert not checked.problems
    assert [
        entry.role for entry in preview(peer_cycle, checked, people=program_people(peer_cycle), now=now).entries
    ] == ["Peer", "Peer"]
    import_people(peer_cycle, rows=checked.good, now=now)
    assert peer_cycle.enrollments.filter(mentee__email__in=["zed@s.example", "yul@s.example"]).count() == 2
    without = read_people(b"email,given_name,family_name\nann@s.example,Ann,Oh\n", cycle=peer_cycle)
    assert [row.role for row in without.good] == [Role.MENTEE]


def test_nobody_is_imported_as_a_mentor_of_peers(peer_cycle: Cycle, cycle: Cycle, now: datetime) -> None:
    file = b"email,given_name,family_name,role\nzed@s.example,Zed,Ahn,mentor\n"
    [problem] = read_people(file, cycle=peer_cycle).problems
    assert problem.column == "role"
    rows = read_people(file, cycle=cycle).good
    with pytest.raises(WrongState):
        import_people(peer_cycle, rows=rows, now=now)


def test_who_came_late_joins_two_unless_something_stands_between_them(
    peers: list[MentoringGroup], peer_cycle: Cycle, coordinator: User, now: datetime
) -> None:
    late = EnrollmentFactory.create(cycle=peer_cycle)
    kept_apart = EnrollmentFactory.create(cycle=peer_cycle)
    one, _other = _people(peers[0])
    Avoidance.objects.create(mentee=one, mentor=kept_apart.mentee)
    asked: dict[str, Any] = {"by": coordinator, "reason": "Came in November.", "now": now + timedelta(days=60)}
    with pytest.raises(NotEligible):
        join_peers(peers[0], kept_apart, **asked)
    join_peers(peers[0], late, **asked)
    assert late.mentee in _people(peers[0])
    assert peer_cycle.enrollments.get(pk=late.pk).state == Enrollment.State.MATCHED
    assert Message.objects.filter(event=GROUP_STARTED, due_at=asked["now"]).count() == 3
    assert StaffStep.objects.get(kind="peer_joined").person == late.mentee
    with pytest.raises(AlreadyGrouped):
        join_peers(peers[1], late, **asked)


def test_a_coordinator_adds_who_waits_on_a_page(
    peers: list[MentoringGroup], peer_cycle: Cycle, sign_in: SignIn
) -> None:
    client, url = sign_in(User.objects.get(given_name="Kofi")), reverse("pairs:join-peers", args=[peers[0].pk])
    assert "Nobody is waiting for a peer" in client.get(url).content.decode()
    late = EnrollmentFactory.create(cycle=peer_cycle)
    assert late.mentee.display_name in client.get(url).content.decode()
    assert client.post(url, {"enrollment": "", "reason": "Late"}).status_code == 422
    assert client.post(url, {"enrollment": late.pk, "reason": "Came late"}).status_code == 302
    assert peers[0].members.current().count() == 3
