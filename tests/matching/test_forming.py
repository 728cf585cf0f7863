"""Groups are formed of the people of a year: what is frozen, what is found, and what becomes of it."""

import json
import zlib
from collections import Counter
from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from core.errors import WrongState
from core.revisions import EditedMeanwhile, revision_of
from matching.engine.verify_groups import verify_groups
from matching.errors import CannotFormGroups, ImpossibleMove, LiveFormationExists, OwnGroup, StaleGroups
from matching.models import Formation, ProposedMember
from matching.queries.formations import forecast_of, members_of, professions_of, stored_places
from matching.queries.seating import Seating
from matching.services import formations
from matching.services.formation_changes import move_member, swap_members, take_out_gone
from matching.services.formation_input import build_input
from matching.services.formation_publishing import publish_groups
from matching.services.forming import form
from notifications.events import get_event
from notifications.models import Message
from notifications.presentation.emails import render_message
from pairs.models import Avoidance, GroupMember, MentoringGroup
from pairs.notices import GROUP_STARTED
from people.models import Enrollment, MentorParticipation
from people.services.withdrawals import withdraw_enrollment
from programs.models import Cycle, Program
from programs.signals import cycle_closed
from tests.factories.matching import FormationFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.formations import QUICK, formed, people_for

pytestmark = pytest.mark.django_db


def _groups(formation: Formation) -> dict[int, list[ProposedMember]]:
    found: dict[int, list[ProposedMember]] = {}
    for member in members_of(formation):
        found.setdefault(member.group, []).append(member)
    return found


def _notice(message: Message) -> str:
    render_message(message, get_event(message.event))
    return message.body


def _mentees(formation: Formation) -> list[ProposedMember]:
    return [member for member in members_of(formation) if not member.role]


def test_each_group_has_a_mentor_and_its_share_of_every_year(proposed: Formation) -> None:
    assert proposed.state == Formation.State.PROPOSED
    for members in _groups(proposed).values():
        assert Counter(member.enrollment.cohort for member in members if member.enrollment) == {
            "Year 1": 1,
            "Year 2": 1,
        }
        assert sum(bool(member.role) for member in members) == 1


def test_what_is_stored_passes_the_checker_of_one_file(proposed: Formation) -> None:
    instance, result = (zlib.decompress(bytes(stored)) for stored in (proposed.instance, proposed.result))
    assert verify_groups(instance, result) == ()
    assert json.loads(result)["lottery"]["commitment"] == proposed.commitment
    assert Seating(proposed).total == json.loads(result)["objective"]["total"] == 0


def test_no_mentor_of_a_group_is_against_the_rules(cycle: Cycle, draft: Formation, now: datetime) -> None:
    nurse, physician = cycle.participations.order_by("pk")
    for row, profession in ((nurse, "Nurse"), (physician, "Physician")):
        User.objects.filter(pk=row.mentor_id).update(profession=profession)
    Program.objects.update(mentoring_rules="Year 1 | nurse")
    cycle.enrollments.filter(cohort="Year 2").update(cohort="Year 3")
    draft.cycle.program.refresh_from_db()
    proposal = formed(draft, now)
    beside = {row.person.pk: row.group for row in members_of(proposal)}
    first_years = cycle.enrollments.filter(cohort="Year 1").values_list("mentee_id", flat=True)
    assert {beside[pk] for pk in first_years} == {beside[nurse.mentor_id]}
    assert not Seating(proposal).fits(
        next(row for row in members_of(proposal) if row.person.pk == first_years[0]), beside[physician.mentor_id]
    )
    Program.objects.update(mentoring_rules="Year 3 | Midwife")
    with pytest.raises(StaleGroups):
        publish_groups(Formation.objects.get(pk=proposal.pk), by=proposal.created_by, now=now)


def test_the_file_names_nobody(proposed: Formation) -> None:
    text = zlib.decompress(bytes(proposed.instance)).decode()
    for user in User.objects.all():
        assert user.family_name not in text
        assert user.email not in text


