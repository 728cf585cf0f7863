"""What changed in a program since last week and what to do about it: five sentences at most, each with its list.

Sentences are worked out from counts alone. Nothing is said where nothing got worse, and nothing about a single person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Cycle
from reports.models import ProgramWeek
from reports.models.weeks import SurveyFacts, WeekFacts
from reports.queries.insights import last_weeks, monday_of

MOST = 5
# What was counted longer ago is no news any more, and no week to compare with.
_NEWS, _COMPARABLE = timedelta(days=7), timedelta(days=14)
# Below so many sessions a share jumps by itself; so much of it has to go, in hundredths; so many free days explain it.
_LEAST_EXPECTED, _FALL, _FREE_DAYS = 10, 15, 5
_LEAST_ASKED, _LESS_ANSWERED = 10, 10


@dataclass(frozen=True, slots=True)
class Insight:
    """One sentence, what to do, and the list behind it."""

    text: str
    action: str
    url: str


Rule = Callable[[Cycle, WeekFacts, WeekFacts], Insight | None]


def insights_for(cycle: Cycle, *, now: datetime) -> list[Insight]:
    """Return what is new this week, the most important first. One query.

    Args:
        cycle: with its program and institution.
        now: the instant.
    """
    weeks = last_weeks(cycle)
    if not weeks or monday_of(cycle, now) - weeks[0].monday >= _NEWS:
        return []
    return insights_of(cycle, weeks[0].facts, _compared(weeks))


def insights_of(cycle: Cycle, facts: WeekFacts, before: WeekFacts) -> list[Insight]:
    """Return the sentences about `facts`, compared with those of the week `before`."""
    found = (rule(cycle, facts, before) for rule in _RULES)
    return [insight for insight in found if insight][:MOST]


def _compared(weeks: list[ProgramWeek]) -> WeekFacts:
    """The week before; where there is none, the week itself, so that nothing counts as new."""
    recent = len(weeks) > 1 and weeks[0].monday - weeks[1].monday <= _COMPARABLE
    return weeks[1].facts if recent else weeks[0].facts


def _pulse(cycle: Cycle, facts: WeekFacts, _before: WeekFacts) -> Insight | None:
    """Answers after sessions fall: of the program, and never of a few."""
    fell = next((each for each in facts["surveys"] if each["lower"]), None)
    if fell is None:
        return None
    text = _("Answers to “%(name)s” are clearly lower than the time before, over all questions.") % {
        "name": fell["name"]
    }
    report = reverse("reports:show-report", args=[cycle.program.slug])
    return Insight(text, _("See what the survey shows"), f"{report}?year={cycle.pk}#about-survey-{fell['wave']}")


def _response(cycle: Cycle, facts: WeekFacts, _before: WeekFacts) -> Insight | None:
    """Fewer of those asked answer; the survey that lost most."""
    falls = [(past - share, share, past, each) for each in facts["surveys"] for share, past in [_shares(each)]]
    fall, share, past, survey = max(falls, key=lambda one: one[0], default=(0, 0, 0, None))
    if survey is None or fall < _LESS_ANSWERED:
        return None
    text = _("%(answered)s of %(asked)s answered “%(name)s” (%(share)s%%), after %(past)s%% the time before.")
    numbers = {"answered": survey["answered"][0], "asked": survey["asked"][0], "share": share, "past": past}
    url = f"{reverse('surveys:list-waves', args=[cycle.program.slug])}?cycle={cycle.pk}"
    return Insight(text % {**numbers, "name": survey["name"]}, _("See how many have answered"), url)


def _shares(survey: SurveyFacts) -> tuple[int, int]:
    """In hundredths, now and before; alike where too few were asked to tell."""
    if min(survey["asked"]) < _LEAST_ASKED:
        return 0, 0
    now, past = (
        round(100 * answered / asked) for answered, asked in zip(survey["answered"], survey["asked"], strict=True)
    )
    return now, past


def _differing(cycle: Cycle, facts: WeekFacts, before: WeekFacts) -> Insight | None:
    """Sides that disagree on whether sessions happened as they were logged."""
    n, past = facts["differing"], before["differing"]
    text = ngettext(
        "Mentor and mentee disagree about %(n)s logged session%(more)s.",
        "Mentors and mentees disagree about %(n)s logged sessions%(more)s.",
        n,
    )
    url = f"{reverse('people:show-list', args=[cycle.program.slug, 'pairs'])}?year={cycle.pk}&log=differs"
    return _risen(n, past, text, _("See whose logs differ"), url)


def _meetings(cycle: Cycle, facts: WeekFacts, _before: WeekFacts) -> Insight | None:
    """Fewer of the expected sessions are held, and no free days explain it."""
    now, earlier = facts["meetings"]
    few = min(now["expected"], earlier["expected"]) < _LEAST_EXPECTED
    if few or now["days_off"] - earlier["days_off"] > _FREE_DAYS:
        return None
    # More than was expected is no height to fall from.
    share, past = (min(100, round(100 * each["held"] / each["expected"])) for each in (now, earlier))
    if past - share < _FALL:
        return None
    text = _(
        "%(held)s of %(expected)s expected sessions were held in the last four weeks (%(share)s%%), "
        "after %(past)s%% in the four before."
    )
    words = text % {"held": now["held"], "expected": round(now["expected"]), "share": share, "past": past}
    return Insight(words, _quiet_action(cycle), _queue_url("quiet"))


def _quiet(cycle: Cycle, facts: WeekFacts, before: WeekFacts) -> Insight | None:
    """More pairs or groups drift."""
    n, past = facts["quiet"], before["quiet"]
    if _in_groups(cycle):
        text = ngettext("%(n)s group is at risk%(more)s.", "%(n)s groups are at risk%(more)s.", n)
    else:
        text = ngettext("%(n)s pair is at risk%(more)s.", "%(n)s pairs are at risk%(more)s.", n)
    return _risen(n, past, text, _quiet_action(cycle), _queue_url("quiet"))


def _offers(_cycle: Cycle, facts: WeekFacts, before: WeekFacts) -> Insight | None:
    """More offers wait for an answer."""
    n, past = facts["offers"], before["offers"]
    text = ngettext(
        "%(n)s offer has waited over a week for an answer%(more)s.",
        "%(n)s offers have waited over a week for an answer%(more)s.",
        n,
    )
    return _risen(n, past, text, _("See offers waiting for answers"), _queue_url("offers"))


def _unlogged(_cycle: Cycle, facts: WeekFacts, before: WeekFacts) -> Insight | None:
    """More sessions have no log."""
    n, past = facts["unlogged"], before["unlogged"]
    text = ngettext("%(n)s session has no log yet%(more)s.", "%(n)s sessions have no log yet%(more)s.", n)
    return _risen(n, past, text, _("See the missing logs"), _queue_url("logs"))


# The most important first.
_RULES: tuple[Rule, ...] = (_pulse, _differing, _meetings, _quiet, _response, _offers, _unlogged)


def _risen(n: int, past: int, text: str, action: str, url: str) -> Insight | None:
    """The sentence, where a count has grown."""
    if n <= past:
        return None
    more = _(", %(n)s more than last week") % {"n": n - past} if past else _(", none last week")
    return Insight(text % {"n": n, "more": more}, action, url)


def _in_groups(cycle: Cycle) -> bool:
    return cycle.program.meets_in_groups_alone and not cycle.program.is_peer


def _quiet_action(cycle: Cycle) -> str:
    return _("See the groups at risk") if _in_groups(cycle) else _("See the pairs at risk")


def _queue_url(key: str) -> str:
    return f"{reverse('home')}?queue={key}#queue"
