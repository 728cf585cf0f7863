"""The lists of a year: what the address asks for, what is kept of it, and what is done with many rows."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from auditlog.models import LogEntry
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.lists.actions import LeftOut
from core.lists.left_out import said_of, summed_up
from core.lists.reading import Reading
from core.lists.registry import all_lists, get_list
from notifications.models import Message
from people.errors import TooManyViews
from people.models import Enrollment, SavedView
from people.presentation.lists.year import Year
from people.queries.invitation_states import InvitationState
from people.services.saved_views import MOST_VIEWS, save_view
from programs.models import Cycle, CycleState, Program
from tests.conftest import SignIn
from tests.factories.notifications import MessageFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import AppointmentFactory, CycleFactory
from tests.outbox import deliver_due

LISTS = ("mentees", "mentors", "invitations")


@pytest.fixture(autouse=True)
def moment(now: datetime) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def three(cycle: Cycle) -> list[Enrollment]:
    """Ana and Ben of Year 1, who has left, and Çem of Year 2."""
    rows = [("Ana", "Lund", "Year 1", "enrolled"), ("Ben", "Sato", "Year 1", "withdrawn")]
    rows.append(("Çem", "Aydın", "Year 2", "invited"))
    return [
        EnrollmentFactory.create(
            cycle=cycle, mentee__given_name=given, mentee__family_name=family, cohort=cohort, state=state
        )
        for given, family, cohort, state in rows
    ]


def _url(name: str = "mentees", query: str = "") -> str:
    return f"{reverse('people:show-list', args=['compass', name])}{query}"


def _act(query: str, name: str = "mentees") -> str:
    return f"{reverse('people:act-on-list', args=['compass', name])}?{query}"


def _names(browser: Client, query: str = "", name: str = "mentees") -> list[str]:
    return [row.label for row in browser.get(_url(name, query)).context["list"].rows]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Çem Aydın", "Ana Lund", "Ben Sato"]),
        ("?sort=-name", ["Ben Sato", "Ana Lund", "Çem Aydın"]),
        ("?sort=group", ["Ana Lund", "Ben Sato", "Çem Aydın"]),
        ("?sort=-group", ["Çem Aydın", "Ana Lund", "Ben Sato"]),
        ("?group=Year+1", ["Ana Lund", "Ben Sato"]),
        ("?group=Year+1&group=Year+2&state=enrolled", ["Ana Lund"]),
        ("?state=enrolled&state=invited", ["Çem Aydın", "Ana Lund"]),
        ("?q=cem", ["Çem Aydın"]),
        ("?q=year+1&state=withdrawn", ["Ben Sato"]),
        ("?state=nonsense&sort=nonsense&year=99999999999999999999&col=nonsense", ["Çem Aydın", "Ana Lund", "Ben Sato"]),
    ],
)
def test_search_filters_and_order_stand_in_the_address(
    query: str, names: list[str], three: list[Enrollment], browser: Client
) -> None:
    assert _names(browser, query) == names


def test_a_form_leads_to_the_short_address(three: list[Enrollment], browser: Client) -> None:
    usual = [option.value for option in browser.get(_url()).context["list"].columns if option.chosen]
    query = f"?set=1&q=&sort=name&group=Year+1&{'&'.join(f'col={key}' for key in usual)}"
    assert browser.get(_url(query=query))["Location"] == _url(query="?group=Year+1")
    reversed_ = "?set=1&q=ana&sort=group&reverse=1&col=email"
    assert browser.get(_url(query=reversed_))["Location"] == _url(query="?q=ana&sort=-group&col=email")


def test_columns_are_chosen(three: list[Enrollment], browser: Client) -> None:
    page = browser.get(_url(query="?col=email&col=group")).content.decode()
    assert three[0].mentee.email in page
    assert 'data-label="Group"' in page
    assert 'data-label="Status"' not in page
    assert three[0].mentee.email not in browser.get(_url()).content.decode()


def test_a_filter_in_use_is_taken_away_by_itself(three: list[Enrollment], browser: Client) -> None:
    page = browser.get(_url(query="?group=Year+1&state=enrolled"))
    assert [(str(each.label), each.without) for each in page.context["list"].in_use] == [
        ("Enrolled", "group=Year+1"),
        ("Year 1", "state=enrolled"),
    ]


def test_another_year_is_chosen_and_kept(program: Program, three: list[Enrollment], browser: Client) -> None:
    last = CycleFactory.create(program=program, name="2025–26", state=CycleState.CLOSED)
    EnrollmentFactory.create(cycle=last, mentee__given_name="Old", mentee__family_name="Hand", state="completed")
    page = browser.get(_url(query=f"?year={last.pk}"))
    assert [row.label for row in page.context["list"].rows] == ["Old Hand"]
    assert f"year={last.pk}" in page.context["reading"].query()
    assert "year" not in browser.get(_url(query=f"?year={three[0].cycle_id}")).context["reading"].query()


def test_a_year_of_another_program_is_not_shown(three: list[Enrollment], browser: Client) -> None:
    foreign = EnrollmentFactory.create()
    assert foreign.mentee.display_name not in _names(browser, f"?year={foreign.cycle_id}")


def test_views_are_counted(three: list[Enrollment], browser: Client) -> None:
    tabs = browser.get(_url()).context["views"].tabs
    assert [(str(tab.name), tab.number) for tab in tabs][:2] == [("All", 3), ("Never signed in", 3)]
    assert [tab.current for tab in tabs][:2] == [True, False]


def test_a_view_is_kept_replaced_and_deleted_by_its_owner_alone(
    three: list[Enrollment], program: Program, browser: Client, sign_in: SignIn
) -> None:
    keep = reverse("people:keep-view", args=["compass", "mentees"])
    browser.post(f"{keep}?group=Year+1", {"name": "First years"})
    browser.post(f"{keep}?group=Year+1&sort=-name", {"name": "First years"})
    view = SavedView.objects.get()
    assert view.query == "group=Year+1&sort=-name"
    [tab] = [tab for tab in browser.get(_url()).context["views"].tabs if tab.saved]
    assert (tab.name, tab.number, tab.query) == ("First years", 2, view.query)
    assert "Delete the view “First years”" in browser.get(_url(query=f"?{view.query}")).content.decode()
    other = sign_in(AppointmentFactory.create(program=program, role="coordinator").user)
    forget = reverse("people:forget-view", args=["compass", "mentees", view.pk])
    assert other.post(forget).status_code == 404
    assert "First years" not in other.get(_url()).content.decode()
    assert browser.post(forget).status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_needs_a_name_and_there_is_an_end_of_them(
    three: list[Enrollment], program: Program, coordinator: User, browser: Client
) -> None:
    keep = reverse("people:keep-view", args=["compass", "mentees"])
    assert browser.post(keep, {"name": " "}).status_code == 422
    for number in range(MOST_VIEWS):
        save_view(program, owner=coordinator, list_name="mentees", name=str(number), query="")
    answer = browser.post(keep, {"name": "One more"})
    assert answer.status_code == 422
    assert "Delete one you no longer need" in answer.content.decode()
    with pytest.raises(TooManyViews):
        save_view(program, owner=coordinator, list_name="mentees", name="One more", query="")


@pytest.mark.parametrize(
    ("message", "signed_in", "state"),
    [
        (None, False, InvitationState.NOT_SENT),
        ({"state": Message.State.PENDING}, False, InvitationState.SCHEDULED),
        ({"state": Message.State.SENT}, False, InvitationState.SENT),
        ({"state": Message.State.UNDELIVERABLE}, False, InvitationState.FAILED),
        ({"state": Message.State.SENT}, True, InvitationState.SIGNED_IN),
    ],
)
@pytest.mark.parametrize("name", ["mentees", "invitations"])
def test_the_invitation_is_said_and_found_alike(
    name: str, message: dict[str, Any] | None, signed_in: bool, state: InvitationState, cycle: Cycle, browser: Client,
    now: datetime,
) -> None:  # fmt: skip
    row = EnrollmentFactory.create(cycle=cycle, mentee__last_login=now if signed_in else None)
    if message:
        sent_at = None if message["state"] == Message.State.PENDING else now
        MessageFactory.create(recipient=row.mentee, event="invitation", sent_at=sent_at, **message)
    for each in InvitationState:
        assert bool(_names(browser, f"?invitation={each}", name)) == (each == state)
    assert str(state.label) in browser.get(_url(name)).content.decode()


def test_the_confirmation_names_the_number_and_whom_it_concerns(three: list[Enrollment], browser: Client) -> None:
    page = browser.get(_act("do=withdraw&all=1")).content.decode()
    assert "Withdraw 2 mentees?" in page
    assert "Ana Lund" in page
    assert "No longer takes part." in page
    assert "Ben Sato" in page


def test_what_is_checked_is_done_and_nothing_else(three: list[Enrollment], browser: Client) -> None:
    url = _act(f"do=withdraw&row={three[0].pk}&row={three[1].pk}&row=x&row=99999999999999999999")
    answer = browser.post(url, {"revision": browser.get(url).context["revision"]}, follow=True).content.decode()
    assert "1 mentee no longer takes part." in answer
    assert "Left out: Ben Sato. No longer takes part." in answer
    states = {row.mentee.given_name: row.state for row in Enrollment.objects.select_related("mentee")}
    assert states == {"Ana": "withdrawn", "Ben": "withdrawn", "Çem": "invited"}


def test_all_that_match_carries_the_filter_and_notices_a_change(
    three: list[Enrollment], cycle: Cycle, browser: Client
) -> None:
    url = _act("do=withdraw&all=1&group=Year+2")
    revision = browser.get(url).context["revision"]
    EnrollmentFactory.create(cycle=cycle, cohort="Year 2")
    answer = browser.post(url, {"revision": revision})
    assert answer.status_code == 422
    assert "Something changed after you opened this page." in answer.content.decode()
    assert "Withdraw 2 mentees?" in answer.content.decode()
    assert Enrollment.objects.filter(state="withdrawn").count() == 1


@pytest.mark.parametrize(("name", "words"), [("mentees", "Import people"), ("pairs", "Import pairs")])
def test_every_list_of_people_leads_to_a_message_and_to_a_file(
    name: str, words: str, three: list[Enrollment], browser: Client
) -> None:
    MentorshipFactory.create(cycle=three[0].cycle)
    page = browser.get(_url(name)).content.decode()
    assert 'name="do" value="message"' in page
    assert words in page


def test_nothing_chosen_says_how_to_choose(three: list[Enrollment], browser: Client) -> None:
    answer = browser.get(_act("do=withdraw"), follow=True)
    assert "Choose who it’s for" in answer.content.decode()
    assert browser.get(_act("do=nonsense&all=1")).status_code == 404


def test_who_is_mentee_and_mentor_is_invited_again_once(cycle: Cycle, browser: Client, now: datetime) -> None:
    row = EnrollmentFactory.create(cycle=cycle, state="invited")
    MentorParticipationFactory.create(cycle=cycle, mentor=row.mentee, state="invited")
    url = _act("do=invite&all=1", "invitations")
    answer = browser.post(url, {"revision": browser.get(url).context["revision"]}, follow=True).content.decode()
    assert "1 person will be invited again." in answer
    assert Message.objects.count() == 1
    deliver_due(now)
    assert "This doesn’t apply to what you chose." in browser.get(url).content.decode()


def test_the_handbook_is_recalled_once_a_day(
    handbook: Any, cycle: Cycle, browser: Client, moment: time_machine.Traveller
) -> None:
    EnrollmentFactory.create(cycle=cycle)
    url = _act("do=handbook&all=1")
    browser.post(url, {"revision": browser.get(url).context["revision"]})
    by_hand = Message.objects.filter(event="handbook_published", dedupe_key__contains=":on 2026-09-20")
    assert by_hand.count() == 1
    assert "Already reminded today." in browser.get(url).content.decode()
    moment.shift(timedelta(hours=11))  # tomorrow in UTC, today at the school
    assert "Already reminded today." in browser.get(url).content.decode()
    moment.shift(timedelta(hours=4))
    assert "Remind 1 person about the handbook?" in browser.get(url).content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_has_every_column_of_the_rows_that_match_and_is_recorded(
    form: str, three: list[Enrollment], cycle: Cycle, coordinator: User, browser: Client
) -> None:
    Enrollment.objects.filter(pk=three[0].pk).update(cohort="=HYPERLINK(1)")
    url = _act("do=export&all=1&state=enrolled")
    assert "Download 1 mentee?" in browser.get(url).content.decode()
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()
    content = browser.post(url, {"format": form}).content
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert len(rows) == 2
    found = dict(zip(rows[0], rows[1], strict=True))
    assert found["Family name"] == "Lund"
    assert found["Email address"] == three[0].mentee.email
    assert found["Group"] == "'=HYPERLINK(1)"
    entry = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (entry.actor, entry.object_pk) == (coordinator, str(cycle.pk))
    assert entry.additional_data == {"list": "mentees", "rows": 1, "filters": ["state"]}


def test_a_file_of_no_known_kind_is_not_written(three: list[Enrollment], browser: Client) -> None:
    assert browser.post(_act("do=export&all=1"), {"format": "exe"}).status_code == 422


def test_those_who_were_left_out_are_named_by_reason() -> None:
    left_out = [LeftOut(f"P{number}", "Away.") for number in range(12)] + [LeftOut("Q", "Gone.")]
    first, second = summed_up(left_out)
    assert (first.number, first.more) == (12, 2)
    assert said_of(first).endswith("P9 and 2 more. Away.")
    assert said_of(second) == "Left out: Q. Gone."


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["", "?q=a", "?state=enrolled&state=ready&invitation=none"])
def test_a_list_costs_the_same_for_one_and_three_and_with_everything_narrowed(
    name: str,
    query: str,
    cycle: Cycle,
    coordinator: User,
    browser: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counts = []
    for _ in range(2):
        EnrollmentFactory.create(cycle=cycle)
        MentorParticipationFactory.create(cycle=cycle, mentor__given_name="Ada")
        with django_assert_max_num_queries(15) as queries:
            browser.get(_url(name, query))
        counts.append(len(queries))
        EnrollmentFactory.create(cycle=cycle)
    assert counts[0] == counts[1]


def test_every_column_sorts_and_every_filter_answers(
    three: list[Enrollment], mentor: User, coordinator: User, cycle: Cycle, now: datetime
) -> None:
    for definition in all_lists():
        year = Year(cycle, coordinator, now, (cycle,))
        reading = Reading(definition, year, QueryDict())
        for column in reading.known:
            if column.order:
                for sort in (column.key, f"-{column.key}"):
                    list(Reading(definition, year, QueryDict(f"sort={sort}")).matching)
        for key, choices in reading.choices.items():
            for value, _label in choices:
                query = QueryDict(mutable=True)
                query[key] = value
                narrowed = Reading(definition, year, query)
                everything, [counted] = narrowed.count([narrowed.chosen])
                assert counted == len(list(narrowed.matching)) <= everything, (definition.name, key, value)


def test_there_is_a_list_of_each_name() -> None:
    assert {definition.name for definition in all_lists()} >= set(LISTS)
    assert get_list("nonsense") is None
