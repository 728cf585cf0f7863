"""What of a cycle's matching is still open when the cycle moves on, and what becomes of it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.deadlines import deadline_text
from matching.models import MatchRound, Offer
from pairs.models import MentoringGroup, Mentorship
from programs.models import Cycle, CycleState

_State = MatchRound.State
# Until when lists are expected to change: later the year has moved past them.
_PAST_RANKING = (CycleState.MATCHING, CycleState.RUNNING, CycleState.CLOSING, CycleState.CLOSED)
_PAST_MATCHING = (CycleState.RUNNING, CycleState.CLOSING, CycleState.CLOSED)


def unfinished_work_of(cycle: Cycle, to: CycleState) -> list[str]:
    """Offers without an answer, rounds that are not finished, and that none was published, when `to` lies past them."""
    return [*_rounds(cycle, to), *_unpublished(cycle, to), *_offers(cycle, to)]


def _unpublished(cycle: Cycle, to: CycleState) -> Iterator[str]:
    """Where rounds pair people, a year runs once one is published."""
    if to == CycleState.RUNNING and cycle.program.is_peer and not MentoringGroup.objects.filter(cycle=cycle).exists():
        yield _("No pairs have been published this year, so nobody is together yet.")
    if to != CycleState.RUNNING or not cycle.program.has_rounds:
        return
    known = (
        MatchRound.objects.filter(cycle=cycle, state__in=(*MatchRound.LIVE, _State.PUBLISHED)),
        Offer.objects.filter(enrollment__cycle=cycle),
        Mentorship.objects.live_and_formal().filter(cycle=cycle),
        MentoringGroup.objects.filter(cycle=cycle),
    )
    if not any(rows.exists() for rows in known):
        yield _("No round has been published this year, so nobody has been matched yet.")


def _rounds(cycle: Cycle, to: CycleState) -> Iterator[str]:
    for match_round in MatchRound.objects.filter(cycle=cycle, state__in=MatchRound.LIVE):
        words: dict[str, Any] = {"name": match_round.name}
        if to == CycleState.CLOSED:
            yield (
                _("The round “%(name)s” hasn’t been published. It will end without pairs when the year closes.") % words
            )
        elif match_round.state == _State.OPEN and to in _PAST_RANKING:
            words["until"] = deadline_text(match_round.closes_at, zone=cycle.program.institution.zone)
            yield _("Lists for “%(name)s” are open until %(until)s, and stay open until then.") % words
        elif to in _PAST_MATCHING:
            yield (
                _("The round “%(name)s” hasn’t been published. It stays as it is, and you can publish it later.")
                % words
            )


def _offers(cycle: Cycle, to: CycleState) -> Iterator[str]:
    if to not in _PAST_MATCHING:
        return
    pending = Offer.objects.pending().filter(enrollment__cycle=cycle)
    last = pending.aggregate(last=Max("expires_at"))["last"]
    if last is None:
        return
    count = pending.count()
    words: dict[str, Any] = {"n": count, "until": deadline_text(last, zone=cycle.program.institution.zone)}
    if to == CycleState.CLOSED:
        yield (
            ngettext(
                "%(n)s offer is waiting for an answer. It will be withdrawn when the year closes, and both people "
                "will be told.",
                "%(n)s offers are waiting for an answer. They will be withdrawn when the year closes, and both sides "
                "will be told.",
                count,
            )
            % words
        )
    else:
        yield (
            ngettext(
                "%(n)s offer is waiting for an answer. It keeps its deadline, %(until)s: the pair starts when both "
                "say yes, and silence counts as the program says.",
                "%(n)s offers are waiting for an answer. They keep their deadlines, the last one %(until)s: pairs "
                "start as both sides say yes, and silence counts as the program says.",
                count,
            )
            % words
        )
