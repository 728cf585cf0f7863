"""Whatever way somebody comes in, and whatever moves, the reminders that a page speaks of are queued."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound, Offer
from matching.notices.events import RANKING_CLOSES, RANKING_MOVED, RANKING_OPENS
from matching.notices.queued import queued_for_lists, queued_for_offers, read_open_offers
from matching.services.announcements import announce_offers
from matching.services.offers import accept_offer, decline_offer
from matching.services.rounds import close_round, create_round, edit_round, open_round, reopen_round
from notifications.events import get_event
from notifications.models import Message, NotificationPreference
from notifications.presentation.queued import queued_text
from pairs.services.mentorships import end_mentorship
from people.imports.reading import read_people
from people.models import Enrollment, MentorParticipation
from people.services.enrollments import start_enrollment
from people.services.import_people import import_people
from people.services.participations import answer_invitation
from people.services.withdrawals import withdraw_enrollment
from programs.models import Cycle, HandbookVersion, Program
from programs.notices.queued import queued_for_handbooks
from programs.services.handbooks import acknowledge_handbook
from tests.factories.matching import OfferFactory, PreferenceListFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import HandbookVersionFactory
from tests.outbox import deliver_due
from tests.people.profiles import tell

pytestmark = pytest.mark.usefixtures("on_both_databases")

SignIn = Callable[[User], Client]
HEADER = "role,email,given_name,family_name,enrolled"
DAYS = timedelta(days=1)


@pytest.fixture(autouse=True)
def _moment(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def opened(cycle: Cycle, participation: MentorParticipation, now: datetime) -> MatchRound:
    """A round that is open for ten days; whoever was there when it opened has left, and nobody has come yet."""
    first = EnrollmentFactory.create(cycle=cycle)
    match_round = open_round(create_round(cycle=cycle, name="Main round", closes_at=now + 10 * DAYS), now=now)
    first.delete()
    Message.objects.filter(recipient=first.mentee).delete()
    return match_round


@pytest.fixture
def handbook(program: Program, now: datetime) -> HandbookVersion:
    return HandbookVersionFactory.create(program=program, state="published", published_at=now, sha256="0" * 64)


def _bring(cycle: Cycle, *rows: str, now: datetime) -> None:
    people, problems, *_ = read_people("\n".join((HEADER, *rows)).encode(), cycle=cycle)
    assert problems == []
    import_people(cycle, rows=people, now=now)


def _lists(match_round: MatchRound) -> list[tuple[int, int]]:
    """(days from now on the calendar, people) of the reminders that are queued."""
    match_round.refresh_from_db()
    return [(queued.day.day, queued.people) for queued in queued_for_lists(match_round)]


# Every way in --------------------------------------------------------------------------------------


def test_an_import_of_enrolled_people_into_an_open_round(opened: MatchRound, cycle: Cycle, now: datetime) -> None:
    assert queued_text(queued_for_lists(opened)) == "No reminders are scheduled."
    rows = [f"mentee,{n}@haldenlake.example,Given{n},Family{n},yes" for n in range(3)]
    _bring(cycle, *rows, "mentee,later@haldenlake.example,Later,Person,", now=now)
    assert _lists(opened) == [(23, 3), (28, 3), (29, 3)]
    assert Message.objects.filter(event=RANKING_OPENS).count() == 3
    _bring(cycle, *rows, now=now + DAYS)
    assert _lists(opened) == [(23, 3), (28, 3), (29, 3)]
    assert Message.objects.filter(event=RANKING_OPENS).count() == 3


def test_a_form_and_a_late_enrolment(
    opened: MatchRound, cycle: Cycle, outsider: User, handbook: HandbookVersion, now: datetime
) -> None:
    enrollment = start_enrollment(cycle, by=outsider, now=now)
    assert _lists(opened) == []
    acknowledge_handbook(handbook, by=outsider, now=now)
    tell(enrollment, now=now + 4 * DAYS)
    assert _lists(opened) == [(28, 1), (29, 1)]


def test_an_offer_that_is_declined_while_lists_are_open(opened: MatchRound, cycle: Cycle, now: datetime) -> None:
    offer = OfferFactory.create(
        enrollment__cycle=cycle, participation__cycle=cycle, proposed_pair__proposal__round__cycle=cycle,
        proposed_pair__proposal__round__state="cancelled", expires_at=now + 3 * DAYS,
    )  # fmt: skip
    assert _lists(opened) == []
    decline_offer(offer, by=offer.enrollment.mentee, now=now)
    assert _lists(opened) == [(23, 1), (28, 1), (29, 1)]


def test_a_pair_that_ends_while_lists_are_open(opened: MatchRound, cycle: Cycle, now: datetime) -> None:
    enrollment = EnrollmentFactory.create(cycle=cycle, state="matched")
    pair = MentorshipFactory.create(cycle=cycle, enrollment=enrollment, mentee=enrollment.mentee)
    end_mentorship(pair, now=now)
    assert _lists(opened) == [(23, 1), (28, 1), (29, 1)]


def test_who_leaves_is_counted_and_reminded_no_more(opened: MatchRound, cycle: Cycle, now: datetime) -> None:
    _bring(cycle, "mentee,a@haldenlake.example,Ada,Okafor,yes", "mentee,b@haldenlake.example,Bo,Lindqvist,yes", now=now)
    enrollment = Enrollment.objects.get(mentee__given_name="Ada")
    withdraw_enrollment(enrollment, by=enrollment.mentee, now=now)
    assert _lists(opened) == [(23, 1), (28, 1), (29, 1)]
    deliver_due(now + 4 * DAYS)
    assert {letter.to[0] for letter in mail.outbox} == {"b@haldenlake.example"}


# Everything that moves -----------------------------------------------------------------------------


def test_a_later_closing_tells_everybody_and_moves_the_reminders(
    opened: MatchRound, cycle: Cycle, now: datetime
) -> None:
    _bring(cycle, "mentee,a@haldenlake.example,Ada,Okafor,yes", "mentee,b@haldenlake.example,Bo,Lindqvist,yes", now=now)
    deliver_due(now)
    User.objects.update(last_login=now)
    PreferenceListFactory.create(round=opened, enrollment=Enrollment.objects.get(mentee__given_name="Bo"))
    edit_round(opened, name=opened.name, opens_at=None, closes_at=now + 12 * DAYS, now=now + DAYS)
    assert _lists(opened) == [(25, 1), (30, 1), (1, 1)]
    mail.outbox.clear()
    deliver_due(now + DAYS)
    bodies = {letter.to[0].partition("@")[0]: str(letter.body) for letter in mail.outbox}
    assert "Lists are now open until Fri 2 Oct 2026, 10:00 Toronto." in bodies["a"]
    assert "You haven’t handed in a list yet" in bodies["a"]
    assert "You can change it until then" in bodies["b"]
    mail.outbox.clear()
    deliver_due(now + 4 * DAYS)
    assert mail.outbox == [], "the reminder of the first closing holds no more"
    deliver_due(now + 5 * DAYS)
    assert [letter.to for letter in mail.outbox] == [["a@haldenlake.example"]]


def test_a_closing_that_moves_back_and_forth_ends_with_the_true_reminders(
    opened: MatchRound, enrollment: Enrollment, now: datetime
) -> None:
    first = opened.closes_at
    for closes_at in (first + 2 * DAYS, first, first + 2 * DAYS, first):
        opened = edit_round(opened, name=opened.name, opens_at=None, closes_at=closes_at, now=now)
        now += timedelta(minutes=1)
    assert _lists(opened) == [(23, 1), (28, 1), (29, 1)]
    deliver_due(now)
    [moved] = Message.objects.filter(event=RANKING_MOVED, state="sent")
    assert "Wed 30 Sep 2026, 10:00 Toronto" in moved.body


def test_a_message_that_waits_for_the_morning_survives_a_moved_closing(
    opened: MatchRound, enrollment: Enrollment, now: datetime
) -> None:
    edit_round(opened, name=opened.name, opens_at=None, closes_at=opened.closes_at + DAYS, now=now)
    deliver_due(now)
    assert Message.objects.get(event=RANKING_OPENS).state == "sent"


def test_another_name_tells_nobody(opened: MatchRound, enrollment: Enrollment, now: datetime) -> None:
    edit_round(opened, name="Autumn", opens_at=None, closes_at=opened.closes_at, now=now)
    assert not Message.objects.filter(event=RANKING_MOVED).exists()


def test_a_reopened_round_tells_everybody_until_when(enrollment: Enrollment, opened: MatchRound, now: datetime) -> None:
    close_round(opened, now=now)
    assert [m for m in Message.objects.filter(event=RANKING_CLOSES) if not _is_true(m)] != []
    reopened = reopen_round(opened, closes_at=opened.closes_at, now=now + DAYS)
    assert _lists(reopened) == [(23, 1), (28, 1), (29, 1)]
    deliver_due(now + DAYS)
    assert Message.objects.get(event=RANKING_MOVED).state == "sent"


def _is_true(message: Message) -> bool:
    return get_event(message.event).still_matters(message)


# Offers and handbook -------------------------------------------------------------------------------


def _of_offers(cycle: Cycle) -> str:
    return queued_text(queued_for_offers(read_open_offers([cycle.pk]), {cycle.pk: cycle})[cycle.pk])


def test_reminders_of_offers_are_those_of_people_who_have_not_answered(cycle: Cycle, now: datetime) -> None:
    offer: Offer = OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle, made_at=now, expires_at=now + 7 * DAYS
    )
    assert _of_offers(cycle) == "No reminders are scheduled."
    announce_offers([offer], now=now)
    told = "Reminders to 2 people go out on Wed 23 Sep 2026, to 2 on Sat 26 Sep 2026."
    assert _of_offers(cycle) == told
    accept_offer(offer, by=offer.enrollment.mentee, now=now)
    told = "Reminders to 1 person go out on Wed 23 Sep 2026, to 1 on Sat 26 Sep 2026."
    assert _of_offers(cycle) == told


def test_people_who_come_after_the_handbook_are_reminded_of_it(
    cycle: Cycle, handbook: HandbookVersion, outsider: User, now: datetime
) -> None:
    _bring(cycle, "mentee,a@haldenlake.example,Ada,Okafor,yes", "mentor,r@haldenlake.example,Ruth,Vance,yes", now=now)
    assert queued_text(queued_for_handbooks([cycle])[cycle.pk]) == "Reminders to 2 people go out on Sun 27 Sep 2026."
    start_enrollment(cycle, by=outsider, now=now + DAYS)
    invited = MentorParticipationFactory.create(cycle=cycle, state="invited")
    answer_invitation(invited, accept=True, now=now + 2 * DAYS)
    told = "Reminders to 2 people go out on Sun 27 Sep 2026, to 1 on Mon 28 Sep 2026, to 1 on Tue 29 Sep 2026."
    assert queued_text(queued_for_handbooks([cycle])[cycle.pk]) == told
    acknowledge_handbook(handbook, by=outsider, now=now + 3 * DAYS)
    NotificationPreference.objects.create(user=outsider)
    deliver_due(now + 9 * DAYS)
    reminded = Message.objects.filter(event="handbook_published", state="sent")
    assert set(reminded.values_list("recipient__given_name", flat=True)) == {"Ada", "Ruth", invited.mentor.given_name}
    assert "Please read it and acknowledge it" in reminded[0].body


# What the pages say --------------------------------------------------------------------------------


def test_the_page_of_the_round_counts_what_is_queued(
    opened: MatchRound, cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    EnrollmentFactory.create(cycle=cycle, state="enrolled")
    page = sign_in(coordinator).get(reverse("matching:show-round", args=[opened.pk])).content.decode()
    assert "No reminders are scheduled." in page, "somebody came in past every service"
    _bring(cycle, "mentee,a@haldenlake.example,Ada,Okafor,yes", now=now)
    page = sign_in(coordinator).get(reverse("matching:show-round", args=[opened.pk])).content.decode()
    assert "Reminders to 2 people go out on Wed 23 Sep 2026, to 2 on Mon 28 Sep 2026" in " ".join(page.split())


def test_no_page_says_by_themselves_without_counting() -> None:
    base = Path(settings.BASE_DIR)
    pages = [*base.glob("templates/**/*.html"), *base.glob("home/*.py"), *base.glob("*/views/*.py")]
    assert [str(path) for path in pages if re.search("(out|reminded) by themselves", path.read_text())] == []