def test_a_result_that_the_checker_refuses_is_not_stored(
    draft: Formation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.services.forming.verify_groups", lambda *_files: ("the bound is wrong",))
    formed(draft, now)
    assert draft.state == Formation.State.DRAFT
    assert draft.error == "the bound is wrong"
    assert not draft.result
    assert not draft.members.exists()


def test_the_same_lottery_forms_the_same_groups_again(proposed: Formation, now: datetime) -> None:
    before = stored_places(members_of(proposed))["places"]
    formations.back_to_settings(proposed)
    formed(proposed, now)
    after = stored_places(members_of(proposed))["places"]
    assert [row[1:] for row in before] == [row[1:] for row in after]


def _count(formation: Formation) -> int:
    return forecast_of(formation, professions_of(formation, day=date(2026, 9, 20))).count


@pytest.mark.parametrize(
    ("mentees", "fewest", "most", "count"),
    [(64, 7, 9, 8), (10, 3, 4, 3), (7, 3, 3, 0), (5, 5, 5, 1), (11, 2, 100, 1)],
)
def test_people_divide_into_as_many_groups_as_come_nearest_to_the_middle(
    cycle: Cycle, mentees: int, fewest: int, most: int, count: int
) -> None:
    EnrollmentFactory.create_batch(mentees, cycle=cycle)
    formation = FormationFactory.create(cycle=cycle, fewest=fewest, most=most, mentors_each=0)
    assert _count(formation) == count


@pytest.mark.parametrize(
    ("professions", "asked", "count"),
    [
        (["Physician"] * 4, {"mentors_each": 2, "mentors_differ": True}, 0),
        (["Physician"] * 4, {"mentors_each": 2, "mentors_differ": False}, 2),
        (["Physician", "Physician", "Nurse", "Nurse"], {"mentors_each": 2, "mentors_differ": True}, 2),
        (["Nurse", "Pharmacist"], {"mentors_each": 1, "lead_profession": "Nurse", "groups_each": 2}, 2),
        (["Physician"], {"mentors_each": 1, "groups_each": 2}, 2),
    ],
)
def test_there_are_no_more_groups_than_mentors_can_lead(
    cycle: Cycle, professions: list[str], asked: dict[str, object], count: int
) -> None:
    EnrollmentFactory.create_batch(4, cycle=cycle)
    for profession in professions:
        MentorParticipationFactory.create(cycle=cycle, mentor__profession=profession)
    formation = FormationFactory.create(cycle=cycle, **asked)
    assert _count(formation) == count


def test_two_mentors_of_a_group_have_two_professions_and_one_is_the_one_asked_for(cycle: Cycle, now: datetime) -> None:
    people_for(cycle, groups=3)
    cycle.participations.update(state=MentorParticipation.State.DECLINED)
    for profession in ("Physician", "Physician", "Physician", "Nurse", "Nurse", "Pharmacist"):
        MentorParticipationFactory.create(cycle=cycle, mentor__profession=profession)
    formation = FormationFactory.create(cycle=cycle, mentors_each=2, lead_profession="Physician")
    for members in _groups(formed(formation, now)).values():
        professions = {member.person.profession for member in members if member.role}
        assert len(professions) == 2
        assert "Physician" in professions


def test_conflicts_and_avoidances_keep_a_mentee_from_a_mentor_and_the_coordinator_is_not_told_why(
    cycle: Cycle, institution: object, now: datetime
) -> None:
    people_for(cycle, groups=3)
    mentees = [row.mentee for row in cycle.enrollments.all()]
    mentors = [row.mentor for row in cycle.participations.all()]
    ConflictFactory.create(institution=institution, mentee=mentees[0], mentor=mentors[0])
    Avoidance.objects.create(mentee=mentees[1], mentor=mentors[1])
    formation = formed(FormationFactory.create(cycle=cycle), now)
    led = {
        (mentee.person, mentor.person)
        for members in _groups(formation).values()
        for mentee in members
        for mentor in members
        if mentor.role and not mentee.role
    }
    assert (mentees[0], mentors[0]) not in led
    assert (mentees[1], mentors[1]) not in led
    avoided = next(member for member in _mentees(formation) if member.person == mentees[1])
    group = next(member.group for member in members_of(formation) if member.person == mentors[1])
    formation.most, formation.fewest = 9, 1
    formation.save()
    with pytest.raises(ImpossibleMove, match="Not eligible"):
        move_member(avoided, group=group, by=formation.created_by, now=now)


def test_drawn_pairs_hide_whom_a_mentee_avoids(cycle: Cycle, now: datetime) -> None:
    people_for(cycle, groups=30)
    formation = FormationFactory.create(cycle=cycle)
    without = build_input(formation, now=now).undisclosed
    assert 5 <= len(without) <= 30
    mentee = cycle.enrollments.exclude(mentee__in=[one for one, _other in without]).first()
    mentor = cycle.participations.first()
    assert mentee
    assert mentor
    Avoidance.objects.create(mentee=mentee.mentee, mentor=mentor.mentor)
    assert build_input(formation, now=now).undisclosed == without | {(mentee.mentee_id, mentor.mentor_id)}


def test_an_avoided_mentor_cannot_be_asked_for_and_neither_can_a_drawn_one(cycle: Cycle, now: datetime) -> None:
    people_for(cycle, groups=30)
    formation = FormationFactory.create(cycle=cycle)
    mentee, mentor = next(iter(build_input(formation, now=now).undisclosed))
    people = list(User.objects.filter(pk__in=(mentee, mentor)))
    formations.wish_pair(formation, people=people, together=True)
    with pytest.raises(CannotFormGroups, match="not eligible for each other"):
        formations.begin_forming(formation, now=now)


def test_people_are_together_or_apart_as_the_coordinator_wishes(draft: Formation, now: datetime) -> None:
    first, second, third, _fourth = (row.mentee for row in draft.cycle.enrollments.order_by("pk"))
    formations.wish_pair(draft, people=(first, second), together=False)
    formations.wish_pair(draft, people=(second, first), together=True)
    formations.wish_pair(draft, people=(first, third), together=False)
    formed(draft, now)
    group = {member.person: member.group for member in members_of(draft)}
    assert group[first] == group[second] != group[third]


def test_who_is_left_out_is_in_no_group(draft: Formation, now: datetime) -> None:
    out = EnrollmentFactory.create(cycle=draft.cycle).mentee
    formations.leave_out(draft, person=out, out=True)
    formations.leave_out(draft, person=out, out=True)
    assert out not in {member.person for member in members_of(formed(draft, now))}


def test_demands_that_contradict_each_other_bring_the_draft_back_and_are_named(draft: Formation, now: datetime) -> None:
    mentees = [row.mentee for row in draft.cycle.enrollments.order_by("pk")]
    mentor = draft.cycle.participations.first()
    assert mentor
    for mentee in mentees[:3]:
        formations.wish_pair(draft, people=(mentee, mentor.mentor), together=False)
    formed(draft, now)
    assert draft.state == Formation.State.DRAFT
    assert "cannot be met together" in draft.error
    assert str(mentor.mentor) in draft.error
    assert "mentor-" not in draft.error.replace("mentor 1", "")


def test_sizes_that_people_do_not_divide_into_are_refused_in_words(draft: Formation, now: datetime) -> None:
    draft.fewest = draft.most = 3
    draft.save()
    with pytest.raises(CannotFormGroups, match="4 mentees can’t be divided into groups of 3 to 3"):
        formations.begin_forming(draft, now=now)
    Formation.objects.update(fewest=1, most=1)
    draft.refresh_from_db()
    with pytest.raises(CannotFormGroups, match="mentors for 2 groups"):
        formations.begin_forming(draft, now=now)


def test_a_cycle_forms_groups_once_at_a_time(cycle: Cycle, coordinator: User, now: datetime) -> None:
    people_for(cycle)
    first = formations.create_formation(cycle=cycle, by=coordinator, now=now)
    with pytest.raises(LiveFormationExists):
        formations.create_formation(cycle=cycle, by=coordinator, now=now)
    formations.discard(first)
    second = formations.create_formation(cycle=cycle, by=coordinator, now=now)
    assert second.commitment != first.commitment


def test_a_program_of_pairs_forms_no_groups(cycle: Cycle, coordinator: User, now: datetime) -> None:
    with pytest.raises(WrongState):
        formations.create_formation(cycle=cycle, by=coordinator, now=now)


def test_settings_that_somebody_else_saved_meanwhile_are_not_overwritten(draft: Formation) -> None:
    settings = {name: getattr(draft, name) for name in formations.SETTINGS}
    began = revision_of(settings)
    formations.change_settings(draft, settings=settings | {"most": 5}, began_from=began)
    with pytest.raises(EditedMeanwhile):
        formations.change_settings(draft, settings=settings | {"most": 6}, began_from=began)


def test_beginning_twice_freezes_once_and_a_second_run_is_dropped(draft: Formation, now: datetime) -> None:
    first = formations.begin_forming(draft, now=now)
    assert formations.begin_forming(draft, now=now).input_sha256 == first.input_sha256
    assert form(draft.pk, clock=lambda: now, search=QUICK)
    assert not form(draft.pk, clock=lambda: now, search=QUICK)
    assert draft.members.count() == 6


def test_a_result_that_arrives_after_the_search_was_stopped_is_dropped(
    draft: Formation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    formations.begin_forming(draft, now=now)

    def stopped(*_files: bytes) -> tuple[str, ...]:
        formations.back_to_settings(draft)
        return ()

    monkeypatch.setattr("matching.services.forming.verify_groups", stopped)
    assert not form(draft.pk, clock=lambda: now, search=QUICK)
    draft.refresh_from_db()
    assert draft.state == Formation.State.DRAFT
    assert not draft.members.exists()


def test_the_engine_says_how_far_it_is(draft: Formation, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    formations.begin_forming(draft, now=now)

    def looked_at(*_files: bytes) -> tuple[str, ...]:
        seen.append(Formation.objects.get().progress)
        return ()

    monkeypatch.setattr("matching.services.forming.verify_groups", looked_at)
    form(draft.pk, clock=lambda: now, search=QUICK)
    assert seen[0]["bound"] == 0
    assert Formation.objects.get().progress == {}


def test_a_swap_by_hand_says_what_it_costs_and_is_kept(proposed: Formation, coordinator: User, now: datetime) -> None:
    first = next(member for member in _mentees(proposed) if member.group == 1)
    other = next(
        member
        for member in _mentees(proposed)
        if member.group == 2 and member.enrollment and first.enrollment
        and member.enrollment.cohort != first.enrollment.cohort
    )  # fmt: skip
    change = swap_members(first, partner=other.pk, by=coordinator, now=now)
    assert (change.missed_before, change.missed_after) == (0, 4)
    assert Seating(proposed).total == 4
    groups = {member.person: member.group for member in members_of(proposed)}
    assert (groups[first.person], groups[other.person]) == (2, 1)


def test_two_mentors_change_places(proposed: Formation, coordinator: User, now: datetime) -> None:
    one, other = (member for member in members_of(proposed) if member.role)
    swap_members(one, partner=other.pk, by=coordinator, now=now)
    groups = {member.person: member.group for member in members_of(proposed)}
    assert (groups[one.person], groups[other.person]) == (other.group, one.group)


def test_a_move_keeps_to_the_sizes(proposed: Formation, coordinator: User, now: datetime) -> None:
    member = next(one for one in _mentees(proposed) if one.group == 1)
    with pytest.raises(ImpossibleMove, match="Full"):
        move_member(member, group=2, by=coordinator, now=now)
    Formation.objects.update(most=3)
    with pytest.raises(ImpossibleMove, match="too small"):
        move_member(member, group=2, by=coordinator, now=now)
    Formation.objects.update(fewest=1)
    change = move_member(member, group=2, by=coordinator, now=now)
    assert change.missed_after == Seating(proposed).total == 2


def test_nobody_moves_themselves_and_nobody_changes_what_they_have_not_seen(
    proposed: Formation, coordinator: User, now: datetime
) -> None:
    first = next(member for member in _mentees(proposed) if member.group == 1)
    other = next(member for member in _mentees(proposed) if member.group == 2)
    with pytest.raises(OwnGroup):
        swap_members(first, partner=other.pk, by=other.person, now=now)
    began = revision_of(stored_places(members_of(proposed)))
    swap_members(first, partner=other.pk, by=coordinator, now=now, began_from=began)
    with pytest.raises(EditedMeanwhile):
        swap_members(first, partner=other.pk, by=coordinator, now=now, began_from=began)


def test_publishing_makes_the_groups_and_tells_everybody_once(
    proposed: Formation, coordinator: User, now: datetime
) -> None:
    publish_groups(proposed, by=coordinator, now=now)
    publish_groups(proposed, by=coordinator, now=now)
    groups = MentoringGroup.objects.filter(cycle=proposed.cycle)
    assert [group.name for group in groups] == ["Circle 1", "Circle 2"]
    assert GroupMember.objects.count() == 6
    assert Message.objects.filter(event=GROUP_STARTED).count() == 6
    assert set(proposed.cycle.enrollments.values_list("state", flat=True)) == {Enrollment.State.MATCHED}


def test_in_a_program_of_pairs_and_groups_a_mentee_with_a_group_still_looks_for_a_mentor(
    proposed: Formation, coordinator: User, now: datetime
) -> None:
    Program.objects.update(format=Program.Format.BOTH)
    publish_groups(proposed, by=coordinator, now=now)
    assert set(proposed.cycle.enrollments.values_list("state", flat=True)) == {Enrollment.State.ENROLLED}


def test_who_withdrew_meanwhile_is_taken_out_before_publishing(
    proposed: Formation, coordinator: User, now: datetime
) -> None:
    member = _mentees(proposed)[0]
    assert member.enrollment
    withdraw_enrollment(member.enrollment, by=member.person, now=now)
    with pytest.raises(StaleGroups, match="1 person has left"):
        publish_groups(proposed, by=coordinator, now=now)
    assert take_out_gone(proposed, by=coordinator, now=now) == 1
    assert take_out_gone(proposed, by=coordinator, now=now) == 0
    publish_groups(proposed, by=coordinator, now=now)
    assert not GroupMember.objects.filter(user=member.person).exists()


def test_a_conflict_that_came_meanwhile_is_not_published(proposed: Formation, coordinator: User, now: datetime) -> None:
    members = _groups(proposed)[1]
    mentor, mentee = members[0].person, members[1].person
    ConflictFactory.create(institution=proposed.cycle.program.institution, mentee=mentee, mentor=mentor)
    with pytest.raises(StaleGroups, match="not eligible"):
        publish_groups(proposed, by=coordinator, now=now)
    assert not MentoringGroup.objects.exists()


def test_groups_that_changed_since_the_page_was_opened_are_not_published(
    proposed: Formation, coordinator: User, now: datetime
) -> None:
    seen = revision_of(stored_places(members_of(proposed)))
    one, other = (member for member in members_of(proposed) if member.role)
    swap_members(one, partner=other.pk, by=coordinator, now=now)
    with pytest.raises(StaleGroups, match="changed"):
        publish_groups(proposed, by=coordinator, revision=seen, now=now)


def test_who_has_a_group_is_not_in_the_next_formation(proposed: Formation, coordinator: User, now: datetime) -> None:
    publish_groups(proposed, by=coordinator, now=now)
    late: list[Enrollment] = EnrollmentFactory.create_batch(2, cycle=proposed.cycle)
    MentorParticipationFactory.create(cycle=proposed.cycle)
    second = formed(FormationFactory.create(cycle=proposed.cycle), now)
    assert {member.person for member in _mentees(second)} == {row.mentee for row in late}
    publish_groups(second, by=coordinator, now=now)
    assert MentoringGroup.objects.filter(name="Circle 3").exists()


def test_published_groups_stay_as_they_were_formed(proposed: Formation, coordinator: User, now: datetime) -> None:
    publish_groups(proposed, by=coordinator, now=now)
    for change in (
        lambda: Formation.objects.update(seed=1),
        lambda: ProposedMember.objects.all().delete(),
        lambda: ProposedMember.objects.update(group=2),
    ):
        with pytest.raises(DatabaseError, match="published groups cannot be changed"), transaction.atomic():
            change()
    for step in (formations.back_to_settings, formations.discard):
        with pytest.raises(WrongState):
            step(proposed)


def test_a_year_that_closes_discards_groups_that_were_not_published(proposed: Formation, now: datetime) -> None:
    cycle_closed.send(sender=Cycle, cycle=proposed.cycle, now=now)
    proposed.refresh_from_db()
    assert proposed.state == Formation.State.DISCARDED


def test_what_is_known_of_people_stands_in_the_file_in_words(draft: Formation, now: datetime) -> None:
    row = draft.cycle.enrollments.first()
    assert row
    User.objects.filter(pk=row.mentee_id).update(profession="Nursing student", campus="", time_zone="Africa/Kampala")
    problem = build_input(draft, now=now).problem
    assert {"profession": ("Nursing student",), "time_zone": ("Africa/Kampala",), "year": (row.cohort,)} in [
        dict(values) for values in problem.people.values()
    ]


def test_the_notice_says_who_is_in_the_group(proposed: Formation, coordinator: User, now: datetime) -> None:
    publish_groups(proposed, by=coordinator, now=now)
    mentor, *mentees = (member.person for member in _groups(proposed)[1])
    told = {message.recipient: message for message in Message.objects.filter(event=GROUP_STARTED)}
    to_mentor, to_mentee = (_notice(told[person]) for person in (mentor, mentees[0]))
    assert "You lead “Circle 1”." in to_mentor
    assert all(str(mentee) in to_mentor for mentee in mentees)
    assert f"Your mentors: {mentor}." in to_mentee
    assert f"With you: {mentees[1]}." in to_mentee
    assert str(mentees[0]) not in to_mentee
