"""Every state that somebody can be in has its sentence: a table of states and sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from home.statuses import mentee_statuses, mentor_statuses
from matching.models import Answer, MatchRound, Offer, PreferenceList
from matching.notices.events import MATCH_PUBLISHED, NO_MENTEE
from notifications.models import Message
from pairs.models import Mentorship, Origin
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState, Program
from programs.todo import Status
from tests.factories.matching import (
    MatchRoundFactory,
    OfferFactory,
    PreferenceListFactory,
    ProposalFactory,
    ProposedPairFactory,
)
from tests.factories.notifications import MessageFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import CycleFactory, HandbookVersionFactory
from tests.factories.sessions import GroupFactory, GroupMemberFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 20, 14, tzinfo=UTC)
CLOSING_IN_KAMPALA = "Sat 26 Sep 2026, 00:00 Kampala · Fri 25 Sep, 17:00 Toronto (in 6 days)"
OFFER_UNTIL = "Mon 5 Oct 2026, 23:59 Toronto (in 15 days)"
OFFER_UNTIL_IN_KAMPALA = "Tue 6 Oct 2026, 06:59 Kampala · Mon 5 Oct, 23:59 Toronto (in 16 days)"
NEXT_ROUND = "If there’s another round this year, you’re in it. We’ll tell you when it opens."


@dataclass(slots=True)
class World:
    """One mentee and one mentor in one cycle."""

    cycle: Cycle
    enrollment: Enrollment
    participation: MentorParticipation

    def round(self, state: MatchRound.State, **fields: object) -> MatchRound:
        return MatchRoundFactory.create(cycle=self.cycle, state=state, **fields)

    def published(self, *, matched: bool = True) -> MatchRound:
        """A published round; it gave the two to each other, or nobody to either."""
        proposed = self.round(MatchRound.State.PROPOSED, closed_at=NOW - timedelta(days=1))
        proposal = ProposalFactory.create(round=proposed)
        ProposedPairFactory.create(
            proposal=proposal,
            enrollment=self.enrollment,
            participation=self.participation if matched else None,
            rank=1 if matched else None,
        )
        MatchRound.objects.filter(pk=proposed.pk).update(
            state="published", published_at=NOW, published_by=self.enrollment.mentee, published_proposal=proposal
        )
        return proposed

    def offer(self, **fields: object) -> Offer:
        pair = self.published().proposals.get().pairs.get()
        return OfferFactory.create(proposed_pair=pair, **fields)

    def unheard_offer(self, **fields: object) -> None:
        """An offer whose time is up, of which no e-mail told the mentor."""
        offer = self.offer(expires_at=NOW, **fields)
        MessageFactory.create(
            recipient=self.participation.mentor,
            event=MATCH_PUBLISHED,
            subject_pk=str(offer.pk),
            state=Message.State.UNDELIVERABLE,
        )

    def pair(self, **fields: object) -> Mentorship:
        return MentorshipFactory.create(
            cycle=self.cycle, enrollment=self.enrollment, participation=self.participation, **fields
        )

    def group(self) -> None:
        group = GroupFactory.create(cycle=self.cycle, name="Circle 3")
        GroupMemberFactory.create(group=group, user=self.enrollment.mentee)
        GroupMemberFactory.create(group=group, user=self.participation.mentor, side="mentor")

    def set_cycle(self, state: CycleState, **fields: object) -> None:
        Cycle.objects.filter(pk=self.cycle.pk).update(state=state, **fields)

    def enrolled(self, state: Enrollment.State, **fields: object) -> None:
        Enrollment.objects.filter(pk=self.enrollment.pk).update(state=state, **fields)

    def mentoring(self, state: MentorParticipation.State, **fields: object) -> None:
        MentorParticipation.objects.filter(pk=self.participation.pk).update(state=state, **fields)


@pytest.fixture
def world(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> World:
    return World(cycle, enrollment, participation)


def _of_mentee(world: World) -> Status:
    rows = Enrollment.objects.filter(pk=world.enrollment.pk).select_related("cycle__program__institution")
    [status] = mentee_statuses(world.enrollment.mentee, list(rows), now=NOW)
    return status


def _of_mentor(world: World) -> Status:
    rows = MentorParticipation.objects.filter(pk=world.participation.pk)
    [status] = mentor_statuses(
        world.participation.mentor, list(rows.select_related("cycle__program__institution", "mentor")), now=NOW
    )
    return status


State = Callable[[World], object]
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


def _enrolled_before_ranking(world: World) -> None:
    world.set_cycle(CycleState.ENROLLING, ranking_opens_at=NOW + timedelta(days=1))


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
        _enrolled_before_ranking,
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
    status = _of_mentee(world)
    assert (status.title, status.text) == (title, text)


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
        "Read the handbook and acknowledge it.",
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
        _enrolled_before_ranking,
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
    status = _of_mentor(world)
    assert (status.title, status.text) == (title, text)


@pytest.mark.parametrize("cycle_state", list(CycleState))
def test_no_combination_of_states_leaves_anybody_without_a_sentence(world: World, cycle_state: CycleState) -> None:
    """What the tables leave out, a state that is added later included."""
    world.set_cycle(cycle_state)
    current = world.round(_R.DRAFT)
    silent: list[tuple[str, str]] = []
    for round_state in [state for state in _R if state != _R.PUBLISHED]:
        MatchRound.objects.filter(pk=current.pk).update(state=round_state)
        for enrolled in [state for state in _E if state != _E.WITHDRAWN]:
            world.enrolled(enrolled)
            silent += [] if _of_mentee(world).title else [(round_state, enrolled)]
        for mentoring in [state for state in _P if state != _P.DECLINED]:
            world.mentoring(mentoring)
            silent += [] if _of_mentor(world).title else [(round_state, mentoring)]
    assert silent == []


def test_statuses_of_many_programs_take_the_queries_of_one(
    enrollment: Enrollment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mentee = enrollment.mentee
    for _more in range(2):
        MatchRoundFactory.create(cycle=mentee.enrollments.latest("pk").cycle)
        rows = list(mentee.enrollments.select_related("cycle__program__institution"))
        with django_assert_num_queries(6):
            assert len(mentee_statuses(mentee, rows, now=NOW)) == len(rows)
        EnrollmentFactory.create(mentee=mentee, cycle=CycleFactory.create())


def test_a_status_says_which_year_and_which_role_it_is_about(world: World) -> None:
    assert (_of_mentee(world).role, _of_mentee(world).cycle) == (Role.MENTEE, world.cycle)
    assert (_of_mentor(world).role, _of_mentor(world).cycle) == (Role.MENTOR, world.cycle)
