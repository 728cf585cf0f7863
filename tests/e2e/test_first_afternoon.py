"""A new school in a real Chromium: from an empty install to an open ranking, without a shell or the admin site."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page, expect

from programs.models import Program
from programs.services.first_run import issue_first_run_code
from tests.e2e.stage import Stage, follow, press, unfold

pytestmark = pytest.mark.browser

AFTERNOON = datetime(2027, 9, 2, 17, tzinfo=UTC)
SETTINGS = "/programs/lanterns/settings/"
PEOPLE = """role,email,given_name,family_name,title,capacity,enrolled
mentor,vega@school.example,Inés,Vega,Dr,2,yes
mentee,ana@school.example,Ana,Lund,,,yes
mentee,ben@school.example,Ben,Sato,,,yes
"""


@pytest.fixture
def clock(transactional_db: None) -> Iterator[time_machine.Traveller]:
    """The clock of the site, some days before the first day of term."""
    with time_machine.travel(AFTERNOON, tick=True) as traveller:
        yield traveller


def test_a_new_school_opens_its_first_ranking(stage: Stage, clock: time_machine.Traveller, tmp_path: Path) -> None:
    code = issue_first_run_code(now=AFTERNOON)
    with stage.window(None, "/first-run/") as page:
        set_up_the_school(page, code)
        begin_with_a_template(page)
        do_what_is_missing(page)
        open_and_invite(page, tmp_path / "people.csv")
        clock.shift(timedelta(days=12))
        open_the_ranking(page)
    assert stage.complaints == []


def set_up_the_school(page: Page, code: str) -> None:
    # The zone of this browser is chosen already.
    expect(page.get_by_label("Time zone")).to_have_value(re.compile("."))
    page.get_by_label("One-time code").fill(code)
    page.get_by_label("Name of the school").fill("Lantern Hill School of Medicine")
    page.get_by_label("Short name").fill("Lantern Hill")
    page.get_by_label("Time zone").select_option("Africa/Kampala")
    page.get_by_label("Your given name").fill("Ada")
    page.get_by_label("Your email address").fill("ada@school.example")
    page.get_by_label("Password").fill("a-long-walk-by-the-lake")
    press(page, "Set up the school")


def begin_with_a_template(page: Page) -> None:
    page.goto("/programs/")
    follow(page, "Create a program")
    page.get_by_label("Name of the program").fill("Lanterns")
    page.get_by_label("Formal one-on-one mentoring").check()
    page.get_by_label("First day of term").fill("2027-09-06")
    press(page, "Create the program as a draft")
    expect(page.get_by_text("can open once 2 things are done")).to_be_visible()


def do_what_is_missing(page: Page) -> None:
    follow(page, "Add an emergency contact")
    page.get_by_label("When to use it").first.fill("In danger")
    page.get_by_label("Who answers, and when").first.fill("Campus emergency, day and night.")
    page.get_by_label("Phone").first.fill("+256 555 0100")
    press(page, "Save these contacts")
    page.get_by_role("listitem").get_by_role("link", name="Publish the handbook").click()
    unfold(page, "Publish version 1 …")
    press(page, "Publish version 1 and notify 0 people")


def open_and_invite(page: Page, people: Path) -> None:
    page.goto(SETTINGS)
    press(page, "Open Lanterns")
    people.write_text(PEOPLE, encoding="utf-8")
    page.goto("/programs/lanterns/people/import/")
    page.locator("input[type=file]").set_input_files(people)
    press(page, "Check the file")
    press(page, "Import 3 rows")
    page.goto(SETTINGS)
    follow(page, "2027–28")
    press(page, "Move on to “Enrolling”")


def open_the_ranking(page: Page) -> None:
    page.goto("/programs/lanterns/rounds/")
    follow(page, "Create a round")
    page.get_by_label("Name of the round").fill("Main round")
    press(page, "Create the draft")
    press(page, "Open the round")
    expect(page.get_by_role("heading", level=1)).to_have_text("0 lists are in")
    assert Program.objects.get().cycles.get().state == "ranking"
