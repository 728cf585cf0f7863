"""A round that gives each mentee up to two mentors: places, offers, pairs, changes by hand, and what people read."""

import random
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from home.standing import standing_of
from home.statuses import mentee_statuses
from matching.models import MatchRound, Offer, PairOverride, Proposal, ProposedPair
from matching.presentation.differences import load_differences
from matching.presentation.promises import promises_of
from matching.presentation.records import rows_of
from matching.presentation.results import offer_detail, results_of
from matching.presentation.warnings import warnings_of
from matching.queries.differences import differing_enrollments
from matching.queries.eligibility import unpaired_mentees
from matching.services.fixed_pairs import fix_pair
from matching.services.offers import accept_offer, decline_offer, expire_offers
from matching.services.overrides import change_pair, swap_pairs
from matching.services.proposals import queue_proposals
from matching.services.rounds import close_round, open_round
from matching.services.snapshots import load_snapshot
from pairs.errors import AlreadyPaired, NotEligible
from pairs.models import Mentorship
from pairs.services.by_hand import pair_by_hand
from pairs.services.mentorships import end_mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory, proposed
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.rounds import publish, run_all

# Which of four mentors each of three mentees ranks: Ada can get two, Ben one beside Ada, Cy ranked nobody.
WANTED = {"Ada": (0, 1), "Ben": (1, 2), "Cy": ()}
CHANGE: dict[str, Any] = {"reason": "Fits."}


@pytest.fixture
def four(cycle: Cycle) -> list[MentorParticipation]:
    return [MentorParticipationFactory.create(cycle=cycle, capacity=2) for _ in range(4)]


@pytest.fixture
def mentees(cycle: Cycle) -> dict[str, Enrollment]:
    return {name: EnrollmentFactory.create(cycle=cycle, mentee__given_name=name) for name in WANTED}


