"""A round that keeps as many earlier pairs as it can: of a draft that was opened again, or of an earlier year."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound, PreferenceItem, Proposal, Strategy
from matching.presentation.keeping import kept_told
from matching.presentation.promises import promises_of
from matching.presentation.recommendation import recommend
from matching.presentation.results import results_of
from matching.queries.keeping import changes_of, years_to_keep
from matching.services.overrides import change_pair
from matching.services.round_aims import wish_together
from matching.services.rounds import close_round, create_round, edit_round, open_round, reopen_round
from matching.services.snapshots import load_snapshot
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.matching import PreferenceListFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory
from tests.rounds import publish, run_all

METHODS = {Strategy.CHOICE_STABLE, Strategy.CHOICE_BEST, Strategy.LOTTERY, Strategy.BALANCED, Strategy.SURVEY}


@pytest.fixture
def reopened(proposed_round: MatchRound, now: datetime) -> MatchRound:
    """Opened again, to keep the pairs of the stable matching."""
    stable = proposed_round.proposals.get(strategy="choice-stable")
    return reopen_round(proposed_round, closes_at=now + timedelta(days=1), keep=stable, now=now)


def again(match_round: MatchRound, now: datetime) -> MatchRound:
    closed = close_round(match_round, now=now)
    run_all(closed, now)
    closed.refresh_from_db()
    return closed


def turn_round(match_round: MatchRound) -> None:
    """Every list from the end: nobody stands where they did."""
    for own in match_round.preference_lists.all():
        items = list(own.items.order_by("rank"))
        mentors = [item.participation_id for item in reversed(items)]
        own.items.all().delete()
        PreferenceItem.objects.bulk_create(
            PreferenceItem(preference_list=own, participation_id=mentor, rank=rank)
            for rank, mentor in enumerate(mentors, 1)
        )


def test_pairs_of_the_draft_stay_though_lists_turn_round(
    reopened: MatchRound, coordinator: User, now: datetime
) -> None:
    """Wishes for the same mentor come after them, and count."""
    one, other, *_more = Enrollment.objects.filter(cycle=reopened.cycle).order_by("pk")
    wish_together(reopened, one=one, other=other, by=coordinator, now=now)
    kept = set(reopened.present_pairs.values_list("enrollment", "participation"))
    assert len(kept) == 3
    turn_round(reopened)
    proposed = again(reopened, now)
    ready = Proposal.objects.filter(round=proposed, state=Proposal.State.READY)
    assert {proposal.strategy for proposal in ready} == METHODS
    assert ready.get(strategy=Strategy.BALANCED).metrics["wishes"] == 1
    for proposal in ready.exclude(strategy=Strategy.SURVEY):
        pairs = set(proposal.pairs.exclude(participation=None).values_list("enrollment", "participation"))
        assert pairs == kept
        assert kept_told(proposal.metrics) == "Keeps all 3 earlier pairs."
        assert changes_of(proposal) == []


def test_the_comparison_says_how_many_stay_and_names_who_would_change(
    reopened: MatchRound, mentors: list[MentorParticipation], coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    leaving = reopened.present_pairs.get(participation=mentors[0])
    leaving.enrollment.preference_lists.get().items.filter(participation=mentors[0]).delete()
    for rank, item in enumerate(leaving.enrollment.preference_lists.get().items.order_by("rank"), 1):
        PreferenceItem.objects.filter(pk=item.pk).update(rank=rank)
    proposed = again(reopened, now)
    best = proposed.proposals.get(strategy="choice-best")
    assert kept_told(best.metrics) == "Keeps 2 of 3 earlier pairs; 1 changes."
    [change] = changes_of(best)
    assert (change.enrollment, change.before, change.after) == (leaving.enrollment, [mentors[0]], [])
    said = recommend(proposed, list(proposed.proposals.all()))
    assert any("Keeps 2 of 3 earlier pairs; 1 changes." in meaning.text for meaning in said.meanings)
    page = sign_in(coordinator).get(reverse("matching:show-round", args=[proposed.pk]), {"proposal": best.pk})
    text = " ".join(page.content.decode().split())
    assert "1 mentee would change" in text
    assert str(leaving.enrollment.mentee) in text
    assert "Earlier pairs kept, of 3" in text


def test_a_change_by_hand_counts(
    reopened: MatchRound, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    proposal = again(reopened, now).proposals.get(strategy="choice-stable")
    pair = proposal.pairs.get(participation=mentors[0])
    change_pair(proposal, enrollment=pair.enrollment, participation=None, reason="Asked.", by=coordinator, now=now)
    proposal.refresh_from_db()
    assert kept_told(proposal.metrics) == "Keeps 2 of 3 earlier pairs; 1 changes."


def test_opening_again_without_a_word_forgets_them(reopened: MatchRound, now: datetime) -> None:
    closed = again(reopened, now)
    fresh = reopen_round(closed, closes_at=now + timedelta(days=1), now=now)
    assert (fresh.keeps, fresh.present_pairs.count()) == ("", 0)
    assert not len(load_snapshot(close_round(fresh, now=now).snapshot).present)


def test_who_keeps_a_mentor_reads_why(reopened: MatchRound, coordinator: User, now: datetime) -> None:
    proposal = again(reopened, now).proposals.get(strategy="choice-stable")
    published = publish(proposal, by=coordinator, now=now)
    mentee = published.present_pairs.first()
    assert mentee
    [part] = results_of(published, mentee.enrollment.mentee, now=now).parts
    assert part.why == ["You two were a pair before, and this round kept as many of those as it could."]


def test_honest_lists_are_not_called_safe_where_earlier_pairs_come_first(reopened: MatchRound) -> None:
    for promise in promises_of(reopened.cycle.program, reopened):
        assert promise.honest == (not promise.lists_count)


@pytest.fixture
def last_year(cycle: Cycle) -> Cycle:
    return CycleFactory.create(
        program=cycle.program,
        name="2025–26",
        **{
            name: getattr(cycle, name) - timedelta(days=364)
            for name in (
                "planning_from", "enrolling_from", "ranking_opens_at", "ranking_closes_at", "running_from",
                "closing_from", "ends_on",
            )
        },
    )  # fmt: skip


@pytest.fixture
def pair_of_last_year(cycle: Cycle, last_year: Cycle) -> tuple[Enrollment, MentorParticipation]:
    """Both are back, and neither the mentee's list nor the draw would bring them together."""
    mentee, mentor = EnrollmentFactory.create(cycle=cycle), MentorParticipationFactory.create(cycle=cycle, capacity=1)
    old = (
        EnrollmentFactory.create(cycle=last_year, mentee=mentee.mentee),
        MentorParticipationFactory.create(cycle=last_year, mentor=mentor.mentor),
    )
    MentorshipFactory.create(cycle=last_year, enrollment=old[0], participation=old[1], state=Mentorship.State.COMPLETED)
    return mentee, mentor


