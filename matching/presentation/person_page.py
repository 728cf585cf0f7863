"""What a person's page says of lists and offers, for those who run the program: whether, when and in which state."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from matching.models import MatchRound, Offer
from matching.queries.person import offers_with, read_rounds, rounds_to_be_in, rounds_with_lists
from people.models import MentorParticipation
from people.presentation.person_page import Deed, Fact, Section
from people.queries.person import PersonInProgram
from programs.policies import can_coordinate

# Events of `matching.notices`, which stands above this room. Those about ranking would tell who handed in a list; who
# hears that an offer is closed would tell a plain no from an avoidance.
_EVENTS = ("match_published", "offer_pending")
_TONES = {Offer.State.PENDING: "partial", Offer.State.ACCEPTED: "good"}


def lists_and_offers(who: PersonInProgram, reader: User, _now: datetime) -> Section | None:
    """Return the section, or None among peers. Two queries, one for who does not coordinate: lists are not theirs.

    Whether a list was handed in stands there once the lists are closed: until then it would tell of demand. A
    coordinator who mentors in the year reads nothing of lists, as everywhere.
    """
    if who.program.is_peer:
        return None
    offers = list(offers_with(who, reader))
    offered = [_offered(offer, who) for offer in offers]
    subjects = {event: [str(offer.pk) for offer in offers] for event in _EVENTS}
    if not can_coordinate(reader, who.program):
        return Section(title=_("Offers"), facts=_newest_first(offered), empty=_("No offers yet."), subjects=subjects)
    read_rounds(who, reader)
    return Section(
        title=_("Lists and offers"),
        facts=_newest_first(offered + [_listed(each) for each in rounds_with_lists(who)]),
        empty=_("No offers yet."),
        note=_("Who is on a list, and in which order, isn’t shown here."),
        deeds=tuple(_deeds(who, reader)),
        subjects=subjects,
    )


def _newest_first(facts: list[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(facts, key=lambda fact: fact.order, reverse=True))


# Of a mentee and of a mentor: the step out of a round, and the one back.
_STEPS = {
    (False, False): (gettext_lazy("Take out of the round"), "matching:leave-out-of-round"),
    (False, True): (gettext_lazy("Put back into the round"), "matching:bring-back-into-round"),
    (True, False): (gettext_lazy("Take out of the round as a mentor"), "matching:leave-mentor-out"),
    (True, True): (gettext_lazy("Put back into the round as a mentor"), "matching:bring-mentor-back"),
}


def _deeds(who: PersonInProgram, reader: User) -> Iterator[Deed]:
    """Into a round that takes lists, or out of it; nobody decides about themselves."""
    if reader.pk == who.person.pk:
        return
    for record, match_round in rounds_to_be_in(who):
        mentors = isinstance(record, MentorParticipation)
        out = match_round.is_mentor_out if mentors else match_round.is_out  # type: ignore[attr-defined]
        label, route = _STEPS[mentors, out]
        yield Deed(str(label), reverse(route, args=[match_round.pk, record.pk]))


def _offered(offer: Offer, who: PersonInProgram) -> Fact:
    mentee, mentor = offer.enrollment.mentee, offer.participation.mentor
    other = mentor if mentee.pk == who.person.pk else mentee
    return Fact(
        day=offer.made_at,
        text=_("Offer: %(name)s") % {"name": other.display_name},
        status=str(offer.get_state_display()),
        tone=_TONES.get(Offer.State(offer.state), "inactive"),
    )


def _listed(match_round: MatchRound) -> Fact:
    known = match_round.handed_in  # type: ignore[attr-defined]
    return Fact(
        day=match_round.closes_at,
        text=_("List for “%(round)s”") % {"round": match_round.name},
        status=_("Handed in") if known else _("No list"),
        tone="good" if known else "",
    )
