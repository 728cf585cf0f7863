"""Every state that a mentee can be in has its sentence: a table of states and sentences."""

from datetime import date, timedelta

import pytest

from matching.models import Answer, MatchRound, Offer, PreferenceList
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import CycleState, Program
from tests.factories.matching import (
    PreferenceListFactory,
)
from tests.home.world import NEXT_ROUND, NOW, State, World, before_ranking, status_of_mentee

pytestmark = pytest.mark.django_db

OFFER_UNTIL = "Mon 5 Oct 2026, 23:59 Toronto (in 15 days)"
_E, _P, _R = Enrollment.State, MentorParticipation.State, MatchRound.State


def _invited_before_enrolling_opens(world: World) -> None:
    world.enrolled(_E.INVITED)
    world.set_cycle(CycleState.PLANNING)


def _invited_too_late(world: World) -> None:
    world.enrolled(_E.INVITED)
    world.set_cycle(CycleState.CLOSING)


def _invited_while_lists_are_open(world: World) -> None:
    world.enrolled(_E.INVITED)
    world.round(_R.OPEN)


def _enrolled_informally(world: World) -> None:
    Program.objects.filter(pk=world.cycle.program_id).update(pairing=Program.Pairing.INFORMAL)


def _draft(world: World) -> None:
    opened = world.round(_R.OPEN)
    PreferenceListFactory.create(
        round=opened,
        enrollment=world.enrollment,
        state=PreferenceList.State.DRAFT,
        submitted_at=None,
        ranks=[world.participation],
    )


def _empty_draft(world: World) -> None:
    opened = world.round(_R.OPEN)
    PreferenceListFactory.create(round=opened, enrollment=world.enrollment, state=PreferenceList.State.DRAFT)


def _handed_in(state: MatchRound.State, **fields: object) -> State:
    def _set(world: World) -> None:
        current = world.round(state, **fields)
        PreferenceListFactory.create(round=current, enrollment=world.enrollment, ranks=[world.participation])

    return _set


def _enrolled_after_the_round_closed(world: World) -> None:
    world.enrolled(_E.ENROLLED, enrolled_at=NOW)
    world.round(_R.CLOSED, closed_at=NOW - timedelta(hours=1))


def _declined(world: World) -> None:
    world.offer(state=Offer.State.DECLINED, mentor_answer=Answer.DECLINED, held=False)
    world.enrolled(_E.WAITLISTED)


def _pair_ended(world: World) -> None:
    world.published()
    world.pair(state=Mentorship.State.ENDED, ended_on=date(2026, 9, 19), placed=False)
    world.enrolled(_E.WAITLISTED)


def _again_after_a_pair_ended(world: World) -> None:
    world.pair(state=Mentorship.State.ENDED, ended_on=date(2026, 9, 19), placed=False)
    world.enrolled(_E.WAITLISTED)
    world.round(_R.OPEN)


