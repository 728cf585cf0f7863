"""Why this result, in kind and true words, from the reason that the engine recorded.

Choices are named by their place on the reader's own list. No other mentee is named, and a mentor does not learn
at which place they stood.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import ProposedPair
from matching.models.names import key_of
from matching.models.stored import Reason
from matching.presentation.comparison import ordinal


def mentee_reasons(
    pair: ProposedPair, ranks: dict[str, int], by_hand: Collection[str], earlier: Collection[int] | None = None
) -> list[str]:
    """Sentences for the mentee of a pair, or of a row without a mentor.

    `ranks` are the places on the mentee's list by the mentor's name in the engine, `by_hand` the mentors with whom
    a coordinator changed a pair after the strategy had run, `earlier` the mentors of the mentee's earlier pairs, where
    the round keeps such pairs.
    """
    if pair.overridden and pair.participation_id:
        return [_("A coordinator looked at your situation and made this pairing by hand.")]
    if pair.overridden:
        return [_("A coordinator looked at your situation, and this round doesn’t have a mentor for you yet.")]
    if earlier and pair.participation_id in earlier:
        return [_("You two were a pair before, and this round kept as many of those as it could.")]
    reason = pair.reason
    first = _placed(reason, pair.participation_id) if pair.participation_id else [_WHY_UNMATCHED[reason["why"]]()]
    return first + [
        _higher(ranks.get(name), _told_state(name, state, by_hand, earlier), rule)
        for name, state, rule in reason["higher"]
        if pair.rank is None or ranks.get(name, 0) < pair.rank  # of two mentors the second has more above it
    ]


def _told_state(name: str, state: str, by_hand: Collection[str], earlier: Collection[int] | None) -> str:
    if state not in _FULL_STATES:
        return state
    if name in by_hand:
        return "moved"
    return state if earlier is None else "kept"


def _placed(reason: Reason, participation: int) -> list[str]:
    _name, rank, how = next((one for one in reason["mentors"] if key_of(one[0]) == participation), reason["mentors"][0])
    if how == "placed-later":
        return [_("You were matched by shared interests, after everyone who had ranked.")]
    if rank:
        return [_("This was your %(rank)s choice.") % {"rank": ordinal(rank)}]
    return [_("This mentor wasn’t on your list. The round looked for shared interests among everyone with a place.")]


_WHY_UNMATCHED = {
    "ranked-nobody": lambda: _("You didn’t hand in a list, so this round couldn’t match you."),
    "nobody-eligible": lambda: _("None of the mentors on your list could be matched with you in this round."),
    "list-exhausted": lambda: _("Every mentor on your list was full when the round was run."),
}


def _higher(rank: int | None, state: str, rule: str) -> str:
    choice = _("Your %(rank)s choice") % {"rank": ordinal(rank)} if rank else _("One of your choices")
    return (_FULL[rule]() if state in _FULL_STATES else _STATES[state]()) % {"choice": choice}


_FULL_STATES = ("full", "group-full")
_FULL = {
    "lottery": lambda: _("%(choice)s is full. A lottery decided, fixed before lists closed."),
    "similarity": lambda: _("%(choice)s is full. Mentees who share more interests with that mentor came first."),
    "ranking": lambda: _("%(choice)s is full. The mentor’s own order decided who came first."),
    "group-ranking": lambda: _("%(choice)s is full. The department’s order decided who came first."),
    "fixed": lambda: _("%(choice)s is full. The places were settled before the round."),
    "total": lambda: _(
        "%(choice)s is full. The places went where they help all mentees together most. A lottery decided between "
        "equally good results."
    ),
    "capacity": lambda: _("%(choice)s isn’t taking new mentees in this round."),
    "eligibility": lambda: _("%(choice)s couldn’t be matched with you. It says nothing about either of you."),
}
_STATES = {
    "kept": lambda: _("%(choice)s was full. Earlier pairs came first, then the round’s rules."),
    "moved": lambda: _("%(choice)s was full when the round was run. A coordinator changed pairs by hand later."),
    "no-places": lambda: _("%(choice)s isn’t taking new mentees in this round."),
    "not-accepting": lambda: _("%(choice)s couldn’t be matched with you. It says nothing about either of you."),
    "not-eligible": lambda: _("%(choice)s couldn’t be matched with you. It says nothing about either of you."),
    "free": lambda: _("%(choice)s wasn’t chosen, because the round looks for what helps all mentees together most."),
}


def mentor_reason(pair: ProposedPair) -> str:
    """One sentence for the mentor of a pair; it does not say at which place the mentor stood."""
    if pair.overridden:
        return _("A coordinator looked at the situation and made this pairing by hand.")
    if pair.rank is not None:
        return _("You were on this mentee’s list, and the round’s rules gave them your place.")
    return _("This mentee was matched with you, out of everyone with a place, by the round’s rules.")


def places_sentence(pairs: int, left: int) -> str:
    """What a round did with a mentor's places: `pairs` were given a mentee, `left` are free."""
    if not pairs and not left:
        return _("This round didn’t find you a mentee. All your places were taken.")
    if not pairs:
        return _("This round didn’t find you a mentee. Your place is kept for the next round.")
    if left:
        words = ngettext(
            "%(left)s of your places is kept for the next round.",
            "%(left)s of your places are kept for the next round.",
            left,
        )
        return words % {"left": left}
    return _("All your places are taken.")
