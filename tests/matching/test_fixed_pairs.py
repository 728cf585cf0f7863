"""Pairs that are settled before a round, and changes by hand that survive a new run."""

from datetime import datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import DomainError, WrongState
from matching.models import MatchRound, Proposal, Strategy
from matching.models.fixed_pairs import FixedPair
from matching.services.fixed_pairs import fix_pair, release_pair
from matching.services.offers import origin_of
from matching.services.overrides import change_pair, swap_pairs
from matching.services.proposals import queue_proposals, run_unfinished
from matching.services.rounds import close_round
from pairs.errors import NotEligible, OwnPair
from pairs.models import Avoidance, Origin
from people.errors import PlacesTaken
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, StaffStep
from programs.services.staff_steps import undo_step
from tests.conftest import SignIn
from tests.factories.matching import PreferenceListFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.rounds import run_all
from tests.together import at_once

WHY = "They plan a study together"


@pytest.fixture
def mentees(cycle: Cycle) -> list[Enrollment]:
    return EnrollmentFactory.create_batch(3, cycle=cycle)


def _fix(
    match_round: MatchRound, mentee: Enrollment, mentor: MentorParticipation, by: User, now: datetime
) -> FixedPair:
    return fix_pair(match_round, enrollment=mentee, participation=mentor, by=by, reason=WHY, now=now)


def test_every_method_keeps_a_settled_pair_against_all_lists(
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    mentees: list[Enrollment],
    coordinator: User,
    now: datetime,
) -> None:
    settled, *others = mentees
    PreferenceListFactory.create(round=open_round, enrollment=settled, ranks=[mentors[1]])
    for mentee in others:
        PreferenceListFactory.create(round=open_round, enrollment=mentee, ranks=[mentors[0]])
    _fix(open_round, settled, mentors[0], coordinator, now)
    closed = close_round(open_round, now=now)
    run_all(closed, now)
    proposals = Proposal.objects.filter(round=closed)
    assert {proposal.state for proposal in proposals} == {Proposal.State.READY}
    for proposal in proposals:
        pair = proposal.pairs.get(enrollment=settled)
        assert (pair.participation, pair.overridden, origin_of(pair)) == (mentors[0], True, Origin.ASSIGNED)
    assert FixedPair.objects.get().kept


def test_what_came_between_two_since_is_left_to_the_round(
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    mentees: list[Enrollment],
    coordinator: User,
    now: datetime,
) -> None:
    for mentee, mentor in zip(mentees, mentors, strict=True):
        _fix(open_round, mentee, mentor, coordinator, now)
    Avoidance.objects.create(mentee=mentees[0].mentee, mentor=mentors[0].mentor)
    MentorParticipation.objects.filter(pk=mentors[1].pk).update(places_taken=1)
    close_round(open_round, now=now)
    kept = {pair.enrollment_id: pair.kept for pair in FixedPair.objects.all()}
    assert kept == {mentees[0].pk: False, mentees[1].pk: False, mentees[2].pk: True}


def test_settling_is_refused_where_a_pair_could_not_be(
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    mentees: list[Enrollment],
    coordinator: User,
    now: datetime,
) -> None:
    def refusal(mentee: Enrollment, mentor: MentorParticipation, by: User = coordinator) -> type[DomainError]:
        with pytest.raises(DomainError) as refused:
            _fix(open_round, mentee, mentor, by, now)
        return refused.type

    first, second, third = mentees
    institution = open_round.cycle.program.institution
    ConflictFactory.create(institution=institution, mentee=first.mentee, mentor=mentors[0].mentor)
    Avoidance.objects.create(mentee=first.mentee, mentor=mentors[1].mentor)
    assert refusal(first, mentors[0]) is refusal(first, mentors[1]) is NotEligible
    assert refusal(first, MentorParticipationFactory.create()) is NotEligible
    assert refusal(first, mentors[2], by=first.mentee) is OwnPair
    pair = _fix(open_round, second, mentors[2], coordinator, now)
    assert _fix(open_round, second, mentors[2], coordinator, now) == pair
    assert refusal(second, mentors[0]) is WrongState
    assert refusal(third, mentors[2]) is PlacesTaken
    close_round(open_round, now=now)
    assert refusal(third, mentors[0]) is WrongState
    with pytest.raises(WrongState):
        release_pair(pair, by=coordinator, now=now)


def test_a_settled_pair_is_undone_while_lists_are_taken(
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    mentees: list[Enrollment],
    coordinator: User,
    now: datetime,
) -> None:
    for again in range(2):
        _fix(open_round, mentees[0], mentors[0], coordinator, now)
        if again:
            close_round(open_round, now=now)
            with pytest.raises(WrongState):
                undo_step(StaffStep.objects.get(undone_at=None), by=coordinator, now=now)
        else:
            undo_step(StaffStep.objects.get(), by=coordinator, now=now)
            assert not FixedPair.objects.exists()


