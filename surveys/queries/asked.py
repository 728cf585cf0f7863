"""Whom a wave asks."""

from accounts.models import Role
from people.models import Enrollment, MentorParticipation
from surveys.models import Asked, Phase, Wave

# Before people are paired, and a year after, those are asked as well who had no mentor.
_BEFORE_PAIRS = (Phase.BASELINE, Phase.MATCHING)


def people_to_ask(wave: Wave) -> dict[int, str]:
    """Return person → role for those of the cycle whom the wave asks today; who is both is asked as a mentee.

    Args:
        wave: with version and survey.
    """
    survey = wave.version.survey
    found: dict[int, str] = {}
    if survey.asked != Asked.MENTEES:
        found |= dict.fromkeys(_mentors(wave), Role.MENTOR.value)
    if survey.asked != Asked.MENTORS:
        found |= dict.fromkeys(_mentees(wave), Role.MENTEE.value)
    return found


def _mentees(wave: Wave) -> list[int]:
    phase, states = wave.version.survey.phase, Enrollment.State
    asked: tuple[str, ...] = (states.ENROLLED, states.MATCHED)
    if phase in _BEFORE_PAIRS:
        asked = Enrollment.TAKING_PART
    elif phase == Phase.ALUMNI:
        asked = (states.COMPLETED,)
    rows = Enrollment.objects.filter(cycle=wave.cycle_id, state__in=asked, mentee__is_active=True)
    return list(rows.values_list("mentee", flat=True))


def _mentors(wave: Wave) -> list[int]:
    rows = MentorParticipation.objects.filter(cycle=wave.cycle_id, mentor__is_active=True)
    states: tuple[str, ...] = MentorParticipation.TAKING_PART
    if wave.version.survey.phase == Phase.ALUMNI:
        states = (*states, MentorParticipation.State.ENDED)
    return list(rows.filter(state__in=states).values_list("mentor", flat=True))
