"""What two people share in their workspace: topics, actions; read and written by the two alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.errors import TooMany
from pairs.models import Action, Mentorship, Topic
from pairs.presentation.starters import STARTERS, Stage, stage_of, starters_for
from pairs.queries.meetings import Meetings
from pairs.services.actions import add_action, change_action, tick_action
from pairs.services.mentorships import end_mentorship
from pairs.services.topics import MOST_OPEN, add_topic, mark_talked, remove_topic
from tests.conftest import SignIn
from tests.factories.sessions import SessionFactory
from tests.outbox import deliver_due

pytestmark = pytest.mark.django_db
WORDS = "Sleeping after night shifts"
NOON = datetime(2027, 1, 11, 17, tzinfo=UTC)


def _workspace(pair: Mentorship) -> str:
    return reverse("sessions:show-pair", args=[pair.pk])


def test_topics_of_both_wait_in_the_order_in_which_they_were_added(
    pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    hers, his = sign_in(student), sign_in(mentor)
    hers.post(reverse("pairs:add-topic", args=[pair.pk]), {"text": WORDS})
    his.post(reverse("pairs:add-topic", args=[pair.pk]), {"text": "The second reader"})
    page = hers.get(_workspace(pair)).content.decode()
    assert page.index(WORDS) < page.index("The second reader")
    # It is the agenda of their next session, and no longer stands with one that was held.
    for days, seen in ((5, True), (-5, False)):
        session = SessionFactory.create(mentorship=pair, starts_at=timezone.now() + timedelta(days=days))
        agenda = hers.get(reverse("sessions:show-session", args=[session.pk])).content.decode()
        assert (WORDS in agenda) == seen
    first = Topic.objects.get(added_by=student)
    settle = reverse("pairs:settle-topic", args=[pair.pk, first.pk])
    answer = his.post(settle, {"step": "talked"}, follow=True)
    assert "Marked as talked about." in answer.content.decode()
    assert WORDS not in answer.content.decode()
    his.post(settle, {"step": "talked"})
    his.post(settle, {"step": "open"})
    assert WORDS in his.get(_workspace(pair)).content.decode()
    assert hers.post(settle, {"step": "remove"}).status_code == 302
    assert hers.post(settle, {"step": "remove"}).status_code == 404
    assert hers.post(settle, {}).status_code == 404


@pytest.mark.parametrize(
    ("held", "day", "stage"),
    [
        (0, date(2026, 11, 1), Stage.FIRST),
        (1, date(2026, 11, 1), Stage.EARLY),
        (4, date(2027, 1, 20), Stage.MIDDLE),
        (8, date(2027, 6, 20), Stage.CLOSING),
    ],
)
def test_questions_fit_the_stage_and_leave_once_they_are_topics(
    held: int, day: date, stage: Stage, pair: Mentorship, student: User
) -> None:
    pair.cycle.closing_from = date(2027, 7, 1)
    now = datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
    assert stage_of(pair, Meetings(held=held), now) == stage
    first, *others = starters_for(pair, Meetings(held=held), [], now)
    assert first in map(str, STARTERS[stage])
    topic = Topic(mentorship=pair, text=first, added_by=student, added_at=now)
    assert starters_for(pair, Meetings(held=held), [topic], now)[:2] == others


def test_a_list_has_an_end_and_an_ended_mentorship_keeps_what_was_written(
    pair: Mentorship, student: User, sign_in: SignIn
) -> None:
    rows = [Topic(mentorship=pair, text=str(n), added_by=student, added_at=NOON) for n in range(MOST_OPEN)]
    Topic.objects.bulk_create(rows)
    with pytest.raises(TooMany):
        add_topic(pair, by=student, text=WORDS, now=NOON)
    page = sign_in(student).post(reverse("pairs:add-topic", args=[pair.pk]), {"text": WORDS})
    assert page.status_code == 422
    assert "There are 30 already." in page.content.decode()
    assert page.context["form"]["text"].value() == WORDS
    end_mentorship(pair, by=student, now=NOON)
    for step in (
        lambda: add_topic(pair, by=student, text=WORDS, now=NOON),
        lambda: mark_talked(rows[0], talked=True, now=NOON),
        lambda: remove_topic(rows[0]),
        lambda: add_action(pair, fields={"text": WORDS, "owner": "both", "due_on": None}, now=NOON),
    ):
        with pytest.raises(WrongState):
            step()
    kept = sign_in(student).get(_workspace(pair)).content.decode()
    assert "For next time" in kept
    assert "Add a topic" not in kept


def test_an_action_is_added_ticked_twice_and_changed_by_either(
    pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    hers = sign_in(student)
    typed = {"text": "Ask for a day in the clinic", "owner": "mentor", "due_on": "2040-03-19"}
    assert hers.post(reverse("pairs:add-action", args=[pair.pk]), typed).status_code == 302
    action = Action.objects.get()
    tick = reverse("pairs:tick-action", args=[pair.pk, action.pk])
    for _time in (1, 2):
        part = hers.post(tick, {"done": "yes"}, follow=True).content.decode()
        assert 'aria-pressed="true"' in part
    done_at = Action.objects.get().done_at
    assert done_at
    sign_in(mentor).post(tick, {"done": "no"})
    assert Action.objects.get().done_at is None
    edit = reverse("pairs:edit-action", args=[pair.pk, action.pk])
    form = sign_in(mentor).get(edit).context["form"]
    first = {**typed, "due_on": "2040-03-26", "revision": form["revision"].value()}
    assert hers.post(edit, {**first, "text": "Ask for two days"}).status_code == 302
    # Who opened the form before sees both versions and overwrites nothing.
    late = sign_in(mentor).post(edit, {**first, "text": "Ask for a week"})
    assert late.status_code == 422
    assert "Ask for two days" in late.content.decode()
    assert Action.objects.get().text == "Ask for two days"
    hers.post(reverse("pairs:remove-action", args=[pair.pk, action.pk]))
    assert not Action.objects.exists()


def test_who_does_it_is_reminded_once_three_mornings_before(
    pair: Mentorship, student: User, mentor: User, mailoutbox: list[EmailMessage]
) -> None:
    day = date(2027, 1, 21)
    fields = {"text": WORDS, "owner": "mentee", "due_on": day}
    first = add_action(pair, fields=fields, now=NOON)
    add_action(pair, fields={**fields, "text": "Another thing"}, now=NOON)
    moved = add_action(pair, fields={**fields, "owner": "both"}, now=NOON)
    change_action(moved, fields={**fields, "owner": "both", "due_on": day + timedelta(days=7)}, now=NOON)
    add_action(pair, fields={**fields, "owner": "mentor", "due_on": NOON.date()}, now=NOON)
    due = datetime(2027, 1, 18, 8, tzinfo=student.zone)
    deliver_due(now=due - timedelta(minutes=1))
    assert not mailoutbox
    deliver_due(now=due + timedelta(hours=12))
    # The mentor’s was for both and has another day now.
    assert [mail.to for mail in mailoutbox] == [[student.email]]
    [mail] = mailoutbox
    assert mail.subject == "Something you planned is due in a few days"
    assert "Thu 21 Jan 2027" in mail.body
    assert WORDS not in mail.body
    tick_action(first, done=True, now=NOON)
    assert WORDS not in str(list(Message.objects.values()))


def test_nobody_else_has_it_and_the_database_holds_no_readable_word(
    pair: Mentorship, student: User, coordinator: User, admin: User, sign_in: SignIn
) -> None:
    topic = add_topic(pair, by=student, text=WORDS, now=NOON)
    action = add_action(pair, fields={"text": WORDS, "owner": "both", "due_on": None}, now=NOON)
    for person in (coordinator, admin):
        assert not Topic.objects.visible_to(person).exists()
        assert not Action.objects.visible_to(person).exists()
        assert WORDS not in sign_in(person).get(reverse("sessions:show-pair-record", args=[pair.pk])).content.decode()
    for row in (topic, action):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT text FROM {row._meta.db_table}")  # noqa: S608
            assert WORDS.encode() not in bytes(cursor.fetchone()[0])
