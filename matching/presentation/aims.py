"""What a round aims for, in words, and what its aims gave and cost in the proposal of Balanced."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import MatchRound, Proposal, Weight
from matching.models.stored import Metrics


def aims_in_words(match_round: MatchRound) -> list[str]:
    """“Even loads: matters a lot”, for each aim that counts."""
    differ = _("A mentor’s mentees differ in %(attribute)s") % {"attribute": match_round.told_apart_by}
    aims = [
        (_("Even loads"), match_round.even_weight),
        (differ, match_round.spread_weight),
        (_("The same mentor for those who want it"), match_round.together_weight),
    ]
    text = _("%(aim)s: %(weight)s")
    return [text % {"aim": aim, "weight": str(Weight(weight).label).lower()} for aim, weight in aims if weight]


def aims_told(match_round: MatchRound, proposal: Proposal) -> str:
    """What the aims of the round gave and cost in the proposal; empty where it looked at none.

    The pairs are held against those that the method finds without aims, on the same input.
    """
    own, without = proposal.metrics, proposal.metrics.get("without_aims")
    if not without:
        return ""
    gains = list(_gains(match_round, own, without))
    if not gains:
        said = _("The round’s aims change nothing here: what they count is the same without them.")
        return " ".join(filter(None, (said, _proven(own))))
    return " ".join(filter(None, (*gains, _cost(own, without), _proven(own))))


def _proven(own: Metrics) -> str:
    """How much better another choice could be, where wishes leave that open."""
    if not own.get("together_gap"):
        return ""
    gap = _("%(gap)s of a rank on one mentee’s list") % {"gap": f"{own['together_gap']:.2f}"}
    if own["together_best"]:
        return _("A search found nothing better; by what the checker can prove, %(gap)s could be gained.") % {
            "gap": gap
        }
    return _("Something better may be there: at most %(gap)s could be gained.") % {"gap": gap}


def _gains(match_round: MatchRound, own: Metrics, without: Metrics) -> Iterator[str]:
    if own.get("crowding") != without.get("crowding"):
        yield _evenness(own, without)
    if own.get("alike") != without.get("alike"):
        yield _(
            "Aiming for mentees who differ, cases of two mentees of a mentor with the same %(attribute)s are %(n)s "
            "instead of %(without)s."
        ) % {"attribute": match_round.told_apart_by, "n": own["alike"], "without": without["alike"]}
    if own.get("together") != without.get("together"):
        yield _wishes(own, without)


def _wishes(own: Metrics, without: Metrics) -> str:
    """How many of those who want the same mentor have one."""
    text = ngettext(
        "Shared mentors for those who want the same one: %(together)s instead of %(without)s (%(n)s wish).",
        "Shared mentors for those who want the same one: %(together)s instead of %(without)s (%(n)s wishes).",
        own["wishes"],
    )
    return text % {"n": own["wishes"], "together": own["together"], "without": without["together"]}


def _evenness(own: Metrics, without: Metrics) -> str:
    """How loads differ: the fullest mentor, and mentors without anybody."""
    return _(
        "Aiming for even loads, the busiest mentor has %(most)s instead of %(most_without)s mentees, and mentors "
        "without a mentee are %(idle)s instead of %(idle_without)s."
    ) % {
        "most": len(own["load"]) - 1,
        "most_without": len(without["load"]) - 1,
        "idle": own["idle"],
        "idle_without": without["idle"],
    }


def _cost(own: Metrics, without: Metrics) -> str:
    """What the aims cost in ranks: of the pairs that stand on lists, and in first choices."""
    ranks, fewer = own["total_rank"] - without["total_rank"], without["first_choice"] - own["first_choice"]
    means = own["mean_rank"], without["mean_rank"]
    if ranks <= 0 or means[0] is None or means[1] is None:
        if not fewer:
            return _("That costs no ranks.")
        return _("That costs no ranks, and %(first)s.") % {"first": _first_choices(fewer)}
    text = ngettext(
        "That costs %(n)s rank in all: the mean rank is %(mean)s instead of %(without)s, and %(first)s.",
        "That costs %(n)s ranks in all: the mean rank is %(mean)s instead of %(without)s, and %(first)s.",
        ranks,
    )
    shown = {"n": ranks, "mean": f"{means[0]:.2f}", "without": f"{means[1]:.2f}"}
    return text % (shown | {"first": _first_choices(fewer)})


def _first_choices(fewer: int) -> str:
    if not fewer:
        return _("as many get their first choice")
    if fewer < 0:
        return ngettext("%(n)s more gets their first choice", "%(n)s more get their first choice", -fewer) % {
            "n": -fewer
        }
    return ngettext("%(n)s fewer gets their first choice", "%(n)s fewer get their first choice", fewer) % {"n": fewer}
