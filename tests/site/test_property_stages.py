"""Whom a stage of the year concerns is told of it once, whatever happened before.

Random histories of a year against a plain statement of whom lists, invitations and the handbook concern, which shares
no code with the services that queue messages.
"""

from collections import Counter
from datetime import datetime, timedelta

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Role, User
from core.errors import DomainError
from matching.models import MatchRound, PreferenceList
from matching.notices.events import RANKING_CLOSES, RANKING_OPENS
from matching.notices.queued import queued_for_lists
from matching.services.rounds import close_round, create_round, edit_round, open_round, reopen_round
from notifications.events import get_event
from notifications.models import Message
from pairs.models import Mentorship
from pairs.services.mentorships import end_mentorship
from people.imports.reading import read_people
from people.models import Enrollment, MentorParticipation
from people.services.enrollments import start_enrollment
from people.services.import_people import import_people
from people.services.returns import readmit_mentee
from people.services.staff import invite_staff
from people.services.withdrawals import withdraw_enrollment
from programs.models import Acknowledgement, Appointment, Cycle, CycleState, HandbookVersion
from programs.notices.events import BY_ITSELF, HANDBOOK_PUBLISHED
from programs.notices.queued import queued_for_handbooks
from programs.services.cycles import advance_cycle
from programs.services.handbooks import acknowledge_handbook
from tests.factories.accounts import UserFactory
from tests.factories.matching import PreferenceListFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.programs import HandbookVersionFactory
from tests.outbox import deliver_due
from tests.people.profiles import tell

HEADER = "role,email,given_name,family_name,enrolled"
DAYS = timedelta(days=1)
BEFORE_CLOSING = (7 * DAYS, 2 * DAYS, DAYS)
WAITS = Message.State.PENDING
TOLD = (WAITS, Message.State.SENT)


