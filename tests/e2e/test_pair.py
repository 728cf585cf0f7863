"""Two people at work, a mentor on a phone and a student at a desk: from what they agree to a parting without fault."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar
from playwright.sync_api import Page, expect

from notifications.events import get_event
from notifications.models import Message
from pairs.models import Goal, Mentorship
from programs.models import CycleState, Program
from sessions.models import MentoringSession
from sessions.notices import PAIR_QUIET
from sessions.queries.drift import quiet_pairs
from sessions.services.drift import nudge_quiet_pairs
from tests.e2e.school import notices_of
from tests.e2e.stage import PHONE, Stage, follow, press, unfold
from tests.factories.pairs import MentorshipFactory

pytestmark = pytest.mark.browser
PAIRED = datetime(2026, 10, 5, 14, tzinfo=UTC)
TOPIC = "What to say in the interview"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PAIRED, tick=True) as traveller:
        yield traveller


@pytest.fixture
def pair(transactional_db: None, clock: time_machine.Traveller) -> Mentorship:
    pair = MentorshipFactory.create(cycle__state=CycleState.RUNNING)
    Program.objects.update(agreement_rule=Program.AgreementRule.OFFERED)
    return Mentorship.objects.select_related("mentor", "mentee", "cycle__program").get(pk=pair.pk)


def test_two_people_work_together(stage: Stage, pair: Mentorship, clock: time_machine.Traveller) -> None:
    home = f"/pairs/{pair.pk}/"
    with stage.window(pair.mentor, home, PHONE) as phone, stage.window(pair.mentee, home) as laptop:
        agree(phone, laptop, home)
        session = meet_in_office_hours(phone, laptop, pair, home)
        bring_a_topic(phone, laptop, home)
        clock.move_to(session.ends_at + timedelta(hours=1))
        log_without_a_signal(phone)
        confirm(laptop, home)
        work_towards_a_goal(phone, laptop, home)
        drift(pair, session)
        pause_and_go_on(phone, laptop, home, pair)
        part(phone, laptop, home, pair)
    assert [said for said in stage.complaints if "net::ERR" not in said] == []


def agree(phone: Page, laptop: Page, home: str) -> None:
    laptop.goto(f"{home}agreement/")
    follow(laptop, "Write our agreement")
    for box in laptop.get_by_role("textbox").all():
        box.fill("About every third Thursday.")
    press(laptop, "Save our agreement")
    press(laptop, "Sign version 1")
    phone.goto(f"{home}agreement/")
    press(phone, "Sign version 1")
    expect(phone.get_by_role("heading", name="Signed by both")).to_be_visible()


def meet_in_office_hours(phone: Page, laptop: Page, pair: Mentorship, home: str) -> MentoringSession:
    phone.goto("/office-hours/")
    week = phone.locator("form", has=phone.get_by_role("button", name="Add these hours"))
    week.locator("[name=week-weekday]").select_option("Thursday")
    week.locator("[name=week-starts]").fill("15:00")
    week.locator("[name=week-ends]").fill("17:00")
    press(phone, "Add these hours")
    laptop.goto(f"{home}time/")
    laptop.locator("a.slot").first.click()
    press(laptop, re.compile("^Book "))
    session = MentoringSession.objects.get()
    assert session.state == MentoringSession.State.SCHEDULED
    invited(session, pair)
    return session


def invited(session: MentoringSession, pair: Mentorship) -> None:
    """The mail to the mentor brings one invitation."""
    message = Message.objects.get(event="session_booked", recipient=pair.mentor)
    make = get_event("session_booked").calendar
    assert make is not None
    [file] = make(message, message.due_at)
    calendar = Calendar.from_ical(file.content)
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event.decoded("DTSTART")) == ("REQUEST", session.starts_at)


def bring_a_topic(phone: Page, laptop: Page, home: str) -> None:
    laptop.goto(home)
    laptop.get_by_label("Add a topic").fill(TOPIC)
    press(laptop, "Add")
    phone.goto(home)
    expect(phone.locator(".topics")).to_contain_text(TOPIC)


def log_without_a_signal(phone: Page) -> None:
    """Two taps log what was booked: one unfolds the form, one saves it."""
    phone.goto("/log/")
    phone.context.set_offline(True)
    unfold(phone, "Log it")
    phone.get_by_role("button", name=re.compile("Save and ask .* to confirm")).locator("visible=true").click()
    expect(phone.get_by_text("Your log is kept on this device until it’s sent.")).to_be_visible()
    assert MentoringSession.objects.get().state == MentoringSession.State.SCHEDULED
    phone.context.set_offline(False)
    expect(phone.get_by_text("Sent. Nothing is left on this device.")).to_be_visible()


def confirm(laptop: Page, home: str) -> None:
    laptop.goto(home)
    press(laptop, "Confirm this session")
    assert MentoringSession.objects.get().confirmation == MentoringSession.Confirmation.CONFIRMED


def work_towards_a_goal(phone: Page, laptop: Page, home: str) -> None:
    laptop.goto(home)
    follow(laptop, "Add a goal")
    laptop.get_by_label("Goal").first.fill("Decide on a field")
    press(laptop, "Save the goal")
    phone.goto(home)
    expect(phone.get_by_role("heading", name="Decide on a field")).to_be_visible()
    assert Goal.objects.get().text == "Decide on a field"


def drift(pair: Mentorship, session: MentoringSession) -> None:
    """After one interval both are reminded, after one and a half their coordinator sees it."""
    interval = timedelta(days=pair.cycle.program.cadence_days)
    after_one = session.starts_at + interval + timedelta(days=1)
    assert nudge_quiet_pairs(now=after_one) == 1
    assert PAIR_QUIET in notices_of(pair.mentor) & notices_of(pair.mentee)
    assert not quiet_pairs(pair.cycle, now=after_one).exists()
    later = session.starts_at + 1.5 * interval + timedelta(days=1)
    assert quiet_pairs(pair.cycle, now=later).get() == pair


def pause_and_go_on(phone: Page, laptop: Page, home: str, pair: Mentorship) -> None:
    laptop.goto(home)
    follow(laptop, "Pause this mentorship")
    press(laptop, "Pause the mentorship")
    pair.refresh_from_db()
    assert pair.state == Mentorship.State.PAUSED
    phone.goto(home)
    follow(phone, "Resume, or change the day")
    press(phone, re.compile("^Resume with"))
    pair.refresh_from_db()
    assert pair.state == Mentorship.State.ACTIVE


def part(phone: Page, laptop: Page, home: str, pair: Mentorship) -> None:
    laptop.goto(home)
    follow(laptop, "End this mentorship")
    press(laptop, re.compile("^End the mentorship with"))
    pair.refresh_from_db()
    assert pair.state == Mentorship.State.ENDED
    assert "pair_ended" in notices_of(pair.mentor)
    phone.goto(home)
    expect(phone.locator("main")).not_to_contain_text("fault of")
