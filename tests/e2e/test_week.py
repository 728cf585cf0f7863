"""A coordinator's week, played in a real Chromium: the school's own files, a round, and what comes after it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import User
from matching.models import Offer, PreferenceList
from matching.services.offers import accept_offer
from notifications.models import Message
from notifications.tasks import sweep_outbox
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.e2e.office import Office, office_in
from tests.e2e.school import notices_of
from tests.e2e.stage import Stage, follow, press, unfold
from tests.factories.programs import AppointmentFactory, CycleFactory, HelpContactFactory, ProgramFactory

pytestmark = pytest.mark.browser

MONDAY = datetime(2026, 9, 14, 13, tzinfo=UTC)
PROGRAM = "/programs/compass/"
PEOPLE = f"{PROGRAM}people/"
LISTS = f"{PEOPLE}lists/"
ROUND = "Main round"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock of the site; it begins on Monday morning."""
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def cycle(transactional_db: None, clock: time_machine.Traveller) -> Cycle:
    """A year that takes people in, and nobody in it."""
    program = ProgramFactory.create(slug="compass", name="Compass")
    HelpContactFactory.create(institution=program.institution)
    return CycleFactory.create(program=program)


@pytest.fixture
def coordinator(cycle: Cycle) -> User:
    return AppointmentFactory.create(
        program=cycle.program, user__given_name="Dana", user__family_name="Whitlow", user__last_login=MONDAY
    ).user


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_in(tmp_path)


def test_a_coordinator_works_for_a_week_on_the_site(
    stage: Stage, cycle: Cycle, coordinator: User, office: Office, clock: time_machine.Traveller
) -> None:
    with stage.window(coordinator, PEOPLE) as page:
        bring_in_the_class(page, cycle, office)
        bring_in_the_mentors(page, cycle, office)
        sweep_outbox()
        clock.shift(timedelta(days=2))
        invite_the_silent_again(page, office)
        note_who_has_enrolled(page, cycle, office)
        clock.shift(timedelta(days=5))
        open_a_round(page)
        bring_in_the_lists(page, office)
        publish_what_is_recommended(page)
        clock.shift(timedelta(days=2))
        give_more_time(page)
        write_to_the_unanswered(page)
        pair = accept_one(cycle)
        replace_the_mentor_and_undo(page, pair)
        download_the_pairs(page)
    assert stage.complaints == []


def bring_in_the_class(page: Page, cycle: Cycle, office: Office) -> None:
    """The registrar's file as it is; it is taken back, and brought in once more with the answers remembered."""
    choose_file(page, office.registrar)
    page.get_by_label("Mentee or mentor").last.select_option("mentee")
    press(page, "See what would change")
    import_rows(page)
    class_ = Enrollment.objects.filter(cycle=cycle)
    assert class_.count() == office.students
    page.goto(f"{PROGRAM}steps/")
    press(page, re.compile("^Undo"))
    assert not class_.exists()
    choose_file(page, office.registrar)
    import_rows(page)
    assert class_.count() == office.students
    assert all("invitation" in notices_of(enrollment.mentee) for enrollment in class_[:3])


def bring_in_the_mentors(page: Page, cycle: Cycle, office: Office) -> None:
    choose_file(page, office.mentors)
    import_rows(page)
    assert MentorParticipation.objects.filter(cycle=cycle, state=MentorParticipation.State.READY).count() > 3


def invite_the_silent_again(page: Page, office: Office) -> None:
    """Nobody has signed in yet, so everybody in the class is asked once more."""
    page.goto(f"{LISTS}mentees/")
    choose_all(page, "Invite again")
    press(page, f"Invite {office.students} people again")


def note_who_has_enrolled(page: Page, cycle: Cycle, office: Office) -> None:
    """The office says by its own list who takes part; it is the class that is there already."""
    choose_file(page, office.enrolled)
    import_rows(page)
    assert Enrollment.objects.filter(cycle=cycle, state__in=Enrollment.TAKING_PART).count() == office.students


def open_a_round(page: Page) -> None:
    page.goto(f"{PROGRAM}rounds/")
    follow(page, "Create a round")
    page.get_by_label("Name of the round").fill(ROUND)
    press(page, "Create the draft")
    press(page, "Open the round")


