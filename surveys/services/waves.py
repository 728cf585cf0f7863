"""Writes of waves: when a survey is open, and who is asked."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.clocks import day_text
from core.errors import DomainError, WrongState
from core.revisions import refuse_stale
from programs.models import Cycle
from surveys.errors import WaveNotOpen
from surveys.models import Phase, Survey, SurveyVersion, Wave, WaveState
from surveys.models.schedule import planned_days, window_of
from surveys.queries.waves import wave_days
from surveys.services.asking import ask_people, tell_new_end


@transaction.atomic
def plan_wave(survey: Survey, cycle: Cycle, *, opens_on: date, closes_on: date, now: datetime) -> Wave:
    """Plan when the people of a cycle answer the published version of a survey; open it where the day has come.

    Args:
        survey: of the cycle's program.
        cycle: with program and institution.
        opens_on: its first day, on the school's calendar.
        closes_on: its last day.
        now: the instant.

    Raises:
        WrongState: nothing is published, the survey is retired, or it has its wave in that cycle.
        DomainError: the days are past, or not in order.
    """
    Survey.objects.select_for_update().get(pk=survey.pk, program=cycle.program_id)
    version = survey.versions.published().first()
    if version is None or survey.retired:
        raise WrongState(_("Publish the survey’s questions first."))
    if survey.phase != Phase.SESSION_PULSE and Wave.objects.filter(version__survey=survey, cycle=cycle).exists():
        raise WrongState(_("This survey is on the plan of this year already. Change its dates instead."))
    _check_days(opens_on, closes_on, today=cycle.local_day(now))
    return _plan(version, cycle, opens_on, closes_on, now)


def _plan(version: SurveyVersion, cycle: Cycle, opens_on: date, closes_on: date, now: datetime) -> Wave:
    window = window_of(cycle, opens_on, closes_on)
    wave = Wave.objects.create(version=version, cycle=cycle, opens_at=window.opens_at, closes_at=window.closes_at)
    ask_people(wave, now=now)
    return wave


@transaction.atomic
def plan_year(cycle: Cycle, *, now: datetime) -> int:
    """Plan every published survey of the program that has no wave in the cycle, by the dates of the year.

    What would be over by now is left out, and pulses open with the sessions that they follow. Returns how many.
    """
    asking = Survey.objects.exclude(phase=Phase.SESSION_PULSE).filter(program=cycle.program, retired=False)
    surveys = asking.select_for_update().in_bulk()
    planned = set(Wave.objects.filter(cycle=cycle).values_list("version__survey", flat=True))
    published = SurveyVersion.objects.published().filter(survey__in=surveys.keys() - planned).order_by("number")
    count, today = 0, cycle.local_day(now)
    for version in {each.survey_id: each for each in published}.values():
        version.survey = surveys[version.survey_id]
        first, last = planned_days(Phase(version.survey.phase), cycle)
        if last >= today:
            _plan(version, cycle, first, last, now)
            count += 1
    return count


@transaction.atomic
def change_days(wave: Wave, *, opens_on: date, closes_on: date, now: datetime, began_from: str = "") -> Wave:
    """Move the days of a wave. Once people are asked only its last day moves; those who have not answered hear of it.

    Raises:
        EditedMeanwhile: somebody else has moved them since the form was opened.
        WrongState: it is closed: what was answered may be part of figures by now.
        DomainError: the days are past, or not in order.
    """
    current = _locked(wave)
    wanted = {"opens_on": opens_on, "closes_on": closes_on}
    refuse_stale(began_from, stored=wave_days(current), wanted=wanted)
    state, today = current.state_at(now), current.cycle.local_day(now)
    if state == WaveState.CLOSED:
        raise WrongState(_("This survey has closed, so its dates can’t be changed. Its answers are final."))
    if state == WaveState.OPEN:
        opens_on = wave_days(current)["opens_on"]
    _check_days(opens_on, closes_on, today=today)
    window, before = window_of(current.cycle, opens_on, closes_on), current.closes_at
    if state == WaveState.PLANNED:
        current.opens_at = window.opens_at
    current.closes_at = window.closes_at
    current.save(update_fields=["opens_at", "closes_at"])
    ask_people(current, now=now)
    if before != current.closes_at:
        tell_new_end(current, now=now)
    return current


@transaction.atomic
def open_now(wave: Wave, *, now: datetime) -> Wave:
    """Open a planned wave at once, and ask its people.

    Raises:
        WrongState: it is open or closed already.
    """
    current = _locked(wave)
    if current.state_at(now) != WaveState.PLANNED:
        raise WrongState(_("This survey has opened already."))
    current.opens_at = now
    current.save(update_fields=["opens_at"])
    ask_people(current, now=now)
    return current


@transaction.atomic
def close_now(wave: Wave, *, now: datetime) -> Wave:
    """Close an open wave at once: answers that were handed in are final, drafts count for nothing.

    Raises:
        WaveNotOpen: it is not open.
    """
    current = _locked(wave)
    if current.state_at(now) != WaveState.OPEN:
        raise WaveNotOpen(_("This survey isn’t open."))
    current.closes_at = now
    current.save(update_fields=["closes_at"])
    return current


@transaction.atomic
def drop_wave(wave: Wave, *, now: datetime) -> None:
    """Take a planned wave off the plan.

    Raises:
        WrongState: people have been asked.
    """
    current = _locked(wave)
    if current.state_at(now) != WaveState.PLANNED or current.asked.exists():
        raise WrongState(_("People have been asked already. Close the survey instead."))
    current.delete()


def follow_waves(*, now: datetime) -> int:
    """Ask the people of waves that have opened, and those who joined since; return how many are new."""
    rows = Wave.objects.open_at(now).exclude(version__survey__phase=Phase.SESSION_PULSE)
    waves = rows.select_related("version__survey", "cycle__program__institution").order_by("pk")
    return sum(ask_people(wave, now=now) for wave in waves)


def _check_days(opens_on: date, closes_on: date, *, today: date) -> None:
    if closes_on < today:
        raise DomainError(_("Choose a last day from %(day)s on.") % {"day": day_text(today)}, field="closes_on")
    if closes_on < opens_on:
        raise DomainError(_("Choose a last day after the first one."), field="closes_on")


def _locked(wave: Wave) -> Wave:
    rows = Wave.objects.select_for_update(of=("self",)).select_related("version__survey")
    return rows.select_related("version__survey", "cycle__program__institution").get(pk=wave.pk)
