"""Once lists have closed, coordinators see by name whose list deserves a word; before, only roughly."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound
from matching.services.demand import count_demand
from matching.services.rounds import close_round
from people.models import MentorParticipation
from tests.conftest import SignIn
from tests.factories.matching import PreferenceListFactory
from tests.factories.people import EnrollmentFactory


@pytest.fixture
def desk(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def round_to_close(open_round: MatchRound, mentors: list[MentorParticipation]) -> MatchRound:
    for name, ranks in (("Onlyone", mentors[:1]), ("Twonames", mentors[:2])):
        PreferenceListFactory.create(
            round=open_round,
            ranks=ranks,
            enrollment__mentee__family_name=name,
            enrollment__cohort=f"Group {name}",
        )
    EnrollmentFactory.create(cycle=open_round.cycle, mentee__family_name="Nolist")
    return open_round


def _url(match_round: MatchRound) -> str:
    return reverse("matching:list-closed", args=[match_round.pk])


def _names(desk: Client, match_round: MatchRound, **query: str) -> list[str]:
    page = desk.get(_url(match_round), query).context["page"]
    return [(getattr(row, "mentee", None) and row.mentee.family_name) or str(row.mentor) for row in page]


def test_names_come_once_lists_have_closed(
    desk: Client, round_to_close: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    early = desk.get(_url(round_to_close), follow=True)
    assert early.redirect_chain[-1][0] == reverse("matching:show-round", args=[round_to_close.pk])
    assert "Onlyone" not in early.content.decode()
    close_round(round_to_close, now=now)
    assert _names(desk, round_to_close) == ["Onlyone"]
    assert _names(desk, round_to_close, show="missing") == ["Nolist"]
    assert _names(desk, round_to_close, show="unranked") == [str(mentors[2].mentor)]
    assert _names(desk, round_to_close, show="nonsense") == ["Onlyone"]


def test_two_of_one_name_are_told_apart_and_found_by_group_and_address(
    desk: Client, round_to_close: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    other = PreferenceListFactory.create(
        round=round_to_close, ranks=mentors[:1], enrollment__mentee__family_name="Onlyone", enrollment__cohort="Year 4"
    )
    close_round(round_to_close, now=now)
    page = desk.get(_url(round_to_close)).content.decode()
    assert "Group Onlyone · " in page
    assert f"Year 4 · {other.enrollment.mentee.email}" in page
    found = desk.get(_url(round_to_close), {"q": "year 4"}).context["page"]
    assert [row.pk for row in found] == [other.enrollment_id]
    assert _names(desk, round_to_close, q=other.enrollment.mentee.email) == ["Onlyone"]


def test_a_coordinator_who_mentors_is_not_told_that_nobody_ranked_her(
    desk: Client, round_to_close: MatchRound, coordinator: User, mentors: list[MentorParticipation], now: datetime
) -> None:
    MentorParticipation.objects.filter(pk=mentors[2].pk).update(mentor=coordinator)
    close_round(round_to_close, now=now)
    answer = desk.get(_url(round_to_close), {"show": "unranked"})
    assert list(answer.context["page"]) == []
    assert "You’re also a mentor this year" in answer.content.decode()


def test_before_closing_the_filter_shows_mentors_on_few_lists_as_roughly_as_the_rest(
    desk: Client, open_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    PreferenceListFactory.create_batch(10, round=open_round, ranks=mentors[:2])
    count_demand(open_round)
    url = reverse("matching:show-demand", args=[open_round.pk])
    rows = desk.get(url, {"show": "few"}).context["demand"].rows
    assert [(row.participation, str(row.listed)) for row in rows] == [(mentors[2], "under 5")]
    assert len(desk.get(url).context["demand"].rows) == 3


def test_whoever_chooses_a_method_reads_what_short_lists_can_gain(desk: Client, open_round: MatchRound) -> None:
    MatchRound.objects.update(state="cancelled")
    page = desk.get(reverse("matching:create-round", args=[open_round.cycle.program.slug])).content.decode()
    assert "What short or tactical lists can gain under each method" in page
    assert "a mentee who lists fewer mentors, or uses another order, may do better" in page
