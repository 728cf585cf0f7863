"""A mentee's ranked list: what is saved, what is refused, and that nothing is saved by halves."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from matching.errors import BrokenList, CannotRankNow, ListChanged, RankingClosed
from matching.models import MatchRound, PreferenceList
from matching.queries.preferences import Phase, rankable, ranking_of
from matching.services import preferences
from matching.services.rounds import close_round
from pairs.models import Avoidance, Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.pairs import ConflictFactory, MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory

State = PreferenceList.State


@pytest.fixture
def mentors(cycle: Cycle) -> list[MentorParticipation]:
    return [MentorParticipationFactory.create(cycle=cycle) for _ in range(8)]


@pytest.fixture
def order(mentors: list[MentorParticipation]) -> list[int]:
    return [mentor.pk for mentor in mentors[:3]]


@pytest.fixture
def saved(enrollment: Enrollment, open_round: MatchRound, order: list[int], now: datetime) -> PreferenceList:
    return preferences.save_order(enrollment, match_round=open_round, order=order, now=now)


def ranks(own: PreferenceList) -> list[tuple[int, int]]:
    return list(own.items.values_list("rank", "participation_id"))


def test_a_list_is_saved_as_a_draft(saved: PreferenceList, order: list[int], now: datetime) -> None:
    assert ranks(saved) == list(enumerate(order, 1))
    assert (saved.state, saved.saved_at, saved.submitted_at) == (State.DRAFT, now, None)


def test_adding_puts_at_the_end_and_twice_is_once(
    enrollment: Enrollment, open_round: MatchRound, saved: PreferenceList, order: list[int], now: datetime
) -> None:
    new = MentorParticipationFactory.create(cycle=open_round.cycle).pk
    for _ in range(2):
        preferences.add_mentor(enrollment, match_round=open_round, participation=new, now=now)
    assert ranks(saved) == list(enumerate([*order, new], 1))


def test_removing_closes_the_gap_and_twice_is_once(
    enrollment: Enrollment, open_round: MatchRound, saved: PreferenceList, order: list[int], now: datetime
) -> None:
    for _ in range(2):
        preferences.remove_mentor(enrollment, match_round=open_round, participation=order[0], now=now)
    assert ranks(saved) == [(1, order[1]), (2, order[2])]


def test_moving_swaps_neighbours_and_a_double_click_moves_once(
    enrollment: Enrollment, open_round: MatchRound, saved: PreferenceList, order: list[int], now: datetime
) -> None:
    first, second, third = order
    for _ in range(2):
        preferences.move_mentor(enrollment, match_round=open_round, participation=third, step=-1, seen=order, now=now)
    assert ranks(saved) == [(1, first), (2, third), (3, second)]


@pytest.mark.parametrize(("place", "step"), [(0, -1), (2, 1)])
def test_the_ends_of_a_list_cannot_be_left(
    enrollment: Enrollment,
    open_round: MatchRound,
    saved: PreferenceList,
    order: list[int],
    now: datetime,
    place: int,
    step: int,
) -> None:
    preferences.move_mentor(
        enrollment, match_round=open_round, participation=order[place], step=step, seen=order, now=now
    )
    assert ranks(saved) == list(enumerate(order, 1))


def test_an_old_page_does_not_undo_a_change_made_in_another_window(
    enrollment: Enrollment, open_round: MatchRound, saved: PreferenceList, order: list[int], now: datetime
) -> None:
    preferences.remove_mentor(enrollment, match_round=open_round, participation=order[0], now=now)
    with pytest.raises(ListChanged):
        preferences.save_order(enrollment, match_round=open_round, order=order[::-1], seen=order, submit=True, now=now)
    with pytest.raises(ListChanged):
        preferences.move_mentor(
            enrollment, match_round=open_round, participation=order[1], step=-1, seen=order, now=now
        )
    saved.refresh_from_db()
    assert ranks(saved) == [(1, order[1]), (2, order[2])]
    assert saved.state == State.DRAFT


def test_submitting_twice_keeps_the_first_time(
    enrollment: Enrollment, open_round: MatchRound, saved: PreferenceList, order: list[int], now: datetime
) -> None:
    for minutes in (0, 5):
        own = preferences.save_order(
            enrollment,
            match_round=open_round,
            order=order,
            seen=order,
            submit=True,
            now=now + timedelta(minutes=minutes),
        )
    assert (own.state, own.submitted_at) == (State.SUBMITTED, now)


def test_a_change_of_a_submitted_list_counts_at_once(
    enrollment: Enrollment, open_round: MatchRound, order: list[int], now: datetime
) -> None:
    preferences.save_order(enrollment, match_round=open_round, order=order, submit=True, now=now)
    own = preferences.remove_mentor(enrollment, match_round=open_round, participation=order[0], now=now)
    assert own.state == State.SUBMITTED
    own = preferences.save_order(enrollment, match_round=open_round, order=order, submit=False, now=now)
    assert (own.state, own.submitted_at) == (State.DRAFT, None)


def test_a_submitted_list_that_becomes_empty_is_a_draft(
    enrollment: Enrollment, open_round: MatchRound, order: list[int], now: datetime
) -> None:
    preferences.save_order(enrollment, match_round=open_round, order=order[:1], submit=True, now=now)
    own = preferences.remove_mentor(enrollment, match_round=open_round, participation=order[0], now=now)
    assert own.state == State.DRAFT


def test_an_empty_list_is_not_submitted(enrollment: Enrollment, open_round: MatchRound, now: datetime) -> None:
    with pytest.raises(BrokenList):
        preferences.save_order(enrollment, match_round=open_round, order=[], submit=True, now=now)
    assert not PreferenceList.objects.exists()


def test_typed_ranks_become_the_order(
    enrollment: Enrollment, open_round: MatchRound, order: list[int], now: datetime
) -> None:
    own = preferences.save_ranks(
        enrollment, match_round=open_round, ranks=dict(zip(order, (3, 1, 2), strict=True)), now=now
    )
    assert [pk for _rank, pk in ranks(own)] == [order[1], order[2], order[0]]


@pytest.mark.parametrize(
    ("typed", "word"), [((1, 1, 2), "Two mentors have rank 1"), ((1, 2, 4), "Rank 3 is missing"), ((2, 3, 4), "Rank 1")]
)
def test_duplicate_and_gapped_ranks_are_refused(
    enrollment: Enrollment,
    open_round: MatchRound,
    saved: PreferenceList,
    order: list[int],
    now: datetime,
    typed: tuple[int, ...],
    word: str,
) -> None:
    with pytest.raises(BrokenList, match=word):
        preferences.save_ranks(
            enrollment,
            match_round=open_round,
            ranks=dict(zip(reversed(order), typed, strict=True)),
            submit=True,
            now=now + timedelta(hours=1),
        )
    saved.refresh_from_db()
    assert ranks(saved) == list(enumerate(order, 1))
    assert (saved.state, saved.saved_at) == (State.DRAFT, now)


def test_a_mentor_twice_and_too_many_are_refused(
    enrollment: Enrollment, open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    everybody = [mentor.pk for mentor in mentors]
    length = open_round.cycle.program.list_length
    with pytest.raises(BrokenList, match="twice"):
        preferences.save_order(enrollment, match_round=open_round, order=everybody[:2] * 2, now=now)
    with pytest.raises(BrokenList, match=f"at most {length}"):
        preferences.save_order(enrollment, match_round=open_round, order=everybody[: length + 1], now=now)
    preferences.save_order(enrollment, match_round=open_round, order=everybody[:length], now=now)
    with pytest.raises(BrokenList, match=f"at most {length}"):
        preferences.add_mentor(enrollment, match_round=open_round, participation=everybody[length], now=now)


def test_a_late_list_is_refused_at_the_second_of_closing(
    enrollment: Enrollment, open_round: MatchRound, order: list[int]
) -> None:
    last = open_round.closes_at - timedelta(microseconds=1)
    preferences.save_order(enrollment, match_round=open_round, order=order, submit=True, now=last)
    late, first = open_round.closes_at, order[0]
    changes: tuple[Callable[[], object], ...] = (
        lambda: preferences.save_order(enrollment, match_round=open_round, order=order[:1], now=late),
        lambda: preferences.add_mentor(enrollment, match_round=open_round, participation=first, now=late),
        lambda: preferences.remove_mentor(enrollment, match_round=open_round, participation=first, now=late),
        lambda: preferences.save_ranks(enrollment, match_round=open_round, ranks={first: 1}, now=late),
    )
    for change in changes:
        with pytest.raises(RankingClosed):
            change()
    assert ranks(PreferenceList.objects.get()) == list(enumerate(order, 1))


def test_a_closed_round_takes_no_list(
    enrollment: Enrollment, open_round: MatchRound, order: list[int], now: datetime
) -> None:
    preferences.save_order(enrollment, match_round=open_round, order=order, submit=True, now=now)
    close_round(open_round, now=now)
    with pytest.raises(RankingClosed):
        preferences.save_order(enrollment, match_round=open_round, order=order[:1], now=now)


def test_a_round_of_another_cycle_takes_no_list(enrollment: Enrollment, order: list[int], now: datetime) -> None:
    with pytest.raises(RankingClosed):
        preferences.save_order(enrollment, match_round=MatchRoundFactory.create(), order=order, now=now)


@pytest.mark.parametrize(
    "state", [Enrollment.State.INVITED, Enrollment.State.STARTED, Enrollment.State.MATCHED, Enrollment.State.WITHDRAWN]
)
def test_only_those_who_look_for_a_mentor_may_rank(
    cycle: Cycle, open_round: MatchRound, order: list[int], now: datetime, state: str
) -> None:
    enrollment = EnrollmentFactory.create(cycle=cycle, state=state)
    with pytest.raises(CannotRankNow):
        preferences.save_order(enrollment, match_round=open_round, order=order, now=now)


def test_a_mentee_with_a_mentor_does_not_rank(
    enrollment: Enrollment, open_round: MatchRound, order: list[int], now: datetime
) -> None:
    MentorshipFactory.create(cycle=open_round.cycle, enrollment=enrollment)
    with pytest.raises(CannotRankNow):
        preferences.save_order(enrollment, match_round=open_round, order=order, now=now)
    assert ranking_of(enrollment, now=now).phase == Phase.PAIRED


def _conflict(enrollment: Enrollment, mentor: MentorParticipation) -> None:
    ConflictFactory.create(
        institution=enrollment.cycle.program.institution, mentee=enrollment.mentee, mentor=mentor.mentor
    )


def _avoid(enrollment: Enrollment, mentor: MentorParticipation) -> None:
    Avoidance.objects.create(mentee=enrollment.mentee, mentor=mentor.mentor)


def _leave(enrollment: Enrollment, mentor: MentorParticipation) -> None:
    mentor.away_from = enrollment.cycle.running_from
    mentor.away_until = mentor.away_from + timedelta(days=30)
    mentor.save()


def _unready(_enrollment: Enrollment, mentor: MentorParticipation) -> None:
    mentor.state = MentorParticipation.State.ACCEPTED
    mentor.save()


def _pause(_enrollment: Enrollment, mentor: MentorParticipation) -> None:
    mentor.state = MentorParticipation.State.PAUSED
    mentor.save()


def _earlier_pair(enrollment: Enrollment, mentor: MentorParticipation) -> None:
    MentorshipFactory.create(
        cycle=enrollment.cycle, enrollment=enrollment, participation=mentor, state=Mentorship.State.ENDED
    )


@pytest.mark.parametrize("rule_out", [_conflict, _avoid, _leave, _unready, _pause, _earlier_pair])
def test_who_may_not_be_ranked_is_refused_in_neutral_words(
    enrollment: Enrollment,
    open_round: MatchRound,
    saved: PreferenceList,
    mentors: list[MentorParticipation],
    now: datetime,
    rule_out: Callable[[Enrollment, MentorParticipation], None],
) -> None:
    barred = mentors[5]
    rule_out(enrollment, barred)
    assert barred.pk not in rankable(enrollment, [mentor.pk for mentor in mentors], now=now)
    with pytest.raises(BrokenList) as refusal:
        preferences.add_mentor(enrollment, match_round=open_round, participation=barred.pk, now=now)
    for word in ("grade", "conflict", "avoid", "relat"):
        assert word not in refusal.value.message.lower()
    assert len(ranks(saved)) == 3


def test_nobody_ranks_themselves_or_a_stranger(
    student: User, enrollment: Enrollment, open_round: MatchRound, now: datetime
) -> None:
    own = MentorParticipationFactory.create(cycle=open_round.cycle, mentor=student)
    stranger = MentorParticipationFactory.create(mentor__family_name="Elsewhere")
    for participation in (own.pk, stranger.pk, 999_999):
        with pytest.raises(BrokenList) as refusal:
            preferences.add_mentor(enrollment, match_round=open_round, participation=participation, now=now)
        assert "Elsewhere" not in refusal.value.message


def test_who_became_unable_can_be_taken_off_though_nothing_else_is_saved(
    enrollment: Enrollment,
    open_round: MatchRound,
    saved: PreferenceList,
    mentors: list[MentorParticipation],
    order: list[int],
    now: datetime,
) -> None:
    _leave(enrollment, mentors[1])
    with pytest.raises(BrokenList):
        preferences.save_order(enrollment, match_round=open_round, order=order[::-1], seen=order, now=now)
    preferences.remove_mentor(enrollment, match_round=open_round, participation=order[1], now=now)
    assert ranks(saved) == [(1, order[0]), (2, order[2])]


# Where a mentee stands ---------------------------------------------------------------------------


def test_before_a_round_there_is_the_date_of_opening(enrollment: Enrollment, now: datetime) -> None:
    early = enrollment.cycle.ranking_opens_at - timedelta(days=3)
    ranking = ranking_of(enrollment, now=early)
    assert (ranking.phase, ranking.opens_at) == (Phase.WAITING, enrollment.cycle.ranking_opens_at)
    assert ranking_of(enrollment, now=now).opens_at is None


def test_phases_follow_the_round(enrollment: Enrollment, open_round: MatchRound, now: datetime) -> None:
    assert ranking_of(enrollment, now=now).phase == Phase.OPEN
    assert ranking_of(enrollment, now=open_round.closes_at).phase == Phase.CLOSED
    open_round.state = MatchRound.State.PROPOSED
    open_round.save()
    assert ranking_of(Enrollment.objects.get(pk=enrollment.pk), now=now).phase == Phase.CLOSED


def test_an_incomplete_enrollment_comes_first(cycle: Cycle, open_round: MatchRound, now: datetime) -> None:
    started = EnrollmentFactory.create(cycle=cycle, state=Enrollment.State.STARTED)
    assert ranking_of(started, now=now).phase == Phase.INCOMPLETE


def test_the_list_stays_readable_after_closing(
    enrollment: Enrollment, open_round: MatchRound, saved: PreferenceList, order: list[int], now: datetime
) -> None:
    preferences.save_order(enrollment, match_round=open_round, order=order, submit=True, now=now)
    close_round(open_round, now=now)
    ranking = ranking_of(enrollment, now=now)
    assert (ranking.phase, ranking.order, ranking.is_submitted) == (Phase.CLOSED, order, True)


def test_who_waits_for_the_next_round_has_an_empty_list(
    enrollment: Enrollment, published_round: MatchRound, participation: MentorParticipation, now: datetime
) -> None:
    own = PreferenceListFactory.create(enrollment=enrollment, round=published_round)
    own.items.create(participation=participation, rank=1)
    assert ranking_of(enrollment, now=now).order == [participation.pk]
    draft = {"kind": MatchRound.Kind.SUPPLEMENTARY, "state": MatchRound.State.DRAFT, "opened_at": None}
    MatchRoundFactory.create(cycle=published_round.cycle, parent=published_round, **draft)
    ranking = ranking_of(Enrollment.objects.get(pk=enrollment.pk), now=now)
    assert (ranking.phase, ranking.items, ranking.is_submitted) == (Phase.WAITING, [], False)


# Who may read a list -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", State.values)
def test_visible_lists_are_those_that_may_be_seen(
    open_round: MatchRound,
    enrollment: Enrollment,
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    safeguarding_officer: User,
    outsider: User,
    state: str,
) -> None:
    own = PreferenceListFactory.create(round=open_round, enrollment=enrollment, state=state)
    other = PreferenceListFactory.create(round=open_round, state=state)
    for person in (student, mentor, coordinator, admin, safeguarding_officer, outsider):
        assert other not in PreferenceList.objects.visible_to(person) or person == coordinator
    assert (own in PreferenceList.objects.visible_to(coordinator)) is (state == State.LOCKED)
    assert own in PreferenceList.objects.visible_to(student)