MENTEE_STATES: dict[str, tuple[State, str, str]] = {
    "invited, enrolling not open": (
        _invited_before_enrolling_opens,
        "You’re invited to take part",
        "Enrollment opens on Mon 3 Aug 2026.",
    ),
    "invited, no round yet": (
        lambda world: world.enrolled(_E.INVITED),
        "You’re invited to take part",
        "It takes about 5 minutes.",
    ),
    "invited, lists open": (
        _invited_while_lists_are_open,
        "You’re invited to take part",
        "To rank mentors in “Main round”, enroll before lists close: Fri 25 Sep 2026, 17:00 Toronto (in 5 days).",
    ),
    "invited, too late": (
        _invited_too_late,
        "You didn’t enroll this year",
        "Write to the coordinator if you would still like to take part.",
    ),
    "enrollment begun": (
        lambda world: world.enrolled(_E.STARTED),
        "You haven’t finished enrolling",
        "It takes about 5 minutes.",
    ),
    "enrolled, ranking not open": (
        before_ranking,
        "You’re enrolled",
        "Ranking opens on Mon 21 Sep 2026, 10:00 Toronto (tomorrow).",
    ),
    "enrolled, ranking delayed": (lambda world: None, "You’re enrolled", NEXT_ROUND),
    "enrolled, no rounds at all": (
        _enrolled_informally,
        "You’re taking part",
        "In this program, people find each other on their own.",
    ),
    "lists open, no list": (
        lambda world: world.round(_R.OPEN),
        "Your list is empty",
        "Lists close on Fri 25 Sep 2026, 17:00 Toronto (in 5 days).",
    ),
    "lists open, list emptied": (
        _empty_draft,
        "Your list is empty",
        "Lists close on Fri 25 Sep 2026, 17:00 Toronto (in 5 days).",
    ),
    "lists open, draft": (
        _draft,
        "Your list of 1 name isn’t handed in yet",
        "Hand it in before lists close on Fri 25 Sep 2026, 17:00 Toronto (in 5 days).",
    ),
    "lists open, handed in": (
        _handed_in(_R.OPEN),
        "You handed in a list of 1 name",
        "You can change it until Fri 25 Sep 2026, 17:00 Toronto (in 5 days).",
    ),
    "time of lists is over, round not closed": (
        _handed_in(_R.OPEN, closes_at=NOW - timedelta(minutes=1)),
        "Your list of 1 name is in",
        "Lists are closed. Pairs will be made next.",
    ),
    "round closed, list in": (
        _handed_in(_R.CLOSED),
        "Your list of 1 name is in",
        "Pairs are being made. We’ll tell you when they’re published.",
    ),
    "round closed, mentors answer": (
        _handed_in(_R.CLOSED, mentors_rank=True),
        "Your list of 1 name is in",
        "Mentors have their say now. We’ll tell you when pairs are published.",
    ),
    "round proposed, list in": (
        _handed_in(_R.PROPOSED),
        "Your list of 1 name is in",
        "Pairs are being made. We’ll tell you when they’re published.",
    ),
    "round closed, no list": (
        lambda world: world.round(_R.CLOSED),
        "You didn’t hand in a list",
        "Pairs are being made. We’ll tell you when they’re published.",
    ),
    "enrolled after the round closed": (_enrolled_after_the_round_closed, "You’re enrolled", NEXT_ROUND),
    "offer, nobody answered": (
        lambda world: world.offer(),
        "We suggest Dr Nambozo-Hale as your mentor",
        f"You can answer until {OFFER_UNTIL}.",
    ),
    "offer, the mentor said yes": (
        lambda world: world.offer(mentor_answer=Answer.ACCEPTED),
        "Dr Nambozo-Hale said yes and is waiting for your answer",
        f"You can answer until {OFFER_UNTIL}.",
    ),
    "offer, said yes": (
        lambda world: world.offer(mentee_answer=Answer.ACCEPTED),
        "You said yes to Dr Nambozo-Hale",
        f"Dr Nambozo-Hale can answer until {OFFER_UNTIL}. We’ll tell you as soon as we know.",
    ),
    "offer, of which the mentor did not hear": (
        lambda world: world.unheard_offer(),
        "We suggest Dr Nambozo-Hale as your mentor",
        "You can still answer.",
    ),
    "offer, said yes, and the other did not hear in time": (
        lambda world: world.unheard_offer(mentee_answer=Answer.ACCEPTED),
        "You said yes to Dr Nambozo-Hale",
        "Dr Nambozo-Hale can still answer. We’ll tell you as soon as we know.",
    ),
    "offer, time is over": (
        lambda world: world.offer(expires_at=NOW, told_at=NOW),
        "The time to answer about Dr Nambozo-Hale is over",
        "We’ll be in touch shortly.",
    ),
    "offer declined": (_declined, "The pairing with Dr Nambozo-Hale won’t go ahead", NEXT_ROUND),
    "round without a mentor": (
        lambda world: world.published(matched=False),
        "The last round didn’t find you a mentor",
        NEXT_ROUND,
    ),
    "pair active": (
        lambda world: world.pair(started_on=date(2026, 9, 1)),
        "Dr Nambozo-Hale is your mentor",
        "Since Tue 1 Sep 2026.",
    ),
    "pair named, the year begins later": (
        lambda world: world.pair(),
        "Dr Nambozo-Hale is your mentor",
        "Starting on Mon 5 Oct 2026.",
    ),
    "pair paused": (
        lambda world: world.pair(state=Mentorship.State.PAUSED),
        "Your mentorship with Dr Nambozo-Hale is paused",
        "Nothing is expected of you until it resumes. We’ll tell you when it does.",
    ),
    "pair ended": (_pair_ended, "Your mentorship with Dr Nambozo-Hale has ended", NEXT_ROUND),
    "pair ended, lists open again": (
        _again_after_a_pair_ended,
        "Your list is empty",
        "Lists close on Fri 25 Sep 2026, 17:00 Toronto (in 5 days).",
    ),
    "in a group": (World.group, "You’re in Circle 3", "Its sessions are listed under “Sessions”."),
    "completed": (
        lambda world: world.enrolled(_E.COMPLETED),
        "This year is over",
        "Thank you for taking part.",
    ),
    "cycle closed": (
        lambda world: world.set_cycle(CycleState.CLOSED),
        "This year is over",
        "Thank you for taking part.",
    ),
}


@pytest.mark.parametrize(("put", "title", "text"), MENTEE_STATES.values(), ids=MENTEE_STATES.keys())
def test_every_state_of_a_mentee_has_its_sentence(world: World, put: State, title: str, text: str) -> None:
    put(world)
    status = status_of_mentee(world)
    assert (status.title, status.text) == (title, text)
