"""The words with which the page of proposals opens: which one to publish, and what each would mean.

Every number is one of `matching.presentation.figures`, which decides; this module only says it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import MatchRound, Proposal, Strategy
from matching.presentation.aims import aims_told
from matching.presentation.figures import Figures, beaten_by, by_rule, figures_of, ordered
from matching.presentation.keeping import kept_told
from matching.presentation.promises import promise_of


class Told(Enum):
    """Who told mentees the method before they ranked. Nobody is false."""

    NOTHING = ""
    BY_PROGRAM = "program"
    BY_ROUND = "round"

    def __bool__(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one proposal would mean, in a sentence.

    Attributes:
        honesty: what short or tactical lists can do under its method; empty where the cautions say it.
        possible: whether the round may be published with it.
        beaten_by: the method that is at least as good in every figure, and may be published; empty where there is none.
    """

    proposal: Proposal
    text: str
    honesty: str
    possible: bool
    recommended: bool
    beaten_by: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the page opens with.

    Attributes:
        proposal: the one to publish; None where none that may be published has a pair.
        versus: the one that it is compared with; None where there is no other with other figures.
        lead: one sentence; more: what it gives in all; cautions: what speaks against it.
        meanings: of every proposal that is ready.
    """

    proposal: Proposal | None
    versus: Proposal | None
    lead: str
    more: list[str]
    cautions: list[str]
    meanings: list[Meaning]

    def beats(self, chosen: Proposal) -> str:
        """The method that beats the proposal, empty where none does."""
        return next((meaning.beaten_by for meaning in self.meanings if meaning.proposal == chosen), "")


def recommend(match_round: MatchRound, ready: Sequence[Proposal]) -> Recommendation:
    """Say which of the finished proposals to publish, and why."""
    figures = {Strategy(proposal.strategy): figures_of(proposal) for proposal in ready}
    possible = [figures[strategy] for strategy in match_round.possible_strategies if strategy in figures]
    best = next(iter(ordered(possible, objective=_objective(ready))), None)
    told = _told(match_round)
    other = best and _versus(best, list(figures.values()) if told else possible)
    rows = {Strategy(proposal.strategy): proposal for proposal in ready}
    cautions = _cautions(best) if best else []
    return Recommendation(
        proposal=rows[best.strategy] if best else None,
        versus=rows[other.strategy] if other else None,
        lead=_lead(best, other, told),
        more=_more(best, other, told) if best else [],
        cautions=cautions,
        meanings=[_meaning(match_round, proposal, figures, possible, best, cautions) for proposal in ready],
    )


def _told(match_round: MatchRound) -> Told:
    if match_round.announced_method:
        return Told.BY_ROUND
    return Told.BY_PROGRAM if len(match_round.possible_strategies) == 1 else Told.NOTHING


def _objective(ready: Sequence[Proposal]) -> str:
    """What “best ranks” was asked to mean in this round."""
    best = (proposal for proposal in ready if proposal.strategy == Strategy.CHOICE_BEST)
    return next((proposal.options.get("objective", "") for proposal in best), "") or "total-rank"


def _versus(best: Figures, others: Sequence[Figures]) -> Figures | None:
    """What the recommendation is held against: first a method that differs in whether honest lists are safe."""
    differing = by_rule([one for one in others if one.pairs and one.merits != best.merits])
    return next(
        (one for one in differing if one.honest != best.honest and one.lists_count), next(iter(differing), None)
    )


def _lead(best: Figures | None, other: Figures | None, told: Told) -> str:
    if best is None:
        return _("None of the proposals that this round can be published with has a pair.")
    if told == Told.BY_PROGRAM:
        return _(
            "This program pairs by “%(method)s”, and that’s what its mentees were told. Publish that proposal."
        ) % {"method": best.strategy.label}
    if told:
        return _("Mentees were told “%(method)s” before they ranked, so that’s the one to publish.") % {
            "method": best.strategy.label
        }
    return _compared(best, other) if other else _in_all(best)


def _compared(one: Figures, other: Figures) -> str:
    """“Best ranks gives 49 more mentees a mentor than Stable matching, and as many first choices.”"""
    return _("%(people)s, %(choices)s.") % {"people": _people(one, other), "choices": _choices(one, other)}


def _people(one: Figures, other: Figures) -> str:
    """Who gets a mentor; where one of the two gives mentors whom nobody asked for, only those from the lists count."""
    names = {"one": one.strategy.label, "other": other.strategy.label}
    if one.outside_lists == other.outside_lists:
        more = one.matched - other.matched
        text = ngettext(
            "%(one)s gives %(n)s more mentee a mentor than %(other)s",
            "%(one)s gives %(n)s more mentees a mentor than %(other)s",
            more,
        )
        same = _("%(one)s gives as many mentees a mentor as %(other)s")
    else:
        more = one.from_lists - other.from_lists
        text = ngettext(
            "%(one)s gives %(n)s more mentee a mentor from their own list than %(other)s",
            "%(one)s gives %(n)s more mentees a mentor from their own list than %(other)s",
            more,
        )
        same = _("%(one)s gives as many mentees a mentor from their own list as %(other)s")
    return (text if more else same) % (names | {"n": more})


def _choices(one: Figures, other: Figures) -> str:
    more = one.first_choice - other.first_choice
    if not more:
        return _("and as many first choices")
    if more > 0:
        return ngettext("and %(n)s more first choice", "and %(n)s more first choices", more) % {"n": more}
    return ngettext("but %(n)s fewer first choice", "but %(n)s fewer first choices", -more) % {"n": -more}


def _in_all(one: Figures) -> str:
    text = _("%(method)s gives %(matched)s of %(enrolled)s mentees a mentor, %(first)s of them their first choice.")
    return text % _numbers(one) + _both(one)


def _both(one: Figures) -> str:
    """A further sentence where mentees get up to two mentors."""
    if one.each == 1:
        return ""
    text = ngettext("%(n)s mentee gets two mentors.", "%(n)s mentees get two mentors.", one.complete)
    return " " + text % {"n": one.complete}


def _numbers(one: Figures) -> dict[str, object]:
    return {
        "method": one.strategy.label,
        "matched": one.matched,
        "enrolled": one.enrolled,
        "first": one.first_choice,
    }


def _more(best: Figures, other: Figures | None, told: Told) -> list[str]:
    said = [_in_all(best)] if told or other else []
    if other is None:
        return said
    if told and best.lists_count:
        return [*said, _forgone(best, other)] if other.from_lists > best.from_lists else said
    if not told and best.honest and not other.honest:
        said.append(str(promise_of(best.strategy, each=best.each, keeps=best.keeps).to_coordinators))
    elif not told and _alike(best, other):
        said.append(_decisive(best, other))
    return said


def _alike(best: Figures, other: Figures) -> bool:
    """Whether the first sentence names no difference between the two."""
    return (best.matched, best.from_lists, best.first_choice) == (other.matched, other.from_lists, other.first_choice)


def _decisive(best: Figures, other: Figures) -> str:
    """What decides between two that give as many a mentor and as many a first choice."""
    names = {"other": other.strategy.label}
    if best.blocking_pairs != other.blocking_pairs:
        text = _("It leaves %(best)s blocking pairs, %(other)s %(n)s.")
        return text % (names | {"best": best.blocking_pairs, "n": other.blocking_pairs})
    if best.mean_rank != other.mean_rank:
        text = _("The mean rank is %(best)s, with %(other)s %(n)s.")
        return text % (names | {"best": f"{best.mean_rank:.2f}", "n": f"{other.mean_rank:.2f}"})
    text = _("The mean interest overlap is %(best)s, with %(other)s %(n)s.")
    return text % (names | {"best": f"{best.mean_overlap:.2f}", "n": f"{other.mean_overlap:.2f}"})


def _forgone(best: Figures, other: Figures) -> str:
    """What the method that was announced costs, for the next round's choice."""
    more = other.from_lists - best.from_lists
    text = ngettext(
        "%(other)s would give %(n)s more mentee a mentor from their own list: something to weigh next time.",
        "%(other)s would give %(n)s more mentees a mentor from their own list: something to weigh next time.",
        more,
    )
    return text % {"other": other.strategy.label, "n": more}