def test_the_page_settles_finds_and_releases(
    open_round: MatchRound,
    mentors: list[MentorParticipation],
    mentees: list[Enrollment],
    coordinator: User,
    sign_in: SignIn,
) -> None:
    browser, url = sign_in(coordinator), reverse("matching:list-fixed-pairs", args=[open_round.pk])
    assert url in browser.get(reverse("matching:show-round", args=[open_round.pk])).text
    asked = {"enrollment": mentees[0].pk, "participation": mentors[0].pk, "reason": WHY}
    assert browser.post(url, asked | {"reason": ""}).status_code == 422
    assert "Pair fixed" in browser.post(url, asked, follow=True).text
    assert browser.post(url, asked).status_code == 422
    pair = FixedPair.objects.get()
    name = mentees[1].mentee.family_name
    found = browser.get(url, {"search": name}).text
    assert name in found
    assert f'<option value="{mentees[2].pk}">{mentees[2].mentee.display_name}' not in found
    release = reverse("matching:release-fixed-pair", args=[open_round.pk, pair.pk])
    for _twice in range(2):
        assert browser.post(release).status_code == 302
    assert not FixedPair.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_one_pair_as_for_three(
    rows: int,
    open_round: MatchRound,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _each in range(rows):
        EnrollmentFactory.create(cycle=open_round.cycle)
        FixedPair.objects.create(
            round=open_round,
            enrollment=EnrollmentFactory.create(cycle=open_round.cycle),
            participation=MentorParticipationFactory.create(cycle=open_round.cycle),
        )
    browser, url = sign_in(coordinator), reverse("matching:list-fixed-pairs", args=[open_round.pk])
    browser.get(url)
    with django_assert_num_queries(10):
        browser.get(url)


def _balanced(match_round: MatchRound, weight: int, now: datetime) -> Proposal:
    queue_proposals(match_round, strategies=[Strategy.BALANCED], options={"rank_weight": weight}, now=now)
    run_unfinished(match_round.pk, clock=lambda: now)
    return Proposal.objects.get(round=match_round, strategy=Strategy.BALANCED)


def test_a_change_by_hand_is_made_again_after_a_new_run(
    closed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    proposal = _balanced(closed_round, 1, now)
    placed = proposal.pairs.filter(participation__isnull=False).order_by("pk")
    pair = placed[0]
    change_pair(proposal, enrollment=pair.enrollment, participation=None, reason=WHY, by=coordinator, now=now)
    proposal = _balanced(closed_round, 3, now)
    again = proposal.pairs.get(enrollment=pair.enrollment)
    assert (again.participation, again.overridden) == (None, True)
    change = proposal.overrides.get()
    assert (change.reason, change.made_by, change.after) == (WHY, coordinator, None)
    assert proposal.metrics["matched"] == proposal.pairs.filter(participation__isnull=False).count()


def test_a_change_that_a_new_run_leaves_no_place_for_is_lost_and_listed(
    closed_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    proposal = _balanced(closed_round, 1, now)
    placed = proposal.pairs.filter(participation__isnull=False).order_by("pk")
    free, takes = placed[0], placed[1]
    mentor = free.participation
    for enrollment, participation in ((free.enrollment, None), (takes.enrollment, mentor)):
        change_pair(proposal, enrollment=enrollment, participation=participation, reason=WHY, by=coordinator, now=now)
    proposal.overrides.filter(enrollment=free.enrollment).delete()  # only the second is to be made again
    proposal = _balanced(closed_round, 3, now)
    assert not proposal.overrides.exists()
    assert StaffStep.objects.get().kind == "change_lost"


def test_a_swap_of_two_full_mentors_is_made_again_after_a_new_run(
    closed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    MentorParticipation.objects.update(capacity=1)
    proposal = _balanced(closed_round, 1, now)
    one, other = proposal.pairs.filter(participation__isnull=False).order_by("pk")[:2]
    swap_pairs(proposal, enrollment=one.enrollment, other=other.enrollment, reason=WHY, by=coordinator, now=now)
    proposal = _balanced(closed_round, 3, now)
    mentors = [proposal.pairs.get(enrollment=each.enrollment).participation for each in (one, other)]
    assert mentors == [other.participation, one.participation]
    again = proposal.overrides.order_by("pk")
    assert [(each.enrollment, each.swapped_with) for each in again] == [
        (one.enrollment, other.enrollment),
        (other.enrollment, one.enrollment),
    ]
    assert not StaffStep.objects.exists()


def test_a_swap_of_which_one_half_is_impossible_by_now_is_lost_with_both(
    closed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    proposal = _balanced(closed_round, 1, now)
    one, other = proposal.pairs.filter(participation__isnull=False).order_by("pk")[:2]
    swap_pairs(proposal, enrollment=one.enrollment, other=other.enrollment, reason=WHY, by=coordinator, now=now)
    assert other.participation
    school = closed_round.cycle.program.institution
    ConflictFactory.create(institution=school, mentee=one.enrollment.mentee, mentor=other.participation.mentor)
    proposal = _balanced(closed_round, 3, now)
    assert not proposal.pairs.filter(overridden=True).exists()
    assert StaffStep.objects.filter(kind="change_lost").count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_settled_for_one_of_two_at_once(
    open_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    two = EnrollmentFactory.create_batch(2, cycle=open_round.cycle)
    steps = [lambda one=one: _fix(open_round, one, mentors[0], coordinator, now) for one in two]
    assert sorted(at_once(steps)) == ["PlacesTaken", "done"]