class _Year:
    """One year of four people, and what can happen to them."""

    def __init__(self, cycle: Cycle, mentor: MentorParticipation, coordinator: User, now: datetime) -> None:
        self.cycle, self.mentor, self.coordinator, self.now = cycle, mentor, coordinator, now
        self.handbook: HandbookVersion = HandbookVersionFactory.create(
            program=cycle.program, state="published", published_at=now, sha256="0" * 64
        )

    def happen(self, step: str, who: int, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.cycle.refresh_from_db()
        with time_machine.travel(self.now, tick=False):
            try:
                with transaction.atomic():
                    getattr(self, step)(who)
            except (DomainError, Enrollment.DoesNotExist, MatchRound.DoesNotExist, Mentorship.DoesNotExist):
                return  # nothing to do it with, or refused: the rest of the history goes on

    def _email(self, who: int) -> str:
        return f"p{who}@haldenlake.example"

    def _import(self, who: int, *, role: str, enrolled: str = "") -> None:
        row = f"{role},{self._email(who)},Given{who},Family{who},{enrolled}"
        people, *_ = read_people(f"{HEADER}\n{row}".encode(), cycle=self.cycle)
        import_people(self.cycle, rows=people, now=self.now)

    def _person(self, who: int) -> User:
        email = self._email(who)
        return User.objects.filter(email=email).first() or UserFactory.create(email=email, last_login=None)

    def _enrollment(self, who: int) -> Enrollment:
        return Enrollment.objects.get(cycle=self.cycle, mentee__email=self._email(who))

    def _round(self) -> MatchRound:
        return self.cycle.rounds.get(state__in=MatchRound.LIVE)

    def imported(self, who: int) -> None:
        self._import(who, role="mentee")

    def imported_enrolled(self, who: int) -> None:
        self._import(who, role="mentee", enrolled="yes")

    def imported_mentor(self, who: int) -> None:
        self._import(who, role="mentor", enrolled="yes" if who % 2 else "")

    def begun(self, who: int) -> None:
        start_enrollment(self.cycle, by=self._person(who), now=self.now)

    def enrolled(self, who: int) -> None:
        person = self._person(who)
        enrollment = start_enrollment(self.cycle, by=person, now=self.now)
        acknowledge_handbook(self.handbook, by=person, now=self.now)
        tell(enrollment, now=self.now)

    def signed_in(self, who: int) -> None:
        User.objects.filter(email=self._email(who)).update(last_login=self.now)

    def withdrawn(self, who: int) -> None:
        enrollment = self._enrollment(who)
        withdraw_enrollment(enrollment, by=enrollment.mentee, now=self.now)

    def readmitted(self, who: int) -> None:
        readmit_mentee(self._enrollment(who), by=self.coordinator, reason="", now=self.now)

    def enrolling_opened(self, _who: int) -> None:
        advance_cycle(self.cycle, to=CycleState.ENROLLING, now=self.now)

    def round_opened(self, _who: int) -> None:
        if not self.cycle.rounds.filter(state__in=MatchRound.LIVE).exists():
            open_round(create_round(cycle=self.cycle, name="Main", closes_at=self.now + 10 * DAYS), now=self.now)

    def closing_moved(self, who: int) -> None:
        match_round = self._round()
        closes_at = self.now + (2 + 3 * who) * DAYS
        edit_round(match_round, name=match_round.name, opens_at=None, closes_at=closes_at, now=self.now)

    def round_closed(self, _who: int) -> None:
        close_round(self._round(), now=self.now)

    def round_reopened(self, _who: int) -> None:
        reopen_round(self._round(), closes_at=self.now + 9 * DAYS, now=self.now)

    def handed_in(self, who: int) -> None:
        match_round, enrollment = self._round(), self._enrollment(who)
        PreferenceList.objects.filter(round=match_round, enrollment=enrollment).delete()
        PreferenceListFactory.create(round=match_round, enrollment=enrollment)

    def paired(self, who: int) -> None:
        enrollment = self._enrollment(who)
        if enrollment.state == Enrollment.State.ENROLLED:
            Enrollment.objects.filter(pk=enrollment.pk).update(state=Enrollment.State.MATCHED)
            MentorshipFactory.create(
                cycle=self.cycle, enrollment=enrollment, mentee=enrollment.mentee, participation=self.mentor
            )

    def pair_ended(self, who: int) -> None:
        end_mentorship(self.cycle.mentorships.live().get(mentee__email=self._email(who)), now=self.now)

    def appointed(self, who: int) -> None:
        fields = {"email": self._email(who), "given_name": f"Given{who}", "family_name": f"Family{who}"}
        invite_staff(self.cycle.program, role=Role.COORDINATOR, now=self.now, **fields)

    def swept(self, _who: int) -> None:
        deliver_due(self.now)


STEPS = sorted(name for name, step in vars(_Year).items() if not name.startswith("_") and name != "happen")
HISTORIES = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 3), st.sampled_from([0, 1, 30, 100])), min_size=3, max_size=12
)


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=HISTORIES, planning=st.booleans())
@example(
    history=[
        ("imported_enrolled", 0, 0),
        ("imported_enrolled", 1, 0),
        ("round_opened", 0, 0),
        ("withdrawn", 0, 0),
        ("swept", 0, 1),
        ("readmitted", 0, 1),
    ],
    planning=False,
)
@example(
    history=[
        ("imported_enrolled", 0, 0),
        ("withdrawn", 0, 0),
        ("swept", 0, 100),
        ("swept", 0, 100),
        ("readmitted", 0, 1),
    ],
    planning=False,
)
@example(
    history=[
        ("imported_enrolled", 0, 0),
        ("round_opened", 0, 0),
        ("paired", 0, 0),
        ("swept", 0, 1),
        ("pair_ended", 0, 0),
    ],
    planning=False,
)
@example(
    history=[
        ("imported_enrolled", 0, 0),
        ("round_opened", 0, 0),
        ("round_closed", 0, 1),
        ("imported_enrolled", 1, 0),
        ("round_reopened", 0, 1),
    ],
    planning=False,
)
def test_a_stage_tells_whom_it_concerns_once(
    cycle: Cycle,
    participation: MentorParticipation,
    coordinator: User,
    now: datetime,
    history: list[tuple[str, int, int]],
    planning: bool,
) -> None:
    with transaction.atomic():
        state = CycleState.PLANNING if planning else CycleState.ENROLLING
        Cycle.objects.filter(pk=cycle.pk).update(state=state)
        MentorParticipation.objects.filter(pk=participation.pk).update(capacity=9)
        User.objects.filter(pk__in=(participation.mentor_id, coordinator.pk)).update(last_login=now)
        year = _Year(Cycle.objects.get(pk=cycle.pk), participation, coordinator, now)
        for step in history:
            year.happen(*step)
        year.cycle.refresh_from_db()
        with time_machine.travel(year.now, tick=False):
            _check_lists(year)
            _check_invitations(year)
            _check_handbook(year)
            _check_once()
            _check_what_goes_out(year)
        transaction.set_rollback(True)


def _waiting(event: str) -> list[Message]:
    """What is queued and would go out as things are."""
    queued = Message.objects.filter(event=event, state=WAITS).select_related("recipient")
    return [message for message in queued if get_event(event).still_matters(message)]


def _told(event: str, **about: str) -> set[int]:
    rows = Message.objects.filter(event=event, state__in=TOLD, **about)
    return {pk for pk in rows.values_list("recipient", flat=True) if pk}


def _concerned_by_lists(year: _Year) -> dict[int, Enrollment]:
    """Mentees who take part and have no mentor, by person."""
    paired = {pair.mentee_id for pair in year.cycle.mentorships.all() if pair.state in ("active", "paused")}
    waiting = Enrollment.objects.filter(cycle=year.cycle, state__in=("enrolled", "waitlisted"))
    return {each.mentee_id: each for each in waiting if each.mentee_id not in paired}


