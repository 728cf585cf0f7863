"""What a person's page says of lists and offers, for coordinators: whether, when and in which state."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from matching.models import MatchRound, Offer
from matching.queries.person import locked_lists, offers_with, rounds_to_be_in, rounds_with_lists
from people.models import Enrollment
from people.presentation.person_page import Deed, Fact, Section
from people.queries.person import PersonInProgram
from programs.policies import can_coordinate

# Events of `matching.notices`, which stands above this room. Those about ranking would tell who handed in a list; who
# hears that an offer is closed would tell a plain no from an avoidance.
_EVENTS = ("match_published", "offer_pending")
_TONES = {Offer.State.PENDING: "partial", Offer.State.ACCEPTED: "good"}


def lists_and_offers(who: PersonInProgram, reader: User, _now: datetime) -> Section | None:
    """Return the section, or None for a reader who does not coordinate the program. Four queries at most.

    Whether a list was handed in stands there once the lists are closed: until then it would tell of demand. A
    coordinator who mentors in the year reads nothing of lists, as everywhere.
    """
    if not can_coordinate(reader, who.program):
        return None
    offers = list(offers_with(who, reader))
    facts = [_offered(offer, who) for offer in offers]
    if who.enrollments:
        handed_in = locked_lists(who, reader)
        facts += [_listed(each, handed_in) for each in rounds_with_lists(who, reader)]
    keys = [str(offer.pk) for offer in offers]
    return Section(
        title=_("Lists and offers"),
        facts=tuple(sorted(facts, key=lambda fact: fact.order, reverse=True)),
        empty=_("No offers yet."),
        note=_("Who is on a list, and in which order, isn’t shown here."),
        deeds=tuple(_deeds(who, reader)),
        subjects=dict.fromkeys(_EVENTS, keys),
    )


def _deeds(who: PersonInProgram, reader: User) -> Iterator[Deed]:
    """Into a round that takes lists, or out of it; nobody decides about themselves."""
    if reader.pk == who.person.pk or not any(each.state in Enrollment.AWAITING_MATCH for each in who.enrollments):
        return
    keys = {each.cycle_id: each.pk for each in who.enrollments}
    for match_round in rounds_to_be_in(who):
        out = match_round.is_out  # type: ignore[attr-defined]
        label = _("Put back into the round") if out else _("Take out of the round")
        route = "matching:bring-back-into-round" if out else "matching:leave-out-of-round"
        yield Deed(label, reverse(route, args=[match_round.pk, keys[match_round.cycle_id]]))


def _offered(offer: Offer, who: PersonInProgram) -> Fact:
    mentee, mentor = offer.enrollment.mentee, offer.participation.mentor
    other = mentor if mentee.pk == who.person.pk else mentee
    return Fact(
        day=offer.made_at,
        text=_("Offer: %(name)s") % {"name": other.display_name},
        status=str(offer.get_state_display()),
        tone=_TONES.get(Offer.State(offer.state), "inactive"),
    )


def _listed(match_round: MatchRound, handed_in: Collection[int]) -> Fact:
    known = match_round.pk in handed_in
    return Fact(
        day=match_round.closes_at,
        text=_("List for “%(round)s”") % {"round": match_round.name},
        status=_("Handed in") if known else _("No list"),
        tone="good" if known else "",
    )
