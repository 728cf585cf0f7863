"""Changes by hand and what-if questions, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.models import MatchRound, PairOverride, Proposal
from matching.models.names import key_of
from matching.models.stored import MetricChanges, Metrics
from matching.presentation.comparison import Row, compare
from people.models import MentorParticipation

_LABELS = {
    "matched": gettext_lazy("Matched"),
    "complete": gettext_lazy("With all their mentors"),
    "kept": gettext_lazy("Earlier pairs kept"),
    "first_choice": gettext_lazy("First choice"),
    "top_three": gettext_lazy("In the top three"),
    "mean_rank": gettext_lazy("Mean rank"),
    "outside_lists": gettext_lazy("Not on the mentee’s list"),
    "blocking_pairs": gettext_lazy("Blocking pairs"),
    "mean_overlap": gettext_lazy("Interest overlap"),
    "idle": gettext_lazy("Mentors without a mentee"),
}


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """One change by hand, and what it cost: “First choice 61 → 60”."""

    change: PairOverride
    costs: list[str]


def override_rows(proposal: Proposal) -> list[OverrideRow]:
    """The changes of a proposal, oldest first, with the people they name. One query."""
    changes = proposal.overrides.select_related(
        "enrollment__mentee", "before__mentor", "after__mentor", "made_by", "swapped_with__mentee"
    )
    return [OverrideRow(change, costs_in_words(change.cost)) for change in changes]


def metrics_before_changes(proposals: Sequence[Proposal]) -> dict[str, Metrics]:
    """By strategy the figures of what it found, before anything was changed by hand. One query."""
    metrics = {proposal.strategy: proposal.metrics for proposal in proposals}
    changes = PairOverride.objects.filter(proposal__in=[proposal.pk for proposal in proposals])
    for strategy, cost in changes.order_by("-made_at", "-pk").values_list("proposal__strategy", "cost"):
        metrics[strategy] = cast(Metrics, metrics[strategy] | {key: before for key, (before, _after) in cost.items()})
    return metrics


def costs_in_words(cost: MetricChanges) -> list[str]:
    """“First choice 61 → 60”, for each figure that changes."""
    figures = {key: [_figure(value) for value in cost[key]] for key in _LABELS if key in cost}
    return [f"{_LABELS[key]} {before} → {after}" for key, (before, after) in figures.items() if before != after]


def _figure(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class Question:
    """A what-if question: its proposal, and what it changes, in words."""

    proposal: Proposal
    lines: list[str]


def questions_of(round_pk: int) -> list[Question]:
    """The what-if questions of a round, newest first. Two queries."""
    asked = list(Proposal.objects.filter(round=round_pk, what_if=True).defer("result").order_by("-pk"))
    named = {key_of(name) for question in asked for name in question.changes.get("places", {})}
    mentors = MentorParticipation.objects.select_related("mentor").in_bulk(named)
    names = {pk: str(participation.mentor) for pk, participation in mentors.items()}
    return [Question(question, _lines(question, names)) for question in asked]


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A what-if question, and its figures beside those of the same strategy; without rows until both have run."""

    question: Proposal
    lines: list[str]
    rows: list[Row]


def answered_questions(match_round: MatchRound) -> list[AnsweredQuestion]:
    """The what-if questions of a round, newest first, each with the original of its strategy. Four queries."""
    originals = metrics_before_changes(list(match_round.proposals.candidates().defer("result")))
    return [
        AnsweredQuestion(one.proposal, one.lines, _compared(originals.get(one.proposal.strategy), one.proposal))
        for one in questions_of(match_round.pk)
    ]


def _compared(original: Metrics | None, question: Proposal) -> list[Row]:
    if original is None or question.state != Proposal.State.READY:
        return []
    return compare([original, question.metrics])


def _lines(question: Proposal, names: dict[int, str]) -> list[str]:
    changes = question.changes
    lines = [_with_places(names.get(key_of(name), name), places) for name, places in changes.get("places", {}).items()]
    if "list_length" in changes:
        lines.append(_("only the first %(n)s ranks count") % {"n": changes["list_length"]})
    if not changes.get("keep", True):
        lines.append(_("earlier pairs don’t count"))
    if not changes.get("minimums", True):
        lines.append(_("minimum loads ignored"))
    if not changes.get("aims", True):
        lines.append(_("aims ignored"))
    if question.strategy == "balanced":
        weights = {"rank": question.options["rank_weight"], "shared": question.options["similarity_weight"]}
        lines.append(_("weight of ranks %(rank)s, weight of shared interests %(shared)s") % weights)
    return lines or [_("nothing changed")]


def _with_places(name: str, places: int) -> str:
    if not places:
        return _("%(name)s takes nobody") % {"name": name}
    return ngettext("%(name)s with %(n)s place", "%(name)s with %(n)s places", places) % {"name": name, "n": places}
