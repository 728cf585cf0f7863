"""Who is asked to answer, and who is reminded. Nobody is shown who has answered and who has not."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from notifications.services.outbox import Notice, enqueue_many
from programs.models import Cycle, ReminderKind
from surveys.models import Asked, AskedPerson, Phase, SurveyResponse, SurveyVersion, Wave, WaveState
from surveys.notices import SURVEY_CLOSES, SURVEY_OPEN, ClosingPayload
from surveys.queries.asked import people_to_ask

_BEFORE_CLOSING = timedelta(days=2)
# After a stop of the worker, what is older is not told any more.
_LATE = timedelta(days=3)
_PULSE_DAYS = timedelta(days=28)


@transaction.atomic
def ask_people(wave: Wave, *, now: datetime) -> int:
    """Ask those of an open wave who were not asked yet; who has left since, and answered nothing, is asked no more.

    Args:
        wave: with version, survey, cycle, program and institution.
        now: the instant.

    Returns how many are new.
    """
    if wave.state_at(now) != WaveState.OPEN or wave.version.survey.phase == Phase.SESSION_PULSE:
        return 0
    Wave.objects.select_for_update().get(pk=wave.pk)
    wanted = people_to_ask(wave)
    answered = SurveyResponse.objects.filter(wave=OuterRef("wave"), person=OuterRef("person"))
    wave.asked.exclude(person__in=wanted).filter(~Exists(answered)).delete()
    return _ask(wave, wanted, now)


@transaction.atomic
def open_pulse(cycle: Cycle, people: Mapping[int, str], *, now: datetime) -> Wave | None:
    """Ask people how their session was, at most once in four weeks each.

    Args:
        cycle: of the session, with program and institution.
        people: person → “mentee” or “mentor”.
        now: when the session was held.

    Returns the wave; None where the program has no pulse.
    """
    rows = SurveyVersion.objects.published().filter(survey__program=cycle.program, survey__retired=False)
    version = rows.filter(survey__phase=Phase.SESSION_PULSE).select_related("survey").first()
    if version is None:
        return None
    Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
    waves = Wave.objects.open_at(now).filter(cycle=cycle, version__survey=version.survey)
    wave = waves.first() or Wave.objects.create(version=version, cycle=cycle, opens_at=now, closes_at=now + _PULSE_DAYS)
    asked = version.survey.asked
    _ask(wave, {person: role for person, role in people.items() if asked in (Asked.BOTH, role)}, now)
    return wave


def tell_new_end(wave: Wave, *, now: datetime) -> None:
    """Queue the reminder before the new end; the one before the old end does not matter any more."""
    if wave.state_at(now) == WaveState.OPEN:
        people = User.objects.filter(pk__in=wave.asked.values("person"))
        enqueue_many(notice for person in people for notice in _before_closing(wave, person, now))


def _ask(wave: Wave, people: Mapping[int, str], now: datetime) -> int:
    known = set(wave.asked.values_list("person", flat=True))
    new = {pk: role for pk, role in people.items() if pk not in known}
    AskedPerson.objects.bulk_create(
        (AskedPerson(wave=wave, person_id=pk, role=role, asked_at=now) for pk, role in new.items()), batch_size=500
    )
    enqueue_many(_notices(wave, User.objects.filter(pk__in=new), now))
    return len(new)


def _notices(wave: Wave, people: Iterable[User], now: datetime) -> Iterator[Notice]:
    is_pulse = wave.version.survey.phase == Phase.SESSION_PULSE
    days = [] if is_pulse else wave.cycle.program.reminder_days(ReminderKind.SURVEYS)
    for person in people:
        for day in (0, *days):
            due = now + timedelta(days=day)
            if due < wave.closes_at:
                yield Notice(
                    event=SURVEY_OPEN,
                    recipient=person,
                    subject_pk=str(wave.pk),
                    due_at=due,
                    offset=f"+{day}d",
                    expires_at=min(due + _LATE, wave.closes_at),
                )
        if not is_pulse:
            yield from _before_closing(wave, person, now)


def _before_closing(wave: Wave, person: User, now: datetime) -> Iterator[Notice]:
    due = wave.closes_at - _BEFORE_CLOSING
    if due > now + timedelta(days=1):
        yield Notice(
            event=SURVEY_CLOSES,
            recipient=person,
            subject_pk=str(wave.pk),
            due_at=due,
            revision=f"{wave.closes_at.timestamp():.0f}",
            offset="-2d",
            payload=ClosingPayload(closes_at=wave.closes_at.isoformat()),
            expires_at=wave.closes_at,
        )
