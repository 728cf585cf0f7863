"""What a round aims for beyond single pairs: said while lists are taken, frozen with the round's input.

One method looks at it, Balanced: see `matching.engine.model.aims`.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from matching.models import Attribute, MatchRound, Strategy, Weight
from matching.services.locks import lock_round

AIMS = ("even_weight", "spread_by", "spread_weight")


@transaction.atomic
def set_aims(
    match_round: MatchRound,
    *,
    even_weight: int = Weight.NOT,
    spread_by: str = "",
    spread_weight: int = Weight.NOT,
    began_from: str = "",
) -> MatchRound:
    """Say what the round aims for. `began_from` is the revision that the form carried.

    Args:
        match_round: a draft, or open.
        even_weight: how much even loads matter, a `Weight`.
        spread_by: how a mentor's mentees are to differ: one of `SINGLE`, or empty.
        spread_weight: how much that matters; one of the two without the other means that it doesn't.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other aims since the form was opened.
        WrongState: as `check_aims_editable`.
    """
    match_round = lock_round(match_round)
    check_aims_editable(match_round)
    differ = bool(spread_by and spread_weight)
    wanted: dict[str, int | str] = {
        "even_weight": Weight(even_weight).value,
        "spread_by": Attribute(spread_by).value if differ else "",
        "spread_weight": Weight(spread_weight if differ else Weight.NOT).value,
    }
    refuse_stale(began_from, stored=stored_fields(match_round, wanted), wanted=wanted)
    for name, value in wanted.items():
        setattr(match_round, name, value)
    match_round.save(update_fields=list(wanted))
    return match_round


def can_change_aims(match_round: MatchRound) -> bool:
    """Whether `set_aims` would take other aims now."""
    try:
        check_aims_editable(match_round)
    except WrongState:
        return False
    return True


def check_aims_editable(match_round: MatchRound) -> None:
    """Refuse what `set_aims` cannot change; a page asks before it shows the form.

    Raises:
        WrongState: lists are closed, the round cannot end in Balanced, or its mentees rank on the word that it does.
    """
    if Strategy.BALANCED not in match_round.possible_strategies:
        raise WrongState(_("Only “Balanced” looks at aims, and this round can’t be published with it."))
    if match_round.state not in MatchRound.LISTS_CHANGE:
        raise WrongState(_("Lists are closed, so what the round aims for can’t be changed."))
    if match_round.announced_method and match_round.state == MatchRound.State.OPEN:
        raise WrongState(_("Ranking is open, so what mentees were told about the method can’t be changed."))
