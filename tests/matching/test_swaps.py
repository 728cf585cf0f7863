"""Two mentees change mentors in one step; what it costs is shown before, and nothing of a look stays."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from core.revisions import EditedMeanwhile, revision_of
from matching.models import MatchRound, PairOverride, Proposal, ProposedPair
from matching.queries.current_pairs import stored_pairs
from matching.services.overrides import change_pair, swap_pairs
from matching.services.swaps import preview_swap
from pairs.errors import NotEligible, OwnPair
from people.models import MentorParticipation
from tests.conftest import SignIn
from tests.factories.pairs import ConflictFactory

Pairs = tuple[ProposedPair, ProposedPair]


@pytest.fixture
def stable(proposed_round: MatchRound) -> Proposal:
    return proposed_round.proposals.get(strategy="choice-stable")


@pytest.fixture
def two(stable: Proposal, mentors: list[MentorParticipation]) -> Pairs:
    """The pair of a first choice, and another."""
    return stable.pairs.get(participation=mentors[0]), stable.pairs.get(participation=mentors[1])


def _mentors(two: Pairs) -> tuple[int | None, int | None]:
    for pair in two:
        pair.refresh_from_db()
    return two[0].participation_id, two[1].participation_id


def test_both_get_the_others_mentor_and_both_changes_are_kept_with_their_cost(
    stable: Proposal, two: Pairs, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    one, other = two
    kept = swap_pairs(
        stable, enrollment=one.enrollment, other=other.enrollment, reason=" Campus. ", by=coordinator, now=now
    )
    assert _mentors(two) == (mentors[1].pk, mentors[0].pk)
    assert one.overridden
    assert other.overridden
    assert [(row.enrollment, row.before, row.after, row.swapped_with, row.reason) for row in kept] == [
        (one.enrollment, mentors[0], mentors[1], other.enrollment, "Campus."),
        (other.enrollment, mentors[1], mentors[0], one.enrollment, "Campus."),
    ]
    stable.refresh_from_db()
    assert kept[0].cost == kept[1].cost
    assert stable.metrics["matched"] == 3
    assert stable.metrics["first_choice"] == 1, "all three put the first mentor first"


def test_a_look_at_the_cost_changes_nothing(
    stable: Proposal, two: Pairs, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    before = stored_pairs(stable)
    seen = preview_swap(stable, enrollment=two[0].enrollment, other=two[1].enrollment, by=coordinator, now=now)
    assert [(row.change.after, row.rank_before) for row in seen.pairs] == [(mentors[1], 1), (mentors[0], two[1].rank)]
    assert seen.pairs[1].rank_after == 1
    assert stored_pairs(stable) == before
    assert not PairOverride.objects.exists()


@pytest.mark.parametrize("wrong", ["nobody", "same mentor", "conflict", "own mentor", "own mentee"])
def test_what_cannot_be_swapped_is_refused_and_nothing_moves(
    wrong: str, stable: Proposal, two: Pairs, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    one, other = two
    refusal: type[Exception] = WrongState
    if wrong == "nobody":
        other = stable.pairs.get(participation=None)
    elif wrong == "same mentor":
        ProposedPair.objects.filter(pk=other.pk).update(participation=mentors[0])
    elif wrong == "conflict":
        institution = stable.round.cycle.program.institution
        ConflictFactory.create(institution=institution, mentee=one.enrollment.mentee, mentor=mentors[1].mentor)
        refusal = NotEligible
    elif wrong == "own mentor":
        MentorParticipation.objects.filter(pk=mentors[1].pk).update(mentor=coordinator)
        refusal = OwnPair
    else:
        one.enrollment.mentee = coordinator
        one.enrollment.save()
        refusal = OwnPair
    before = stored_pairs(stable)
    with pytest.raises(refusal):
        swap_pairs(stable, enrollment=one.enrollment, other=other.enrollment, reason="No.", by=coordinator, now=now)
    assert stored_pairs(stable) == before


def test_who_looked_at_other_pairs_is_shown_them_first(
    stable: Proposal, two: Pairs, coordinator: User, now: datetime
) -> None:
    seen = revision_of(stored_pairs(stable))
    change_pair(stable, enrollment=two[0].enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    with pytest.raises(EditedMeanwhile):
        swap_pairs(
            stable,
            enrollment=two[0].enrollment,
            other=two[1].enrollment,
            reason="Late.",
            by=coordinator,
            now=now,
            began_from=seen,
        )


@pytest.fixture
def desk(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


def test_the_page_shows_the_cost_and_a_second_click_swaps(
    desk: Client, stable: Proposal, two: Pairs, mentors: list[MentorParticipation]
) -> None:
    url = reverse("matching:swap-pairs", args=[stable.pk])
    form = desk.get(url).context["form"]
    data = {
        "enrollment": two[0].enrollment_id,
        "other": two[1].enrollment_id,
        "reason": "Same campus.",
        "revision": form["revision"].value(),
    }
    shown = desk.post(url, data)
    assert shown.status_code == 200
    text = " ".join(shown.content.decode().split())
    assert "What this swap would change" in text
    assert 'name="confirmed"' in text
    assert _mentors(two) == (mentors[0].pk, mentors[1].pk)
    done = desk.post(url, data | {"confirmed": "1"}, follow=True)
    assert "Mentors swapped." in done.content.decode()
    assert f"Swapped with {two[1].enrollment.mentee}" in " ".join(done.content.decode().split())
    assert _mentors(two) == (mentors[1].pk, mentors[0].pk)
    twice = desk.post(url, data | {"confirmed": "1"})
    assert twice.status_code == 422, "a double submit swaps nothing back"
    assert _mentors(two) == (mentors[1].pk, mentors[0].pk)


def test_one_mentee_twice_is_no_swap(desk: Client, stable: Proposal, two: Pairs) -> None:
    url = reverse("matching:swap-pairs", args=[stable.pk])
    answer = desk.post(url, {"enrollment": two[0].enrollment_id, "other": two[0].enrollment_id, "reason": "?"})
    assert answer.status_code == 422
    assert "Choose another mentee." in answer.content.decode()


def test_mentors_with_room_come_first_and_people_are_found_by_group_and_address(
    desk: Client, stable: Proposal, two: Pairs, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    change_pair(stable, enrollment=two[0].enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    url = reverse("matching:change-pair", args=[stable.pk])
    choices = desk.get(url).context["form"].fields["participation"].choices
    groups = {str(label): {pk for pk, _text in group} for label, group in list(choices)[1:]}
    assert list(groups.items()) == [
        ("With room", {mentors[0].pk}),
        ("Full: swap two mentees instead", {mentors[1].pk, mentors[2].pk}),
    ]
    mentee = two[1].enrollment.mentee
    form = desk.get(url, {"q": mentee.email}).context["form"]
    assert [pk for pk, _text in list(form.fields["enrollment"].choices)[1:]] == [str(two[1].enrollment_id)]
    nobody = desk.get(url, {"q": "nobody-like-this", "enrollment": f"{two[1].enrollment_id}"})
    assert "Nobody matches “nobody-like-this”" in nobody.content.decode()


@pytest.mark.parametrize("name", ["swap-pairs", "change-pair"])
def test_the_pages_ask_as_often_whatever_they_offer(
    name: str, desk: Client, stable: Proposal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    url = reverse(f"matching:{name}", args=[stable.pk])
    desk.get(url)
    with django_assert_num_queries({"swap-pairs": 9, "change-pair": 11}[name]):
        assert desk.get(url).status_code == 200
