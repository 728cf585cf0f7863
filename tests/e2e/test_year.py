"""The year of a small school, played in a real Chromium by its four roles: from the first chapter to looking back."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.models import User
from feedback.models import CompletionToken
from matching.models import MatchRound, Offer, PreferenceItem, PreferenceList
from pairs.models import Mentorship
from people.models import MentorParticipation
from programs.models import CycleState
from sessions.models import MentoringSession
from tests.e2e.school import PASSWORD, School, found_school, notices_of
from tests.e2e.stage import PHONE, Stage, changing, follow, press, press_in_place, unfold

pytestmark = pytest.mark.browser

RANKING = datetime(2026, 9, 20, 14, tzinfo=UTC)
PUBLISHING = datetime(2026, 9, 28, 14, tzinfo=UTC)
MEETING = datetime(2026, 11, 12, 20, tzinfo=UTC)
CLOSING = datetime(2027, 6, 10, 14, tzinfo=UTC)
ROUND = "Main round"
SUMMARY = "We spoke about the first months on the ward."
REFLECTION = "I was relieved to say it aloud."


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock of the site, which the play moves on; it stands in the ranking phase at first."""
    with time_machine.travel(RANKING, tick=True) as traveller:
        yield traveller


@pytest.fixture
def school(transactional_db: None, clock: time_machine.Traveller) -> School:
    return found_school()


def test_a_school_plays_its_year(stage: Stage, school: School, clock: time_machine.Traveller) -> None:
    write_the_handbook(stage, school)
    open_the_program(stage, school)
    for mentor, places in zip(school.mentors, (2, 1), strict=True):
        become_ready(stage, school, mentor, places)
    noor, ivo, lena = school.students
    for student in (noor, ivo):
        enroll(stage, student)
    open_the_round(stage, school)
    enroll(stage, lena)
    for student, reorder in ((noor, by_buttons), (ivo, by_mouse), (lena, in_order)):
        rank(stage, school, student, reorder)
        assert "ranking_opens" in notices_of(student)

    clock.move_to(PUBLISHING)
    move_the_year(stage, school, CycleState.MATCHING, knowing=True)
    compare_and_publish(stage, school)
    for offer in Offer.objects.select_related("enrollment__mentee", "participation__mentor"):
        both_say_yes(stage, offer)

    clock.move_to(MEETING)
    move_the_year(stage, school, CycleState.RUNNING)
    pair = school.cycle.mentorships.get(mentee=noor)
    session = log_a_session(stage, pair)
    confirm_and_reflect(stage, pair, session)
    nobody_else_reads_the_note(stage, school, pair, session)

    clock.move_to(CLOSING)
    move_the_year(stage, school, CycleState.CLOSING)
    look_back(stage, pair)
    assert stage.complaints == []


def write_the_handbook(stage: Stage, school: School) -> None:
    with stage.window(None, "/account/login/") as page:
        page.get_by_label("Email address").fill(school.admin.email)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Sign in")
        follow(page, re.compile("Handbook.*Compass"))
        press(page, "Start the first version")
        follow(page, "Add the first chapter")
        page.get_by_label("title").fill("What stays between you")
        page.get_by_label("text (Markdown)").fill("## Trust\n\nWhat is said stays with the two of you.")
        press(page, "Save the chapter to the draft")
        unfold(page, "Publish version 1 …")
        press(page, "Publish version 1 and notify 2 people")
        expect(page.get_by_role("link", name="What stays between you")).to_be_visible()
    for mentor in school.mentors:
        assert "handbook_published" in notices_of(mentor)


def open_the_program(stage: Stage, school: School) -> None:
    assert stage.status(None, "/programs/compass/") == 404
    with stage.window(school.admin, "/programs/compass/settings/") as page:
        press(page, "Open Compass")
    with stage.window(None, "/programs/compass/") as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("Compass")


def become_ready(stage: Stage, school: School, mentor: User, places: int) -> None:
    participation = mentor.participations.get()
    path = f"/participations/{participation.pk}/"
    with stage.window(mentor, path) as page:
        press(page, re.compile("Yes, I’ll mentor"))
        page.get_by_role("spinbutton", name="Places").fill(str(places))
        page.get_by_role("checkbox", name="Networking").check()
        choose_interest(page, "Paediatrics")
        press(page, "Save my profile")
        follow(page, "Go to the handbook")
        acknowledge(page)
    with stage.window(school.coordinator, path) as page:
        page.get_by_label("trained on").fill("2026-09-01")
        press(page, re.compile("Save changes for"))
    participation.refresh_from_db()
    assert (participation.state, participation.capacity) == (MentorParticipation.State.READY, places)