def _check_lists(year: _Year) -> None:
    match_round = year.cycle.rounds.filter(state="open", closes_at__gt=year.now).first()
    if match_round is None:
        assert _waiting(RANKING_OPENS) == [] or year.cycle.rounds.filter(state="open").exists()
        return
    concerned = _concerned_by_lists(year)
    lists = PreferenceList.objects.filter(round=match_round, state__in=("submitted", "locked"))
    handed_in = {each.enrollment_id for each in lists}
    missing = {person for person, each in concerned.items() if each.pk not in handed_in}
    assert missing <= _told(RANKING_OPENS, subject_pk=str(match_round.pk)), "somebody is not told that lists are open"
    reminders = _waiting(RANKING_CLOSES)
    closes = match_round.closes_at.isoformat()
    for before in BEFORE_CLOSING:
        if match_round.closes_at - before > year.now:
            reminded = Counter(m.recipient_id for m in reminders if m.dedupe_key.endswith(f":-{before.days}d"))
            assert set(reminded) == missing, f"{before} before the closing"
            assert set(reminded.values()) <= {1}
    assert {m.recipient_id for m in (*reminders, *_waiting(RANKING_OPENS))} <= missing
    assert {m.payload["closes_at"] for m in reminders} <= {closes}


def _check_invitations(year: _Year) -> None:
    takes_in = year.cycle.state in ("enrolling", "ranking", "matching", "running")
    silent = {}
    for mentee in Enrollment.objects.filter(cycle=year.cycle).select_related("mentee"):
        unseen = mentee.state in ("enrolled", "waitlisted", "matched") and mentee.mentee.last_login is None
        if takes_in and (mentee.state == "invited" or unseen):
            silent[f"mentee-{mentee.pk}"] = mentee.mentee_id
    for mentor in MentorParticipation.objects.filter(cycle=year.cycle).select_related("mentor"):
        unseen = mentor.state in ("accepted", "ready") and mentor.mentor.last_login is None
        if takes_in and (mentor.state == "invited" or unseen):
            silent[f"mentor-{mentor.pk}"] = mentor.mentor_id
    for appointment in Appointment.objects.select_related("user"):
        if appointment.user.last_login is None:
            silent[f"staff-{appointment.pk}"] = appointment.user_id
    assert set(silent.values()) <= _told("invitation"), "somebody is invited and has no email"
    for message in _waiting("invitation"):
        if message.payload.get("reminder"):
            assert message.subject_pk in silent, "a reminder to somebody who has answered"


def _check_handbook(year: _Year) -> None:
    signed = {each.user_id for each in Acknowledgement.objects.filter(version=year.handbook)}
    mentees = Enrollment.objects.filter(cycle=year.cycle, state__in=("started", "enrolled", "waitlisted", "matched"))
    mentors = MentorParticipation.objects.filter(cycle=year.cycle, state__in=("accepted", "ready", "paused"))
    asked = ({each.mentee_id for each in mentees} | {each.mentor_id for each in mentors}) - signed
    asked -= {year.mentor.mentor_id}  # made by hand, past every service
    reminders = Message.objects.filter(event=HANDBOOK_PUBLISHED, dedupe_key__contains=BY_ITSELF)
    told = set(reminders.filter(state__in=TOLD).values_list("recipient", flat=True))
    assert asked <= told, "somebody has not read the handbook and gets no reminder"
    waiting = {message.recipient_id for message in _waiting(HANDBOOK_PUBLISHED)}
    assert waiting <= asked
    assert sum(each.people for each in queued_for_handbooks([year.cycle])[year.cycle.pk]) == len(waiting)


def _check_once() -> None:
    sent = Message.objects.filter(state=Message.State.SENT)
    opened = Counter(sent.filter(event=RANKING_OPENS).values_list("recipient", "subject_pk"))
    invited = Counter(sent.filter(event="invitation").values_list("recipient", "sent_at"))
    assert {*opened.values(), *invited.values()} <= {1}, "somebody is told twice"


def _check_what_goes_out(year: _Year) -> None:
    match_round = year.cycle.rounds.filter(state="open", closes_at__gt=year.now).first()
    if match_round is None:
        return
    promised = sum(each.people for each in queued_for_lists(match_round))
    before = Message.objects.filter(event=RANKING_CLOSES, state=Message.State.SENT).count()
    while year.now < match_round.closes_at:
        year.now += timedelta(hours=12)
        deliver_due(year.now)
    sent = Message.objects.filter(event=RANKING_CLOSES, state=Message.State.SENT).count()
    assert sent - before == promised, "the page promised other reminders than went out"