def _cautions(best: Figures) -> list[str]:
    promise = promise_of(best.strategy, each=best.each, keeps=best.keeps)
    said = [str(promise.caution)] if not promise.honest else []
    if not promise.lists_count:
        return said
    if best.blocking_pairs:
        text = ngettext(
            "In %(n)s case, a mentee and a mentor would both rather have each other, so expect a question.",
            "In %(n)s cases, a mentee and a mentor would both rather have each other, so expect questions.",
            best.blocking_pairs,
        )
        said.append(text % {"n": best.blocking_pairs})
    if best.strangers:
        said.append(_strangers(best.strangers))
    return said


def _strangers(count: int) -> str:
    text = ngettext(
        "%(n)s mentee with a list gets a mentor who isn’t on it.",
        "%(n)s mentees with a list get a mentor who isn’t on it.",
        count,
    )
    return text % {"n": count}


def _meaning(
    match_round: MatchRound,
    proposal: Proposal,
    figures: dict[Strategy, Figures],
    possible: Sequence[Figures],
    best: Figures | None,
    said: Sequence[str],
) -> Meaning:
    own = figures[Strategy(proposal.strategy)]
    better = beaten_by(own, possible) if own in possible else None
    honesty = str(promise_of(own.strategy, each=own.each, keeps=own.keeps).to_coordinators)
    return Meaning(
        proposal=proposal,
        text=" ".join(filter(None, (meaning_of(own), kept_told(proposal.metrics), aims_told(match_round, proposal)))),
        honesty="" if honesty in said else honesty,
        possible=own in possible,
        recommended=own == best,
        beaten_by=str(better.strategy.label) if better else "",
    )


def meaning_of(own: Figures) -> str:
    """One sentence: who gets a mentor, and at what price."""
    numbers = _numbers(own) | {"n": own.strangers or own.blocking_pairs}
    if own.strangers:
        text = _(
            "%(matched)s of %(enrolled)s mentees get a mentor, %(first)s their first choice; mentees with a list who "
            "get someone not on it: %(n)s."
        )
    elif own.blocking_pairs:
        text = _(
            "%(matched)s of %(enrolled)s mentees get a mentor, %(first)s their first choice; mentees and mentors who "
            "would both rather have each other: %(n)s."
        )
    else:
        text = _(
            "%(matched)s of %(enrolled)s mentees get a mentor, %(first)s their first choice; no mentee and mentor "
            "would rather have each other."
        )
    return text % numbers + _both(own)