def bring_in_the_lists(page: Page, office: Office) -> None:
    """The export of the form as it is: one row a student, mentors by name."""
    follow(page, "Import lists")
    page.locator("input[type=file]").set_input_files(office.answers)
    press(page, "Check the file")
    press(page, "See what would change")
    if questions := page.locator(".fixes fieldset").all():
        for question in questions:
            question.get_by_role("radio").first.check()
        press(page, "Save these answers")
    press(page, f"Import {office.lists} lists")
    assert PreferenceList.objects.handed_in().count() == office.lists


def publish_what_is_recommended(page: Page) -> None:
    unfold(page, "Close the lists …")
    press(page, re.compile(r"^Close with \d+ lists and run all methods$"))
    expect(page.get_by_role("region", name="Our recommendation")).to_contain_text("mentees a mentor")
    unfold(page, "Publish this proposal …")
    page.get_by_label("Type the name of the round").fill(ROUND)
    press(page, re.compile(r"^Publish \d+ pairs and notify \d+ people$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Published")


def give_more_time(page: Page) -> None:
    page.goto(f"{LISTS}offers/")
    page.get_by_role("row").nth(1).get_by_role("checkbox").check()
    press(page, "Give more time")
    page.get_by_label("Answers until the end of").fill("2026-10-20")
    press(page, "Give more time for 1 offer")


def write_to_the_unanswered(page: Page) -> None:
    page.goto(f"{LISTS}offers/?state=pending")
    choose_all(page, "Message")
    page.get_by_label("Subject").fill("Your offer in {program}")
    page.get_by_label("Text").fill("Your offer is waiting for you, {given_name}.")
    press(page, "Preview")
    expect(page.get_by_role("region", name="Preview")).to_contain_text("Your offer in Compass")
    press(page, re.compile(r"^Send to \d+ people$"))
    assert Message.objects.filter(event="staff_message").exists()


def accept_one(cycle: Cycle) -> Mentorship:
    """Both sides of one offer say yes."""
    offer = Offer.objects.pending().filter(enrollment__cycle=cycle).earliest("pk")
    for person in (offer.enrollment.mentee, offer.participation.mentor):
        accept_offer(offer, by=person, now=timezone.now())
    return Mentorship.objects.get(mentee=offer.enrollment.mentee)


def replace_the_mentor_and_undo(page: Page, pair: Mentorship) -> None:
    page.goto(f"/pairs/{pair.pk}/record/")
    follow(page, "Replace the mentor")
    page.locator("[name=participation]").select_option(index=1)
    page.get_by_label("Reason").fill("They asked for somebody closer.")
    press(page, "Replace the mentor")
    pair.refresh_from_db()
    assert pair.state == Mentorship.State.ENDED
    page.goto(f"{PROGRAM}steps/")
    page.get_by_role("button", name="Undo").first.click()
    pair.refresh_from_db()
    assert pair.state == Mentorship.State.ACTIVE


def download_the_pairs(page: Page) -> None:
    page.goto(f"{LISTS}pairs/")
    choose_all(page, "Download")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download for Excel").click()
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    assert book.worksheets[0].max_row == 1 + Mentorship.objects.count()


def choose_all(page: Page, what: str) -> None:
    """Select all rows that match, not only those of the page, and say what to do with them."""
    page.get_by_role("checkbox", name=re.compile("^Select (all|the) ")).check()
    press(page, what)


def choose_file(page: Page, file: Path) -> None:
    page.goto(f"{PEOPLE}import/")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Check the file")


def import_rows(page: Page) -> None:
    """Add words that are on no list of the school, tell namesakes apart, and leave a line that is nobody waiting."""
    if page.get_by_role("button", name="Add all to the list").count():
        press(page, "Add all to the list")
    if namesakes := page.get_by_label("Someone else").all():
        for namesake in namesakes:
            namesake.check()
        press(page, "Save these answers")
    waiting = page.get_by_role("checkbox", name="Import the others")
    if waiting.count():
        waiting.check()
    press(page, re.compile(r"^Import \d+ rows$"))