def choose_interest(page: Page, name: str) -> None:
    """Unfold the specialties, as with a script and without."""
    page.locator("summary", has_text="Specialty").click()
    page.get_by_label(name).check()


def acknowledge(page: Page) -> None:
    page.get_by_label("I’ve read the handbook").check()
    press(page, re.compile("Acknowledge version 1"))


def enroll(stage: Stage, student: User) -> None:
    with stage.window(student, "/programs/compass/enroll/") as page:
        press(page, "Start enrolling, about 15 minutes")
        follow(page, "Read the handbook")
        follow(page, "What stays between you")
        page.goto("/programs/compass/enroll/")
        acknowledge(page)
        page.get_by_label("What matters most").select_option(index=1)
        choose_interest(page, "Paediatrics")
        press(page, "Save and take part")
        expect(page.get_by_role("heading", level=1)).to_have_text("My profile")


def open_the_round(stage: Stage, school: School) -> None:
    with stage.window(school.coordinator, "/programs/compass/rounds/") as page:
        follow(page, "Create a round")
        page.get_by_label("Name of the round").fill(ROUND)
        press(page, "Create the draft")
        press(page, "Open the round")
        expect(page.get_by_role("heading", level=1)).to_have_text("0 lists are in")


def rank(stage: Stage, school: School, student: User, reorder: Callable[[Page, User], None]) -> None:
    """Put both mentors on the list, bring the one who is wanted most to the top by `reorder`, and submit."""
    ruth, samuel = school.mentors
    added = (samuel, ruth) if reorder is by_mouse else (ruth, samuel)
    wanted = (samuel, ruth) if reorder is by_buttons else (ruth, samuel)
    with stage.window(student, f"/cycles/{school.cycle.pk}/mentors/") as page:
        for mentor in added:
            press_in_place(page, re.compile(f"Add to my list.*{mentor.display_name}"))
        reorder(page, wanted[0])
        press(page, "Hand in my list")
    ranked = PreferenceItem.objects.filter(preference_list__enrollment__mentee=student).order_by("rank")
    assert tuple(item.participation.mentor for item in ranked) == wanted
    assert ranked[0].preference_list.state == PreferenceList.State.SUBMITTED


def by_buttons(page: Page, mentor: User) -> None:
    press_in_place(page, f"Move {mentor.display_name} up")


def by_mouse(page: Page, mentor: User) -> None:
    first, second = page.locator("[data-rank] > [data-id]").all()
    expect(second).to_contain_text(mentor.display_name)
    second.scroll_into_view_if_needed()
    second.locator(".grip").hover()
    page.mouse.down()
    above = first.bounding_box()
    assert above is not None
    page.mouse.move(above["x"] + 20, above["y"] + 2, steps=8)
    changing(page, page.mouse.up)


def in_order(page: Page, mentor: User) -> None:
    expect(page.locator("[data-rank] > [data-id]").first).to_contain_text(mentor.display_name)


def move_the_year(stage: Stage, school: School, state: CycleState, *, knowing: bool = False) -> None:
    """Move the year on; `knowing` that something is still open, which a page of its own tells first."""
    with stage.window(school.coordinator, f"/cycles/{school.cycle.pk}/settings/") as page:
        if knowing:
            page.get_by_role("button", name=f"Move on to “{state.label}”", exact=True).click()
            press(page, f"Move on to “{state.label}” anyway")
            # The browser reports the status of that page.
            stage.complaints[:] = [complaint for complaint in stage.complaints if "409" not in complaint]
        else:
            press(page, f"Move on to “{state.label}”")
    school.cycle.refresh_from_db()
    assert school.cycle.state == state


def compare_and_publish(stage: Stage, school: School) -> None:
    with stage.window(school.coordinator, f"/rounds/{MatchRound.objects.get().pk}/") as page:
        unfold(page, "Close the lists …")
        press(page, "Close with 3 lists and run all methods")
        expect(page.get_by_role("heading", level=1)).to_contain_text("are ready to compare")
        expect(page.get_by_role("region", name="Our recommendation")).to_contain_text("mentees a mentor")
        unfold(page, "side by side")
        expect(page.get_by_role("region", name="Comparison of methods")).to_contain_text("Blocking pairs")
        unfold(page, "Publish this proposal …")
        page.get_by_label("Type the name of the round").fill(ROUND)
        press(page, "Publish 3 pairs and notify 5 people")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Published")
    for person in (*school.students, *school.mentors):
        assert "match_published" in notices_of(person)


