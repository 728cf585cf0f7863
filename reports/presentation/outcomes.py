"""Figures of what people answered: scores with their intervals, groups beside each other, change, choices."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from accounts.models import Role
from core.charts.dot_plots import DotPlot, DotRow
from core.charts.figures import Figure
from core.charts.histograms import Bar, Histogram
from core.charts.values import Estimate, Scale, Value, Withheld
from core.disclosure.thresholds import VOLUNTARY
from reports.models import OutcomeRelease
from reports.models.outcomes import GroupOutcome, MeanOutcome, QuestionOutcome, ScoreOutcome, WaveOutcomes
from reports.presentation.breakdowns import Breakdown, comparisons_words, kind_name
from reports.presentation.changes import change_figures
from reports.presentation.words import share_words
from reports.queries.answered import WHO_PEOPLE_ARE

# As many groups as a chart can tell apart.
_SERIES = 3


def outcome_figures(release: OutcomeRelease, by: Sequence[Breakdown]) -> list[Figure]:
    """Return the figures of a release.

    Args:
        release: with wave and survey.
        by: which groups are beside each other, a chart for each breakdown.
    """
    survey = str(release.wave.version.survey.name)
    return list(_figures(f"w{release.wave_id}", survey, release.outcomes, by))


def _figures(prefix: str, survey: str, outcomes: WaveOutcomes, by: Sequence[Breakdown]) -> Iterator[Figure]:
    for number, (scale, scores) in enumerate(_by_scale(outcomes["scores"]), 1):
        yield _scores(f"{prefix}-scores-{number}", survey, outcomes, scale, scores)
        for each in by:
            if groups := _names(scores, each.key):
                yield _beside(f"{prefix}-{each.key}-{number}", survey, scale, scores, groups, each)
    yield from change_figures(f"{prefix}-change", outcomes["scores"])
    for question in outcomes["questions"]:
        if question["parts"]:
            yield _choices(f"{prefix}-{question['key']}", survey, outcomes, question)


def too_few_words(outcomes: WaveOutcomes) -> str:
    """Return which questions have too few answers to show anything; empty where there are none."""
    names = [f"“{question['text']}”" for question in outcomes["questions"] if not question["parts"]]
    return _("Too few answered, or too few differed: %(names)s.") % {"names": ", ".join(names)} if names else ""


def _choices(key: str, survey: str, outcomes: WaveOutcomes, question: QuestionOutcome) -> Histogram:
    texts = question["options"]
    return Histogram(
        key=key,
        title=question["text"],
        caption=response_words(survey, outcomes),
        unanswered=question["missing"],
        bars=[Bar(_steps(texts[first : last + 1]), people) for first, last, people in question["parts"]],
        of_what=_("Answer"),
        counted=_("People"),
    )


def _steps(texts: Sequence[str]) -> str:
    """Neighbors of which one alone would be too few."""
    if len(texts) == 1:
        return texts[0]
    if len(texts) == 2:
        return _("%(first)s or %(second)s") % {"first": texts[0], "second": texts[1]}
    return _("%(first)s to %(last)s") % {"first": texts[0], "last": texts[-1]}


def response_words(survey: str, outcomes: WaveOutcomes) -> str:
    """Return how many of those who were asked have answered."""
    return _("%(survey)s: %(share)s answered.") % {
        "survey": survey, "share": share_words(outcomes["answered"], outcomes["asked"])
    }  # fmt: skip


def _by_scale(scores: Sequence[ScoreOutcome]) -> list[tuple[Scale, list[ScoreOutcome]]]:
    """Scores that share a scale share a chart."""
    found: dict[tuple[float, float], list[ScoreOutcome]] = defaultdict(list)
    for score in scores:
        low, high = score["scale"]
        found[low, high].append(score)
    return [(Scale(low, high, decimals=1), each) for (low, high), each in found.items()]


def _scores(key: str, survey: str, outcomes: WaveOutcomes, scale: Scale, scores: Sequence[ScoreOutcome]) -> DotPlot:
    rows = [DotRow(score["name"], [_value(score["value"], outcomes["least"])]) for score in scores]
    return DotPlot(
        key=key,
        title=_("Means from %(low)s to %(high)s") % _ends(scale),
        finding=_scores_finding(scale, scores),
        caption=response_words(survey, outcomes),
        unanswered=max((score["value"]["missing"] for score in scores if score["value"]), default=0),
        rows=rows,
        scale=scale,
        of_what=_("What was asked"),
    )


def _ends(scale: Scale) -> dict[str, str]:
    return {"low": scale.text(scale.low, 0), "high": scale.text(scale.high, 0)}


def _value(value: MeanOutcome | None, least: int) -> Value:
    if value is None:
        return Withheld(least)
    return Estimate(value["mean"], value["low"], value["high"], value["n"])


def _scores_finding(scale: Scale, scores: Sequence[ScoreOutcome]) -> str:
    """Each mean by itself: scores of different things aren’t higher or lower than each other."""
    known = [(score["name"], score["value"]) for score in scores if score["value"]]
    if not known:
        return _("Too few answers to show.")
    if len(known) > 1:
        means = ", ".join(f"{name} {scale.text(value['mean'])}" for name, value in known)
        return _("On average, from %(low)s to %(high)s: %(means)s.") % {**_ends(scale), "means": means}
    [(name, value)] = known
    words = {"name": name, "mean": scale.text(value["mean"]), "n": value["n"], **_ends(scale)}
    return _("%(name)s: %(mean)s of %(high)s on average, by %(n)s people.") % words


def _names(scores: Sequence[ScoreOutcome], by: str) -> list[list[str]]:
    """The groups that all scores with this breakdown have: more than one, and as many as a chart can show."""
    having = [[group["kinds"] for group in score["by"][by]] for score in scores if by in score["by"]]
    alike = having and all(each == having[0] for each in having)
    return having[0] if alike and 1 < len(having[0]) <= _SERIES else []


def _beside(
    key: str, survey: str, scale: Scale, scores: Sequence[ScoreOutcome], groups: list[list[str]], by: Breakdown
) -> DotPlot:
    shown = [score for score in scores if by.key in score["by"]]
    return DotPlot(
        key=key,
        title=_("%(survey)s, by %(breakdown)s") % {"survey": survey, "breakdown": str(by.label).lower()},
        caption=_groups_caption(by, len(shown) * (len(groups) - 1)) + _responses(shown, groups, by),
        rows=[DotRow(score["name"], [_of_group(group) for group in score["by"][by.key]]) for score in shown],
        scale=scale,
        series=[_group_name(kinds, by) for kinds in groups],
        of_what=_("What was asked"),
    )


def _of_group(group: GroupOutcome) -> Value:
    return _value(group["value"], 0)


def _group_name(kinds: Sequence[str], by: Breakdown) -> str:
    named = sorted(kinds, key=lambda kind: not kind)
    return ", ".join(_kind(kind, by) for kind in named)


def _kind(kind: str, by: Breakdown) -> str:
    if not kind:
        return _("no answer") if by.key == WHO_PEOPLE_ARE else _("others")
    roles = {Role.MENTEE.value: _("Mentees"), Role.MENTOR.value: _("Mentors")}
    return roles.get(kind) or kind_name(kind)


def _groups_caption(by: Breakdown, comparisons: int) -> str:
    words = comparisons_words(comparisons)
    if by.key != WHO_PEOPLE_ARE:
        return words
    return _("Answering is voluntary; groups of fewer than %(k)s are shown together.") % {"k": VOLUNTARY} + " " + words


def _responses(scores: Sequence[ScoreOutcome], groups: Sequence[list[str]], by: Breakdown) -> str:
    """How many of each group answered, of those who were asked; nothing where that is not to be told."""
    said = []
    for at, kinds in enumerate(groups):
        of_group = [score["by"][by.key][at] for score in scores]
        asked = of_group[0]["asked"]
        if asked is None:
            return ""
        answered = max(group["value"]["n"] for group in of_group)
        said.append(f"{_group_name(kinds, by)}: {share_words(answered, asked)}")
    return " " + _("Answered: %(groups)s.") % {"groups": "; ".join(said)}
