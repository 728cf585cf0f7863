"""A mentor without a signal: what is logged on the phone arrives once, and signing out leaves nothing behind."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from pairs.models import Mentorship
from sessions.models import MentoringSession, SentLog
from tests.e2e.stage import PHONE, Stage, unfold
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.browser
_LEFT = """async () => [
    ...await caches.keys(),
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
]"""


@pytest.fixture
def pair(transactional_db: None) -> Mentorship:
    return MentorshipFactory.create()


@pytest.fixture
def session(pair: Mentorship) -> MentoringSession:
    return SessionFactory.create(mentorship=pair, starts_at=timezone.now() - timedelta(days=1))


def test_what_is_logged_without_a_signal_arrives_once(
    stage: Stage, pair: Mentorship, session: MentoringSession
) -> None:
    with stage.window(pair.mentor, "/log/", PHONE) as page:
        close_the_page_half_way(page)
        lose_the_answer_to_a_log(page)
        keep_the_page(page)
        log_without_a_signal(page)
        sign_out(page)
    held = MentoringSession.objects.filter(state=MentoringSession.State.HELD)
    assert (held.count(), SentLog.objects.count()) == (2, 2)
    assert held.get(pk=session.pk).shared_summary.text == "We walked by the lake."
    assert [said for said in stage.complaints if "net::ERR" not in said] == []


def close_the_page_half_way(page: Page) -> None:
    """What was typed is there again, until its writer clears it."""
    summary = page.get_by_label("Summary you both see").locator("visible=true")
    back = page.get_by_text("What you typed before is back.")
    unfold(page, "Log it")
    page.locator("summary:visible", has_text="Topics, summary").click()
    summary.fill("We walked by the")
    page.wait_for_timeout(600)
    page.reload()
    expect(back).to_be_visible()
    expect(summary).to_have_value("We walked by the")
    page.get_by_role("button", name="Clear what I typed").click()
    expect(summary).to_have_value("")
    page.reload()
    expect(page.get_by_role("heading", name="Log sessions")).to_be_visible()
    expect(back).to_be_hidden()


def lose_the_answer_to_a_log(page: Page) -> None:
    """The server has it, the phone does not know, and sends it again."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(re.compile(r"/pairs/\d+/log/$"), lose)
    unfold(page, "Log a session")
    save(page)
    expect(page.get_by_text("Waiting for a connection.")).to_be_visible()
    page.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Sent. Nothing is left on this device.")).to_be_visible()


def keep_the_page(page: Page) -> None:
    page.get_by_role("button", name="Keep this page on my phone").click()
    expect(page.get_by_text("This page is kept on this device until you sign out.")).to_be_visible()


def log_without_a_signal(page: Page) -> None:
    page.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("heading", name="Log sessions")).to_be_visible()
    unfold(page, "Log it")
    page.locator("summary:visible", has_text="Topics, summary").click()
    page.get_by_label("Summary you both see").locator("visible=true").fill("We walked by the lake.")
    save(page)
    expect(page.get_by_text("Your log is kept on this device until it’s sent.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Sent. Nothing is left on this device.")).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Save and ask .* to confirm")).locator("visible=true").click()


def sign_out(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Account menu").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert page.evaluate(_LEFT) == []