@pytest.fixture
def two_each(
    cycle: Cycle,
    four: list[MentorParticipation],
    mentees: dict[str, Enrollment],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> MatchRound:
    """A round of two mentors each whose methods have run. It leaves nobody out by chance: people are few here."""
    monkeypatch.setattr("matching.services.decoys.exclusions_per_mentee", lambda _mentors: 0)
    cycle.program.mentors_each = 2
    cycle.program.save()
    match_round = open_round(MatchRoundFactory.create(cycle=cycle, state="draft", opened_at=None), now=now)
    for name, order in WANTED.items():
        if order:
            ranks = [four[at] for at in order]
            PreferenceListFactory.create(round=match_round, enrollment=mentees[name], ranks=ranks)
    close_round(match_round, now=now)
    run_all(match_round, now)
    match_round.refresh_from_db()
    return match_round


@pytest.fixture
def stable(two_each: MatchRound) -> Proposal:
    return two_each.proposals.get(strategy="choice-stable")


def mentors_of(proposal: Proposal, mentee: Enrollment) -> dict[int, MentorParticipation | None]:
    return {pair.place: pair.participation for pair in proposal.pairs.filter(enrollment=mentee)}


def offers_of(match_round: MatchRound) -> dict[tuple[str, int], Offer]:
    rows = Offer.objects.filter(proposed_pair__proposal__round=match_round).select_related("enrollment__mentee")
    return {(row.enrollment.mentee.given_name, proposed(row).place): row for row in rows}


def test_the_round_keeps_what_the_program_said_when_ranking_opened(two_each: MatchRound) -> None:
    two_each.cycle.program.mentors_each = 1
    two_each.cycle.program.save()
    two_each.refresh_from_db()
    assert two_each.places_each == 2
    assert load_snapshot(two_each.snapshot).places.tolist() == [2, 2, 2]


def test_a_mentee_gets_two_mentors_the_higher_choice_in_the_first_place(
    stable: Proposal, mentees: dict[str, Enrollment], four: list[MentorParticipation]
) -> None:
    assert mentors_of(stable, mentees["Ada"]) == {1: four[0], 2: four[1]}
    assert mentors_of(stable, mentees["Cy"]) == {1: None}
    counted = stable.metrics
    assert (counted["matched"], counted["complete"], counted["pairs"]) == (2, 2, 4)
    assert (counted["first_choice"], counted["top_three"], counted["strangers"]) == (2, 2, 0)
    assert [row[4] for row in rows_of(stable)] == [1, 2, 1, 2, ""]


def test_the_database_holds_two_places_and_no_more(
    stable: Proposal, mentees: dict[str, Enrollment], four: list[MentorParticipation]
) -> None:
    for place, mentor in ((2, four[3]), (3, four[3]), (2, None)):
        row = ProposedPair(proposal=stable, enrollment=mentees["Ada"], place=place, participation=mentor)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_where_honest_lists_are_safe_for_one_mentor_only_that_is_said(two_each: MatchRound) -> None:
    honest = {str(promise.strategy): promise.honest for promise in promises_of(two_each.cycle.program, two_each)}
    assert (honest["choice-stable"], honest["lottery"]) == (False, True)


def check_invariants(cycle: Cycle) -> None:
    """What holds of pairs, places and states after every answer."""
    live = Mentorship.objects.live_and_formal().filter(cycle=cycle)
    mentors, firsts = (Counter(rows.values_list("enrollment", flat=True)) for rows in (live, live.filter(primary=True)))
    pending = Offer.objects.pending().filter(enrollment__cycle=cycle)
    waiting = Counter(pending.values_list("enrollment", flat=True))
    looking = set(unpaired_mentees(cycle).values_list("pk", flat=True))
    for one in cycle.enrollments.all():
        assert mentors[one.pk] <= 2
        assert firsts[one.pk] == min(1, mentors[one.pk])
        assert (one.state == Enrollment.State.MATCHED) == (mentors[one.pk] > 0)
        assert (one.pk in looking) == (not mentors[one.pk] and not waiting[one.pk])
    for mentor in cycle.participations.all():
        used = live.filter(participation=mentor).count() + pending.filter(participation=mentor).count()
        assert mentor.places_taken == used <= mentor.capacity


def test_whatever_is_answered_in_whatever_order_places_and_states_hold(
    stable: Proposal, two_each: MatchRound, coordinator: User, now: datetime
) -> None:
    publish(stable, by=coordinator, now=now)
    for seed in range(12):
        with transaction.atomic():
            drawn = random.Random(seed)
            for _step in range(8):
                some_step(drawn, two_each.cycle, now)
                check_invariants(two_each.cycle)
            expire_offers(now=now + timedelta(days=30))
            check_invariants(two_each.cycle)
            transaction.set_rollback(True)


def some_step(drawn: random.Random, cycle: Cycle, now: datetime) -> None:
    offers = list(Offer.objects.filter(enrollment__cycle=cycle).order_by("pk"))
    pairs = list(Mentorship.objects.live().filter(cycle=cycle).order_by("pk"))
    if pairs and drawn.random() < 1 / 6:
        end_mentorship(drawn.choice(pairs), now=now)
        return
    offer = drawn.choice(offers)
    person = drawn.choice((offer.enrollment.mentee, offer.participation.mentor))
    answer = accept_offer if drawn.random() < 3 / 4 else decline_offer
    with suppress(WrongState):
        answer(offer, by=person, now=now)


def test_both_offers_become_pairs_and_home_tells_of_both(
    stable: Proposal, two_each: MatchRound, mentees: dict[str, Enrollment], coordinator: User, now: datetime
) -> None:
    publish(stable, by=coordinator, now=now)
    ada, offers = mentees["Ada"], offers_of(two_each)
    assert len(mentee_statuses(standing_of(ada.mentee, [ada], []), now=now)) == 2
    for place in (1, 2):
        for person in (ada.mentee, offers["Ada", place].participation.mentor):
            accept_offer(offers["Ada", place], by=person, now=now)
    pairs = Mentorship.objects.filter(mentee=ada.mentee).order_by("pk")
    assert [(pair.primary, pair.rank) for pair in pairs] == [(True, 1), (False, 2)]
    ada.refresh_from_db()
    titles = [status.title for status in mentee_statuses(standing_of(ada.mentee, [ada], []), now=now)]
    assert titles == [f"{pair.mentor.formal_name} is your mentor" for pair in pairs]


def test_who_says_no_to_one_keeps_the_other_and_is_not_asked_to_wait(
    stable: Proposal, two_each: MatchRound, mentees: dict[str, Enrollment], coordinator: User, now: datetime
) -> None:
    publish(stable, by=coordinator, now=now)
    ada, offer = mentees["Ada"].mentee, offers_of(two_each)["Ada", 2]
    decline_offer(offer, by=ada, now=now)
    offer.refresh_from_db()
    detail = offer_detail(offer, ada, now=now)
    assert (detail.joins_next_round, detail.keeps_another) == (False, True)
    mentees["Ada"].refresh_from_db()
    assert mentees["Ada"].state == Enrollment.State.ENROLLED


def test_each_of_two_results_names_its_own_choice(
    stable: Proposal, two_each: MatchRound, mentees: dict[str, Enrollment], coordinator: User, now: datetime
) -> None:
    publish(stable, by=coordinator, now=now)
    two_each.refresh_from_db()
    parts = results_of(two_each, mentees["Ada"].mentee, now=now).parts
    assert [part.why for part in parts] == [["This was your 1st choice."], ["This was your 2nd choice."]]


def test_one_place_is_changed_and_the_other_stays(
    stable: Proposal, mentees: dict[str, Enrollment], four: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    ada = mentees["Ada"]
    change = change_pair(stable, enrollment=ada, place=2, participation=four[3], by=coordinator, now=now, **CHANGE)
    assert (change.place, change.before, change.after) == (2, four[1], four[3])
    assert mentors_of(stable, ada) == {1: four[0], 2: four[3]}
    with pytest.raises(WrongState):
        change_pair(stable, enrollment=ada, place=1, participation=four[3], by=coordinator, now=now, **CHANGE)
    with pytest.raises(NotEligible):
        change_pair(stable, enrollment=ada, place=3, participation=four[2], by=coordinator, now=now, **CHANGE)


def test_places_are_emptied_and_filled_again(
    stable: Proposal, mentees: dict[str, Enrollment], four: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    ada, cy = mentees["Ada"], mentees["Cy"]
    for mentee, place, mentor, left in (
        (ada, 1, None, {2: four[1]}),
        (ada, 2, None, {1: None}),
        (ada, 2, four[3], {1: four[3]}),
        (cy, 1, four[3], {1: four[3]}),
        (cy, 2, four[2], {1: four[3], 2: four[2]}),
    ):
        change_pair(stable, enrollment=mentee, place=place, participation=mentor, by=coordinator, now=now, **CHANGE)
        assert mentors_of(stable, mentee) == left
    stable.refresh_from_db()
    assert (stable.metrics["matched"], stable.metrics["complete"]) == (3, 2)
    assert [notice.title for notice in warnings_of(stable, reader=coordinator, now=now)][-2:-1] == [
        "1 mentee gets one mentor, not two"
    ]


def test_changes_of_both_places_are_made_again_after_a_new_run(
    stable: Proposal,
    two_each: MatchRound,
    mentees: dict[str, Enrollment],
    four: list[MentorParticipation],
    coordinator: User,
    now: datetime,
) -> None:
    ada = mentees["Ada"]
    for place, mentor in ((1, four[3]), (2, four[2]), (1, None)):
        change_pair(stable, enrollment=ada, place=place, participation=mentor, by=coordinator, now=now, **CHANGE)
    before = set(mentors_of(stable, ada).values())
    queue_proposals(two_each, strategies=["choice-stable"], options={"priority": "similarity"}, now=now)
    run_all(two_each, now)
    assert set(mentors_of(stable, ada).values()) == before == {four[2]}


def test_two_mentees_swap_one_mentor_each(
    stable: Proposal, mentees: dict[str, Enrollment], four: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    ada, ben = mentees["Ada"], mentees["Ben"]
    swap_pairs(stable, enrollment=ada, place=1, other=ben, other_place=2, by=coordinator, now=now, **CHANGE)
    assert mentors_of(stable, ada) == {1: four[2], 2: four[1]}
    assert mentors_of(stable, ben) == {1: four[1], 2: four[0]}
    with pytest.raises(WrongState):  # each would get a mentor twice
        swap_pairs(stable, enrollment=ada, place=2, other=ben, other_place=2, by=coordinator, now=now, **CHANGE)


def test_proposals_differ_by_mentors_not_by_places(
    stable: Proposal,
    two_each: MatchRound,
    mentees: dict[str, Enrollment],
    four: list[MentorParticipation],
    coordinator: User,
    now: datetime,
) -> None:
    best = two_each.proposals.get(strategy="choice-best")
    assert differing_enrollments(stable, best) == []
    ada = mentees["Ada"]
    change_pair(best, enrollment=ada, place=2, participation=four[3], by=coordinator, now=now, **CHANGE)
    assert differing_enrollments(stable, best) == [ada.pk]
    [row] = load_differences(stable, best, [ada.pk], reader=coordinator)
    assert [side.participation for side in row.second] == [four[0], four[3]]


def test_two_pairs_are_fixed_and_a_third_is_refused(
    cycle: Cycle, four: list[MentorParticipation], mentees: dict[str, Enrollment], coordinator: User, now: datetime
) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle, mentors_each=2)
    about: dict[str, Any] = {"enrollment": mentees["Cy"], "by": coordinator, "now": now, **CHANGE}
    for mentor in four[:2]:
        fix_pair(match_round, participation=mentor, **about)
    with pytest.raises(WrongState):
        fix_pair(match_round, participation=four[2], **about)
    close_round(match_round, now=now)
    run_all(match_round, now)
    for proposal in match_round.proposals.all():
        assert set(mentors_of(proposal, mentees["Cy"]).values()) == set(four[:2])


def test_a_second_mentor_is_given_by_hand_and_no_third(
    cycle: Cycle, four: list[MentorParticipation], mentees: dict[str, Enrollment], coordinator: User, now: datetime
) -> None:
    cycle.program.mentors_each = 2
    cycle.program.save()
    about: dict[str, Any] = {"by": coordinator, "now": now, **CHANGE}
    made = [pair_by_hand(mentees["Cy"], participation=mentor, **about) for mentor in four[:2]]
    assert [pair.primary for pair in made] == [True, False]
    with pytest.raises(AlreadyPaired):
        pair_by_hand(mentees["Cy"], participation=four[2], **about)


def test_the_form_offers_both_places(
    stable: Proposal,
    mentees: dict[str, Enrollment],
    four: list[MentorParticipation],
    coordinator: User,
    sign_in: SignIn,
) -> None:
    client, ada = sign_in(coordinator), mentees["Ada"]
    address = reverse("matching:change-pair", args=[stable.pk])
    page = client.get(address).content.decode()
    assert f'value="{ada.pk}.2"' in page
    data = {"enrollment": f"{ada.pk}.2", "participation": four[3].pk, "reason": "Fits."}
    assert client.post(address, data).status_code == 302
    assert PairOverride.objects.get(proposal=stable).place == 2
