"""Ranking by keyboard and screen reader: what happened is said, and the focus stays where the hand is."""

import re

import pytest
from playwright.sync_api import Page, expect

from matching.models import MatchRound
from people.models import Enrollment, MentorParticipation
from tests.e2e.stage import PHONE, Stage, press, press_in_place
from tests.factories.matching import MatchRoundFactory
from tests.factories.people import MentorParticipationFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(transactional_db: None, enrollment: Enrollment) -> MatchRound:
    return MatchRoundFactory.create(cycle=enrollment.cycle, closes_at="2098-01-01T12:00Z")


@pytest.fixture
def mentors(opened: MatchRound) -> list[MentorParticipation]:
    names = ("Achebe", "Bell", "Castellane")
    return [MentorParticipationFactory.create(cycle=opened.cycle, mentor__family_name=name) for name in names]


def _add(page: Page, name: str) -> None:
    press_in_place(page, re.compile(f"Add to my list.*{name}"))


def test_with_scripts_the_page_stays_and_says_what_happened(
    stage: Stage, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    first, second = (mentor.pk for mentor in mentors[:2])
    with stage.window(enrollment.mentee, f"/cycles/{enrollment.cycle_id}/mentors/") as page:
        live = page.locator("#live")
        _add(page, "Achebe")
        expect(page.locator(f"#list-{first}")).to_be_focused()
        expect(live).to_have_text("Dr Achebe is number 1 on your list.")
        _add(page, "Bell")
        press_in_place(page, re.compile("Move .*Bell up"))
        expect(page.locator(f"#up-{second}")).to_be_focused()
        expect(live).to_have_text("Dr Bell is number 1 on your list.")
        press_in_place(page, re.compile("Remove .*Bell from my list"))
        expect(page.locator("#said")).to_be_focused()
        expect(live).to_have_text("Dr Bell is off your list.")
    assert stage.complaints == []


def test_without_scripts_the_same_control_has_the_focus_on_the_next_page(
    stage: Stage, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    first, second = (mentor.pk for mentor in mentors[:2])
    path = f"/cycles/{enrollment.cycle_id}/mentors/"
    with stage.window(enrollment.mentee, path, scripts=False) as page:
        press(page, re.compile("Add to my list.*Achebe"))
        expect(page.locator(f"#list-{first}")).to_be_focused()
        press(page, re.compile("Add to my list.*Bell"))
        press(page, re.compile("Move .*Bell up"))
        expect(page.locator(f"#up-{second}")).to_be_focused()
        expect(page.locator("#my-list #said")).to_have_text("Dr Bell is number 1 on your list.")


def test_on_a_phone_ones_own_list_comes_first_and_covers_nothing(
    stage: Stage, enrollment: Enrollment, mentors: list[MentorParticipation]
) -> None:
    with stage.window(enrollment.mentee, f"/cycles/{enrollment.cycle_id}/mentors/", PHONE) as page:
        _add(page, "Achebe")
        mine = page.locator("#my-list").bounding_box()
        card = page.locator(".mentors > li").first.bounding_box()
        assert mine is not None
        assert card is not None
        assert mine["y"] + mine["height"] <= card["y"]
        stuck = page.locator("body *").evaluate_all(
            """elements => elements
                .filter(element => element.checkVisibility())
                .filter(element => ["fixed", "sticky"].includes(getComputedStyle(element).position))
                .map(element => element.id || element.className)"""
        )
        assert stuck == []
