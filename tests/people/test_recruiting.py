"""How mentors are won: the numbers are those of the lists behind them, and no reason points to one person."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from people.models import MentorParticipation
from people.services.participations import answer_invitation
from people.services.returns import readmit_mentor
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.people import MentorParticipationFactory
from tests.factories.programs import InterestTermFactory, QuoteFactory
from tests.handbooks import text
from tests.training.cast import publish_module, write_module

State = MentorParticipation.State
Because = MentorParticipation.Because


@pytest.fixture
def office(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def _url(program: Program) -> str:
    return reverse("people:show-recruiting", args=[program.slug])


def _mentors_on_the_way(cycle: Cycle, now: datetime) -> None:
    """Two departments: one mentor ready, one invited, one who said yes and signed in with a full profile, one gone."""
    for department, state in (("Surgery", State.READY), ("Surgery", State.INVITED), ("Pediatrics", State.DECLINED)):
        MentorParticipationFactory.create(cycle=cycle, department=department, state=state)
    full = MentorParticipationFactory.create(
        cycle=cycle, department="Pediatrics", state=State.ACCEPTED, trained_on=now.date()
    )
    full.support_offers.create(function="networking")
    full.mentor.interests.create(term=InterestTermFactory.create(institution=cycle.program.institution))
    User.objects.filter(pk=full.mentor_id).update(last_login=now)


def test_each_number_is_that_of_the_list_behind_it(cycle: Cycle, office: Client, now: datetime) -> None:
    _mentors_on_the_way(cycle, now)
    funnel = office.get(_url(cycle.program)).context["funnel"]
    assert [(each.number, each.open_number) for each in funnel.stages] == [
        (4, 0),
        (3, 1),
        (2, 0),
        (1, 1),
        (1, 1),
        (0, 2),
        (1, 1),
        (1, 1),
    ]
    links = [(each.url, each.number) for each in funnel.stages] + [
        (each.open_url, each.open_number) for each in funnel.stages if each.open_url
    ]
    links += [(each.url, each.numbers[0]) for each in funnel.departments]
    for url, number in links:
        assert office.get(url).context["views"].number == number, urlsplit(url).query
    assert [(each.name, each.numbers) for each in funnel.departments] == [
        ("Pediatrics", [2, 2, 1, 1, 1, 0, 1, 0]),
        ("Surgery", [2, 1, 1, 0, 0, 0, 0, 1]),
    ]


@pytest.mark.parametrize(
    ("given", "shown", "rest"),
    [
        (["", "", *[Because.TIME] * 3], [("I have no time for it this year", 3)], 0),
        # Another answer does not show in the difference; two more do not either, a third is one of three.
        (["", "", *[Because.TIME] * 5], [("I have no time for it this year", 3)], 0),
        (["", "", *[Because.TIME] * 5, Because.AWAY], [("I have no time for it this year", 3)], 0),
        (["", *[Because.AWAY] * 2, *[Because.TIME] * 4], [], 6),
        ([Because.TIME] * 2 + [Because.AWAY] * 2, [], 3),
        # Who declined is on the list by name, so this would be the reason of each of them.
        ([Because.TIME] * 3, [], 3),
        ([*[Because.TIME] * 3, ""], [], 3),
        (["", *[Because.TIME] * 3], [], 3),
    ],
)
def test_a_reason_is_shown_where_it_points_to_nobody(
    given: list[str], shown: list[tuple[str, int]], rest: int, cycle: Cycle, office: Client, now: datetime
) -> None:
    Program.objects.update(answers_before_ratings=3)
    for because in given:
        asked = MentorParticipationFactory.create(cycle=cycle, state=State.INVITED)
        answer_invitation(asked, accept=False, because=because, reason="My words are mine.", now=now)
    page = office.get(_url(cycle.program))
    reasons = page.context["reasons"]
    assert (reasons.shown, reasons.rest) == (shown, rest)
    assert "My words are mine." not in text(page)


def test_a_reason_goes_with_the_answer_and_is_gone_when_somebody_is_asked_again(
    participation: MentorParticipation, mentor: User, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    MentorParticipation.objects.update(state=State.INVITED)
    answer = {"answer": "decline", "because": "away", "reason": ""}
    sign_in(mentor).post(reverse("people:answer-invitation", args=[participation.pk]), answer)
    participation.refresh_from_db()
    assert (participation.state, participation.declined_because) == (State.DECLINED, Because.AWAY)
    assert readmit_mentor(participation, by=coordinator, reason="", now=now).declined_because == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        MentorParticipation.objects.update(declined_because="time")


def test_a_year_without_mentors_says_what_comes_first_and_peers_have_no_such_page(cycle: Cycle, office: Client) -> None:
    assert "No mentor is invited to this year yet." in text(office.get(_url(cycle.program)))
    Program.objects.update(pairing=Program.Pairing.PEERS)
    assert office.get(_url(cycle.program)).status_code == 404


def test_the_page_reads_as_much_for_many(
    cycle: Cycle, office: Client, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _time in range(2):
        _mentors_on_the_way(cycle, now)
        with django_assert_num_queries(10):
            office.get(_url(cycle.program))


def test_the_invitation_says_who_asks_what_it_takes_and_what_mentors_said(
    participation: MentorParticipation,
    mentor: User,
    coordinator: User,
    sign_in: SignIn,
    program: Program,
    admin: User,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    MentorParticipation.objects.update(state=State.INVITED)
    publish_module(write_module(program, title="First meetings"), by=admin, now=now)
    agreed = {"state": "agreed", "named": "role", "answered_at": now}
    QuoteFactory.create(program=program, as_mentor=True, words="It is why I teach.", **agreed)
    QuoteFactory.create(program=program, as_mentor=True, words="Nobody has asked me yet.")
    QuoteFactory.create(program=program, as_mentor=False, words="I am a mentee.", **agreed)
    browser = sign_in(mentor)
    with django_assert_num_queries(11):
        page = text(browser.get(reverse("people:edit-participation", args=[participation.pk])))
    for words in (
        "It is why I teach.",
        "First meetings",
        coordinator.display_name,
        "8 of 45 minutes",
        "Mon 5 Oct 2026",
    ):
        assert words in page, words
    assert "Nobody has asked me yet." not in page
    assert "I am a mentee." not in page
    preview = text(sign_in(coordinator).get(reverse("people:preview-invitation", args=[program.slug])))
    assert "It is why I teach." in preview
    assert "Yes, I’ll mentor" not in preview