def test_pairs_of_an_earlier_year_stay_where_both_are_back(
    cycle: Cycle, last_year: Cycle, pair_of_last_year: tuple[Enrollment, MentorParticipation], now: datetime
) -> None:
    mentee, mentor = pair_of_last_year
    assert list(years_to_keep(cycle)) == [last_year]
    draft = create_round(cycle=cycle, name="Main", closes_at=now + timedelta(days=5), kept_year=last_year)
    opened = open_round(draft, now=now)
    other = MentorParticipationFactory.create(cycle=cycle, capacity=1)
    PreferenceListFactory.create(round=opened, enrollment=mentee, ranks=[other, mentor])
    PreferenceListFactory.create(round=opened, ranks=[mentor])
    proposed = again(opened, now)
    best = proposed.proposals.get(strategy="choice-best")
    assert best.pairs.get(enrollment=mentee).participation == mentor
    assert (best.metrics["present"], best.metrics["kept"]) == (1, 1)


def test_the_year_is_chosen_before_ranking_opens(
    cycle: Cycle,
    last_year: Cycle,
    pair_of_last_year: tuple[Enrollment, MentorParticipation],
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    closes_at = now + timedelta(days=5)
    draft = create_round(cycle=cycle, name="Main", closes_at=closes_at)
    page = sign_in(coordinator).get(reverse("matching:edit-round", args=[draft.pk]))
    years = page.context["form"].fields["kept_year"].choices
    assert [value for value, _name in years] == ["", str(last_year.pk)]
    opened = open_round(draft, now=now)
    with pytest.raises(WrongState):
        edit_round(opened, name="Main", opens_at=None, closes_at=closes_at, kept_year=last_year, now=now)


def test_the_coordinator_chooses_the_draft_when_reopening(
    proposed_round: MatchRound, coordinator: User, sign_in: SignIn
) -> None:
    stable = proposed_round.proposals.get(strategy="choice-stable")
    later = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    address = reverse("matching:reopen-round", args=[proposed_round.pk])
    assert sign_in(coordinator).post(address, {"closes_at": later, "keep": str(stable.pk)}).status_code == 302
    proposed_round.refresh_from_db()
    assert (proposed_round.keeps, proposed_round.present_pairs.count()) == ("draft", 3)
