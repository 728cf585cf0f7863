"""Every state that a mentor can be in has its sentence: a table of states and sentences."""

from datetime import date

import pytest

from matching.models import Answer, MatchRound
from matching.notices.events import NO_MENTEE
from notifications.models import Message
from pairs.models import Origin
from people.models import Enrollment, MentorParticipation
from programs.models import CycleState
from tests.factories.programs import HandbookVersionFactory
from tests.home.world import NEXT_ROUND, NOW, State, World, before_ranking, status_of_mentor

pytestmark = pytest.mark.django_db

CLOSING_IN_KAMPALA = "Sat 26 Sep 2026, 00:00 Kampala · Fri 25 Sep, 17:00 Toronto (in 6 days)"
OFFER_UNTIL_IN_KAMPALA = "Tue 6 Oct 2026, 06:59 Kampala · Mon 5 Oct, 23:59 Toronto (in 16 days)"
_E, _P, _R = Enrollment.State, MentorParticipation.State, MatchRound.State


def _told_of_nobody(world: World) -> None:
    published = world.published(matched=False)
    Message.objects.create(
        recipient=world.participation.mentor,
        event=NO_MENTEE,
        category="match",
        dedupe_key="nobody",
        subject_pk=str(published.pk),
        due_at=NOW,
    )


def _informal_pair(world: World) -> None:
    world.pair(origin=Origin.INFORMAL, placed=False)


def _handbook_not_signed(world: World) -> None:
    HandbookVersionFactory.create(program=world.cycle.program, state="published", sha256="0" * 64, published_at=NOW)
    world.mentoring(_P.ACCEPTED, trained_on=date(2026, 9, 1))


MENTOR_STATES: dict[str, tuple[State, str, str]] = {
    "invited": (
        lambda world: world.mentoring(_P.INVITED),
        "You’re invited to mentor",
        "Yes or no, your answer helps the school plan.",
    ),
    "accepted, handbook missing": (
        _handbook_not_signed,
        "You said yes, but mentees can’t see you yet",
        "Read the handbook and acknowledge it. Say what support you offer and what interests you.",
    ),
    "on leave": (
        lambda world: world.mentoring(_P.PAUSED, away_from=date(2026, 9, 1), away_until=date(2026, 12, 1)),
        "You’re on leave until Tue 1 Dec 2026",
        "Your mentorships are paused until you’re back.",
    ),
    "stopped": (
        lambda world: world.mentoring(_P.ENDED),
        "You’ve stopped mentoring this year",
        "Thank you for the time you gave.",
    ),
    "ready, ranking not open": (
        before_ranking,
        "Mentees can read your profile",
        "They can rank mentors from Mon 21 Sep 2026, 17:00 Kampala · 10:00 Toronto (tomorrow).",
    ),
    "ready, ranking delayed": (
        lambda world: None,
        "Mentees can read your profile",
        "We’ll tell you when pairs are published.",
    ),
    "lists open": (
        lambda world: world.round(_R.OPEN),
        "Mentees are choosing now",
        f"Lists close on {CLOSING_IN_KAMPALA}. We’ll tell you when pairs are published.",
    ),
    "time of lists is over, round not closed": (
        lambda world: world.round(_R.OPEN, closes_at=NOW),
        "Pairs are being made",
        "We’ll tell you when they’re published.",
    ),
    "round closed": (
        lambda world: world.round(_R.CLOSED),
        "Pairs are being made",
        "We’ll tell you when they’re published.",
    ),
    "round closed, mentors answer": (
        lambda world: world.round(_R.CLOSED, mentors_rank=True),
        "Lists are in, and mentors have their say",
        "We’ll tell you when pairs are published.",
    ),
    "round proposed": (
        lambda world: world.round(_R.PROPOSED),
        "Pairs are being made",
        "We’ll tell you when they’re published.",
    ),
    "offer, nobody answered": (
        lambda world: world.offer(),
        "We suggest Noor Haddad-Quist as your mentee",
        f"You can answer until {OFFER_UNTIL_IN_KAMPALA}.",
    ),
    "offer, the mentee said yes": (
        lambda world: world.offer(mentee_answer=Answer.ACCEPTED),
        "Noor Haddad-Quist said yes and is waiting for your answer",
        f"You can answer until {OFFER_UNTIL_IN_KAMPALA}.",
    ),
    "offer, said yes": (
        lambda world: world.offer(mentor_answer=Answer.ACCEPTED),
        "You said yes to Noor Haddad-Quist",
        f"Noor Haddad-Quist can answer until {OFFER_UNTIL_IN_KAMPALA}. We’ll tell you as soon as we know.",
    ),
    "offer, time is over": (
        lambda world: world.offer(expires_at=NOW, told_at=NOW),
        "The time to answer about Noor Haddad-Quist is over",
        "We’ll be in touch shortly.",
    ),
    "round without a mentee, told so": (
        _told_of_nobody,
        "The last round didn’t find you a mentee",
        "It says nothing about you, and your place is kept.",
    ),
    "joined after the round": (
        lambda world: world.published(matched=False),
        "You don’t have a mentee right now",
        NEXT_ROUND,
    ),
    "one pair": (lambda world: world.pair(), "You have 1 mentee", "Noor Haddad-Quist"),
    "an informal pair": (_informal_pair, "You have 1 mentee", "Noor Haddad-Quist"),
    "in a group": (World.group, "You lead Circle 3", "Its sessions are listed under “Sessions”."),
    "cycle closed": (
        lambda world: world.set_cycle(CycleState.CLOSED),
        "This year is over",
        "Thank you for mentoring.",
    ),
}


@pytest.mark.parametrize(("put", "title", "text"), MENTOR_STATES.values(), ids=MENTOR_STATES.keys())
def test_every_state_of_a_mentor_has_its_sentence(world: World, put: State, title: str, text: str) -> None:
    put(world)
    status = status_of_mentor(world)
    assert (status.title, status.text) == (title, text)
