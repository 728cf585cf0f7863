"""Where the program gives mentors a say: who is asked, what an answer does, and what nobody learns by it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import WrongState
from core.revisions import EditedMeanwhile, revision_of
from matching.engine import verify
from matching.models import MatchRound, MentorList, Proposal, ProposedPair, Strategy
from matching.notices.events import MENTORS_ASKED
from matching.queries.mentor_lists import stored_answers
from matching.services.mentor_lists import save_mentor_list
from matching.services.overrides import change_pair
from matching.services.proposals import compute, queue_proposals
from matching.services.rounds import close_round, open_round, reopen_round
from matching.services.snapshots import load_snapshot
from notifications.models import Message
from pairs.errors import NotEligible
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.rounds import run_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruth(cycle: Cycle, mentor: User) -> MentorParticipation:
    """One place, wanted by three."""
    MentorParticipation.objects.filter(mentor=mentor).update(capacity=1)
    return MentorParticipation.objects.get(mentor=mentor)


@pytest.fixture
def other(cycle: Cycle) -> MentorParticipation:
    return MentorParticipationFactory.create(cycle=cycle, capacity=3)


@pytest.fixture
def mentees(cycle: Cycle) -> list[Enrollment]:
    return EnrollmentFactory.create_batch(3, cycle=cycle)


@pytest.fixture
def asking(
    cycle: Cycle, ruth: MentorParticipation, other: MentorParticipation, mentees: list[Enrollment], now: datetime
) -> MatchRound:
    """Lists are closed; all three put Ruth first."""
    match_round = MatchRoundFactory.create(cycle=cycle, mentors_rank=True)
    for mentee in mentees:
        PreferenceListFactory.create(round=match_round, enrollment=mentee, ranks=[ruth, other])
    return close_round(match_round, now=now)


def _mentor_of(match_round: MatchRound, mentee: Enrollment) -> MentorParticipation | None:
    pairs = ProposedPair.objects.filter(proposal__round=match_round, proposal__strategy=Strategy.CHOICE_STABLE)
    return pairs.get(enrollment=mentee).participation


def test_the_program_decides_for_rounds_that_open_from_then_on(
    cycle: Cycle, ruth: object, student: User, now: datetime
) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle, state=MatchRound.State.DRAFT)
    Program.objects.update(mentors_rank=True)
    assert open_round(match_round, now=now).mentors_rank
    Program.objects.update(mentors_rank=False)
    match_round.refresh_from_db()
    assert match_round.mentors_rank


def test_the_mentor_who_comes_first_takes_whom_they_like_most(
    asking: MatchRound, ruth: MentorParticipation, other: MentorParticipation, mentees: list[Enrollment], now: datetime
) -> None:
    first, second, third = mentees
    ranks = {first.pk: 2, second.pk: 2, third.pk: 1}
    save_mentor_list(ruth, match_round=asking, ranks=ranks, now=now)
    run_all(asking, now)
    assert _mentor_of(asking, third) == ruth
    assert _mentor_of(asking, first) == _mentor_of(asking, second) == other


def test_nobody_gets_a_mentor_who_would_rather_not(
    asking: MatchRound, ruth: MentorParticipation, other: MentorParticipation, mentees: list[Enrollment], now: datetime
) -> None:
    first, second, third = mentees
    save_mentor_list(ruth, match_round=asking, ranks={first.pk: None, second.pk: None, third.pk: None}, now=now)
    run_all(asking, now)
    assert {_mentor_of(asking, mentee) for mentee in mentees} == {other}
    pairs = ProposedPair.objects.filter(proposal__round=asking)
    assert not pairs.filter(participation=ruth).exists()


def test_a_change_by_hand_keeps_to_it(
    asking: MatchRound, ruth: MentorParticipation, mentees: list[Enrollment], coordinator: User, now: datetime
) -> None:
    save_mentor_list(ruth, match_round=asking, ranks={mentees[0].pk: None}, now=now)
    run_all(asking, now)
    proposal = asking.proposals.get(strategy=Strategy.CHOICE_STABLE)
    with pytest.raises(NotEligible):
        change_pair(proposal, enrollment=mentees[0], participation=ruth, reason="Fits.", by=coordinator, now=now)


def test_a_mentor_who_says_nothing_takes_everybody(asking: MatchRound, now: datetime) -> None:
    run_all(asking, now)
    proposals = Proposal.objects.filter(round=asking, state=Proposal.State.READY)
    assert proposals.count() == len(Strategy.values)
    assert all(proposal.metrics["matched"] == 3 for proposal in proposals)


def test_answers_are_in_the_frozen_input_and_every_result_passes_the_checker(
    asking: MatchRound, ruth: MentorParticipation, mentees: list[Enrollment], now: datetime
) -> None:
    before = asking.input_sha256
    first, second, third = mentees
    save_mentor_list(ruth, match_round=asking, ranks={first.pk: None, second.pk: 1, third.pk: 2}, now=now)
    queue_proposals(asking, now=now)
    asking.refresh_from_db()
    instance = load_snapshot(asking.snapshot)
    assert asking.input_sha256 == asking.snapshot.sha256 == instance.input_sha256 != before
    assert int(instance.mentor_lists.given.sum()) == 1
    for proposal in asking.proposals.all():
        outcome = compute(proposal, instance)
        assert not isinstance(outcome, str)
        assert verify(instance, outcome[0]) == ()


def test_once_a_method_runs_answers_stand(
    asking: MatchRound, ruth: MentorParticipation, mentees: list[Enrollment], now: datetime
) -> None:
    queue_proposals(asking, now=now)
    with pytest.raises(WrongState):
        save_mentor_list(ruth, match_round=asking, ranks={mentees[0].pk: None}, now=now)


def test_a_round_that_opens_again_asks_anew(
    asking: MatchRound, ruth: MentorParticipation, mentees: list[Enrollment], now: datetime
) -> None:
    save_mentor_list(ruth, match_round=asking, ranks={mentees[0].pk: None}, now=now)
    reopen_round(asking, closes_at=now.replace(day=28), now=now)
    assert not MentorList.objects.exists()


def test_only_those_who_listed_the_mentor_can_be_named(
    asking: MatchRound, other: MentorParticipation, ruth: MentorParticipation, cycle: Cycle, now: datetime
) -> None:
    stranger = EnrollmentFactory.create(cycle=cycle)
    save_mentor_list(ruth, match_round=asking, ranks={stranger.pk: 1}, now=now)
    assert stored_answers(asking, ruth) == {}


def test_two_windows_do_not_overwrite_each_other(
    asking: MatchRound, ruth: MentorParticipation, mentees: list[Enrollment], now: datetime
) -> None:
    began = revision_of(stored_answers(asking, ruth))
    save_mentor_list(ruth, match_round=asking, ranks={mentees[0].pk: 2}, now=now, began_from=began)
    with pytest.raises(EditedMeanwhile):
        save_mentor_list(ruth, match_round=asking, ranks={mentees[0].pk: 1}, now=now, began_from=began)


def test_mentors_who_were_listed_are_told_once_lists_close(asking: MatchRound) -> None:
    told = Message.objects.filter(event=MENTORS_ASKED)
    assert told.count() == 2
    assert asking.state == MatchRound.State.CLOSED
    assert not asking.proposals.exists()


def test_the_page_names_those_who_listed_the_mentor_and_keeps_the_answer(
    asking: MatchRound, ruth: MentorParticipation, mentees: list[Enrollment], institution: object, sign_in: SignIn
) -> None:
    ConflictFactory.create(institution=institution, mentee=mentees[2].mentee, mentor=ruth.mentor)
    client = sign_in(ruth.mentor)
    address = reverse("matching:rank-mentees", kwargs={"cycle_pk": asking.cycle_id})
    page = client.get(address)
    text = page.content.decode()
    assert str(mentees[0].mentee) in text
    assert str(mentees[2].mentee) not in text
    assert "first choice" not in text.lower()
    data = {field.html_name: field.value() for _mentee, field in page.context["form"].rows}
    data[f"mentee_{mentees[0].pk}"] = "no"
    assert client.post(address, data | {"revision": page.context["form"]["revision"].value()}).status_code == 302
    assert stored_answers(asking, ruth)[f"mentee_{mentees[0].pk}"] is None
    assert client.post(address, {}).status_code == 422


def test_home_asks_a_mentor_until_there_is_an_answer(
    asking: MatchRound, ruth: MentorParticipation, mentees: list[Enrollment], sign_in: SignIn, now: datetime
) -> None:
    client = sign_in(ruth.mentor)
    assert "Say who you’d like to mentor" in client.get("/").content.decode()
    save_mentor_list(ruth, match_round=asking, ranks={mentees[0].pk: 1}, now=now)
    assert "Say who you’d like to mentor" not in client.get("/").content.decode()


def test_the_coordinator_sees_that_mentors_answer_and_who_has_not(
    asking: MatchRound, ruth: MentorParticipation, mentees: list[Enrollment], coordinator: User, sign_in: SignIn,
    now: datetime,
) -> None:  # fmt: skip
    client = sign_in(coordinator)
    save_mentor_list(ruth, match_round=asking, ranks={mentees[0].pk: 1}, now=now)
    text = client.get(reverse("matching:show-round", kwargs={"pk": asking.pk})).content.decode()
    assert "1 of the 2 mentors who were listed hasn’t answered." in text
    assert "Mentors have their say until you do." in client.get(reverse("home")).content.decode()


def test_closing_on_the_page_waits_for_the_mentors(
    cycle: Cycle, ruth: MentorParticipation, mentees: list[Enrollment], coordinator: User, sign_in: SignIn
) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle, mentors_rank=True)
    PreferenceListFactory.create(round=match_round, enrollment=mentees[0], ranks=[ruth])
    sign_in(coordinator).post(reverse("matching:close-round", kwargs={"pk": match_round.pk}))
    match_round.refresh_from_db()
    assert match_round.state == MatchRound.State.CLOSED
    assert not match_round.proposals.exists()


def test_mentees_are_told_before_they_rank(
    cycle: Cycle, student: User, ruth: MentorParticipation, sign_in: SignIn
) -> None:
    address = reverse("matching:list-mentors", kwargs={"cycle_pk": cycle.pk})
    match_round = MatchRoundFactory.create(cycle=cycle, closes_at=timezone.now() + timedelta(days=3))
    said = "mentors see who listed them, not in which order"
    assert said not in sign_in(student).get(address).content.decode()
    MatchRound.objects.filter(pk=match_round.pk).update(mentors_rank=True)
    assert said in sign_in(student).get(address).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_many_as_for_one(
    rows: int, cycle: Cycle, ruth: MentorParticipation, sign_in: SignIn, now: datetime,
    django_assert_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    match_round = MatchRoundFactory.create(cycle=cycle, mentors_rank=True)
    for _number in range(rows):
        PreferenceListFactory.create(round=match_round, ranks=[ruth])
    close_round(match_round, now=now)
    client = sign_in(ruth.mentor)
    address = reverse("matching:rank-mentees", kwargs={"cycle_pk": cycle.pk})
    client.get(address)
    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        assert client.get(address).status_code == 200
