"""Why this result, in kind and true words, from the reason that the engine recorded.

Choices are named by their place on the reader's own list. No other mentee is named, and a mentor does not learn
at which place they stood.
"""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import ProposedPair
from matching.selectors.comparison import ordinal

Reason = dict[str, Any]


def mentee_reasons(pair: ProposedPair, ranks: dict[str, int], by_hand: Collection[str]) -> list[str]:
    """Sentences for the mentee of a pair, or of a row without a mentor.

    `ranks` are the places on the mentee's list by the mentor's name in the engine, `by_hand` the mentors with whom
    a coordinator changed a pair after the strategy had run.
    """
    if pair.overridden and pair.participation_id:
        return [_("A coordinator looked at your situation and made this pairing by hand.")]
    if pair.overridden:
        return [_("A coordinator looked at your situation by hand, and this round names no mentor for you yet.")]
    reason: Reason = pair.reason
    first = _placed(reason) if pair.participation_id else [_WHY_UNMATCHED[reason["why"]]()]
    return first + [
        _higher(ranks.get(name), "moved" if name in by_hand and state in _FULL_STATES else state, rule)
        for name, state, rule in reason["higher"]
    ]


def _placed(reason: Reason) -> list[str]:
    _name, rank, how = reason["mentors"][0]
    if how == "after":
        return [_("You were placed by shared interests, after those who had ranked.")]
    if rank:
        return [_("This was your %(rank)s choice.") % {"rank": ordinal(rank)}]
    return [_("This mentor was not on your list; the round looked for shared interests among everybody with a place.")]


_WHY_UNMATCHED = {
    "ranked-nobody": lambda: _("You did not hand in a list, so this round could not place you."),
    "nobody-eligible": lambda: _("None of the mentors on your list could be paired with you in this round."),
    "list-exhausted": lambda: _("Every mentor on your list was full when the round was computed."),
}


def _higher(rank: int | None, state: str, rule: str) -> str:
    choice = _("Your %(rank)s choice") % {"rank": ordinal(rank)} if rank else _("A choice of yours")
    return (_FULL[rule]() if state in _FULL_STATES else _STATES[state]()) % {"choice": choice}


_FULL_STATES = ("full", "group-full")
_FULL = {
    "lottery": lambda: _("%(choice)s is full. A lottery decided, fixed before the lists closed."),
    "similarity": lambda: _("%(choice)s is full. Mentees who share more interests with that mentor came first."),
    "ranking": lambda: _("%(choice)s is full. The mentor’s own order decided who came first."),
    "group-ranking": lambda: _("%(choice)s is full. The department’s order decided who came first."),
    "fixed": lambda: _("%(choice)s is full. The places were settled before the round."),
    "total": lambda: _(
        "%(choice)s is full. The places went where they serve all mentees together best; "
        "a lottery decided between equally good results."
    ),
    "capacity": lambda: _("%(choice)s takes no new mentees in this round."),
    "eligibility": lambda: _("%(choice)s could not be paired with you. It says nothing about either of you."),
}
_STATES = {
    "moved": lambda: _("%(choice)s was full when the round was computed; a coordinator changed pairs by hand later."),
    "no-places": lambda: _("%(choice)s takes no new mentees in this round."),
    "not-accepting": lambda: _("%(choice)s could not be paired with you. It says nothing about either of you."),
    "not-eligible": lambda: _("%(choice)s could not be paired with you. It says nothing about either of you."),
    "free": lambda: _("%(choice)s was not chosen, because the round looks at what serves all mentees together best."),
}


def mentor_reason(pair: ProposedPair) -> str:
    """One sentence for the mentor of a pair; it does not say at which place the mentor stood."""
    if pair.overridden:
        return _("A coordinator looked at the situation and made this pairing by hand.")
    if pair.rank is not None:
        return _("You were on this mentee’s list, and your place went to them by the rules of the round.")
    return _("The round placed this mentee with you among everybody who had a place, by the rules of the round.")


def places_sentence(pairs: int, left: int) -> str:
    """What a round did with a mentor's places: `pairs` were given a mentee, `left` are free."""
    if not pairs and not left:
        return _("This round gave you no mentee. All your places were taken.")
    if not pairs:
        return _("This round gave you no mentee. Your place is kept for the next round.")
    if left:
        words = ngettext(
            "%(left)s place of yours is kept for the next round.",
            "%(left)s places of yours are kept for the next round.",
            left,
        )
        return words % {"left": left}
    return _("Every place of yours is spoken for.")