def both_say_yes(stage: Stage, offer: Offer) -> None:
    mentee, mentor = offer.enrollment.mentee, offer.participation.mentor
    for person, other in ((mentee, mentor), (mentor, mentee)):
        with stage.window(person, f"/offers/{offer.pk}/") as page:
            press(page, f"Yes, I’d like to work with {other.formal_name}")
    assert Mentorship.objects.filter(mentee=mentee, mentor=mentor, state=Mentorship.State.ACTIVE).exists()
    assert "pair_started" in notices_of(mentee)
    assert "pair_started" in notices_of(mentor)


def log_a_session(stage: Stage, pair: Mentorship) -> MentoringSession:
    with stage.window(pair.mentor, f"/pairs/{pair.pk}/log/", size=PHONE) as page:
        page.get_by_label("Start, Toronto").fill("13:00")
        page.get_by_label("45 min").check()
        unfold(page, "Topics, summary or confidential")
        page.get_by_label("Career advice").check()
        page.get_by_label("Summary you both see").fill(SUMMARY)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        press(page, f"Save and ask {pair.mentee.given_name} to confirm")
    session = pair.sessions.get()
    assert (session.minutes, session.state) == (45, MentoringSession.State.HELD)
    assert "log_to_check" in notices_of(pair.mentee)
    return session


def confirm_and_reflect(stage: Stage, pair: Mentorship, session: MentoringSession) -> None:
    with stage.window(pair.mentee, f"/pairs/{pair.pk}/") as page:
        expect(page.get_by_role("main")).to_contain_text(SUMMARY)
        press(page, "Confirm this session")
        page.goto(f"/sessions/{session.pk}/")
        expect(page.get_by_role("main")).to_contain_text("Held and confirmed")
        follow(page, "Write a note to myself")
        page.get_by_label("Your note").fill(REFLECTION)
        press(page, "Save my note")
        follow(page, "Read or edit my note")
        expect(page.get_by_label("Your note")).to_have_value(REFLECTION)
        search_on_the_device(page)


def search_on_the_device(page: Page) -> None:
    """What is typed finds notes, and asks the server for nothing."""
    follow(page, "All my notes")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found, note = page.get_by_text("Notes found:"), page.get_by_text(REFLECTION)
    page.get_by_label("Search my notes").fill("lighthouse")
    expect(found).to_have_text("Notes found: 0")
    expect(note).to_be_hidden()
    page.get_by_label("Search my notes").fill(REFLECTION[:9].upper())
    expect(found).to_have_text("Notes found: 1")
    expect(note).to_be_visible()
    assert [url for url in asked if "/static/" not in url] == []


def nobody_else_reads_the_note(stage: Stage, school: School, pair: Mentorship, session: MentoringSession) -> None:
    path = f"/sessions/{session.pk}/note/"
    assert [stage.status(person, path) for person in (school.coordinator, school.admin)] == [404, 404]
    with stage.window(pair.mentor, path) as page:  # the same address holds a note of the mentor's own
        expect(page.get_by_label("Your note")).to_have_value("")
        assert REFLECTION not in page.content()


def look_back(stage: Stage, pair: Mentorship) -> None:
    path = f"/pairs/{pair.pk}/feedback/year/"
    with stage.window(pair.mentee, path) as page:
        for agree in page.get_by_label("Agree", exact=True).all():
            agree.check()
        page.get_by_label("What you noticed").fill("You asked before you advised.")
        press(page, "Review before handing in")
        press(page, "Hand in my feedback")
    assert "feedback_received" in notices_of(pair.mentor)
    with stage.window(pair.mentor, path) as page:
        press(page, f"Read what {pair.mentee.given_name} wrote")
        expect(page.get_by_role("main")).to_contain_text("You asked before you advised.")
        page.get_by_label("What you noticed").fill("You came with your own questions.")
        press(page, "Review before handing in")
        press(page, "Hand in my feedback")
    assert "feedback_received" in notices_of(pair.mentee)
    assert CompletionToken.objects.filter(mentorship=pair).exists()
