"""What may be said of honest and of longer lists under each strategy: the one home of those sentences.

They are said of a mentee who looks for one mentor, or where a round gives two, of one who looks for two: who wants
several may gain by a false list under deferred acceptance (Roth 1985), not under serial order. Every claim is tried in
`tests/matching/test_promises.py`, every warning has its example there. Theory: deferred acceptance is strategy-proof
for those who propose (Dubins, Freedman 1981), serial order too (Svensson 1994); where the sum over all decides, a
mentee with few alternatives is served before one who has many, so that leaving names out can pay.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypedDict

from django.utils.functional import Promise as LazyText
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import MatchRound, Strategy, possible_strategies
from matching.queries.mentor_lists import mentors_rank_in
from programs.models import Program


@dataclass(frozen=True, slots=True)
class ListPromise:
    """What a list can do under a strategy.

    lists_count  whether lists have a part in it at all
    honest       no other order of the same names, and no shorter list, brings a mentor whom the mentee likes better
    to_mentees, to_coordinators   the same in words
    caution      what a coordinator weighs before such a method is used; empty where honest lists are safe
    """

    strategy: Strategy
    lists_count: bool
    honest: bool
    to_mentees: LazyText | str
    to_coordinators: LazyText
    caution: LazyText | str = ""


_SAFE_FOR_MENTEES = gettext_lazy(
    "Your honest order works best for you, and a longer list never lowers your chance of a higher choice."
)
_SAFE_FOR_COORDINATORS = gettext_lazy(
    "Honest lists are safe: no other order and no shorter list gets a mentee a mentor they like better."
)
_UNSAFE_FOR_COORDINATORS = gettext_lazy(
    "Honest lists aren’t always safe: a mentee who lists fewer mentors, or uses another order, may do better, and "
    "others worse. A longer list makes a match likelier."
)
_CAN_BE_GAMED = gettext_lazy("It can be gamed by short lists: use it only if lists were handed in honestly.")
PROMISES = (
    ListPromise(Strategy.CHOICE_STABLE, True, True, _SAFE_FOR_MENTEES, _SAFE_FOR_COORDINATORS),
    ListPromise(
        Strategy.CHOICE_BEST,
        True,
        False,
        gettext_lazy(
            "As many mentees as possible get a mentor, at the best ranks for everyone together. A longer list makes a "
            "match likelier, but it can cost you a higher choice, and so can your honest order."
        ),
        _UNSAFE_FOR_COORDINATORS,
        _CAN_BE_GAMED,
    ),
    ListPromise(
        Strategy.SURVEY,
        False,
        True,
        gettext_lazy("Your list doesn’t count. What you share with the mentors decides."),
        gettext_lazy("Lists don’t count, so nobody gains or loses by them."),
    ),
    ListPromise(Strategy.LOTTERY, True, True, _SAFE_FOR_MENTEES, _SAFE_FOR_COORDINATORS),
    ListPromise(
        Strategy.BALANCED,
        True,
        False,
        gettext_lazy(
            "As many mentees as possible get a mentor, by rank and shared interests together. A longer list makes a "
            "match likelier, but it can cost you a higher choice, and so can your honest order."
        ),
        _UNSAFE_FOR_COORDINATORS,
        _CAN_BE_GAMED,
    ),
)

STABLE_FOR_TWO = ListPromise(
    Strategy.CHOICE_STABLE,
    True,
    False,
    gettext_lazy(
        "No mentor whom you’d like better would also rather have you. Your honest order is a good list: that another "
        "one brings a second mentor you like better is possible, but rare."
    ),
    gettext_lazy(
        "With two mentors for each mentee, honest lists are good but not always safe: in rare cases another list "
        "brings a better second mentor."
    ),
    gettext_lazy("With two mentors for each mentee, another list than the honest one can pay, if rarely."),
)


_KEPT_FIRST = gettext_lazy(
    "Earlier pairs come first: if someone you were paired with before is on your list, you two stay together where "
    "that’s possible, even if you rank others higher."
)
_KEPT_FIRST_FOR_COORDINATORS = gettext_lazy(
    "Earlier pairs come before ranks: a mentee who lists their earlier mentor stays, though others may stand higher."
)


def promise_of(strategy: Strategy, *, each: int = 1, keeps: bool = False) -> ListPromise:
    """What may be said of lists under one strategy.

    Args:
        strategy: the one.
        each: up to how many mentors a round gives each mentee.
        keeps: whether it keeps earlier pairs where it can.
    """
    promise = next(promise for promise in PROMISES if promise.strategy == strategy)
    if strategy == Strategy.CHOICE_STABLE and each > 1:
        promise = STABLE_FOR_TWO
    if not keeps or not promise.lists_count:
        return promise
    told = _KEPT_FIRST_FOR_COORDINATORS
    if promise.honest:
        return replace(promise, honest=False, to_mentees=_KEPT_FIRST, to_coordinators=told, caution=told)
    return replace(
        promise,
        to_mentees=format_lazy("{} {}", _KEPT_FIRST, promise.to_mentees),
        to_coordinators=format_lazy("{} {}", told, promise.to_coordinators),
        caution=format_lazy("{} {}", told, promise.caution),
    )


def promises_of(program: Program, match_round: MatchRound | None = None) -> list[ListPromise]:
    """What may be said of lists: one promise for each strategy that the round, or else a round of the program, may
    end in.
    """
    possible = match_round.possible_strategies if match_round else possible_strategies(program)
    each = match_round.places_each if match_round else program.mentors_each
    keeps = bool(match_round and match_round.keeps)
    promises = [promise_of(strategy, each=each, keeps=keeps) for strategy in possible]
    return [_with_aims(promise, match_round) for promise in promises] if match_round else promises


def _with_aims(promise: ListPromise, match_round: MatchRound) -> ListPromise:
    """The promise of a round that aims for more than single pairs: mentees rank on the whole word."""
    if promise.strategy != Strategy.BALANCED or not match_round.has_aims:
        return promise
    said = [str(promise.to_mentees)]
    if match_round.even_weight:
        said.append(_("The school also wants mentors to have about as many mentees each."))
    if match_round.spread_weight:
        text = _("The school also wants each mentor’s mentees to differ in %(attribute)s.")
        said.append(text % {"attribute": match_round.told_apart_by})
    if match_round.together_weight:
        said.append(_("The school also gives mentees who asked for it the same mentor where it can."))
    return replace(promise, to_mentees=" ".join(said))


def promise_in_short(promises: Iterable[ListPromise]) -> str:
    """One sentence to a mentee that is true under every one of the strategies."""
    promises = list(promises)
    kinds = {(promise.lists_count, promise.honest) for promise in promises}
    if kinds == {(True, True)}:
        return str(_SAFE_FOR_MENTEES)
    if kinds == {(False, True)}:
        return _("Your list doesn’t count here. What you share with the mentors decides.")
    if len(promises) == 1:
        return str(promises[0].to_mentees)
    return _(
        "More names make a match likelier. Whether they can cost you a higher choice depends on the method, and the "
        "school chooses it after lists close."
    )


class PromiseContext(TypedDict):
    """What templates for mentees read.

    Attributes:
        promises: by strategy; promise_in_short: one sentence that is true under each of them.
        mentors_rank: whether mentors see who listed them, and have a say.
        mentors_each: how many mentors a mentee gets at most.
        keeps: of whose pairs the round keeps as many as it can: "year", "draft", or empty.
        announced: the method that the round's mentees are told of, where it is fixed; else empty.
    """

    promises: list[ListPromise]
    promise_in_short: str
    announced: str
    mentors_rank: bool
    mentors_each: int
    keeps: str


def promise_context(program: Program, match_round: MatchRound | None = None) -> PromiseContext:
    """What pages for mentees say of lists in the program, or in one of its rounds."""
    promises = promises_of(program, match_round)
    announced = match_round.get_announced_method_display() if match_round else ""
    started = match_round and match_round.opened_at
    return {
        "promises": promises,
        "promise_in_short": promise_in_short(promises),
        "announced": announced,
        "mentors_rank": match_round.mentors_rank if match_round and started else mentors_rank_in(program),
        "keeps": match_round.keeps if match_round else "",
        "mentors_each": match_round.places_each if match_round else program.mentors_each,
    }
