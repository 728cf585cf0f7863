"""What a person's page says of lists and offers, for coordinators: whether, when and in which state."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from matching.models import MatchRound, Offer
from matching.queries.person import offers_with, read_rounds, rounds_to_be_in, rounds_to_mentor_in, rounds_with_lists
from people.models import Enrollment, MentorParticipation
from people.presentation.person_page import Deed, Fact, Section
from people.queries.person import PersonInProgram
from programs.policies import can_coordinate

# Events of `matching.notices`, which stands above this room. Those about ranking would tell who handed in a list; who
# hears that an offer is closed would tell a plain no from an avoidance.
_EVENTS = ("match_published", "offer_pending")
_TONES = {Offer.State.PENDING: "partial", Offer.State.ACCEPTED: "good"}


def lists_and_offers(who: PersonInProgram, reader: User, _now: datetime) -> Section | None:
    """Return the section, or None among peers or for who does not coordinate the program. Two queries.

    Whether a list was handed in stands there once the lists are closed: until then it would tell of demand. A
    coordinator who mentors in the year reads nothing of lists, as everywhere.
    """
    if who.program.is_peer or not can_coordinate(reader, who.program):
        return None
    offers = list(offers_with(who, reader))
    read_rounds(who, reader)
    facts = [_offered(offer, who) for offer in offers] + [_listed(each) for each in rounds_with_lists(who)]
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
    if reader.pk == who.person.pk:
        return
    if any(each.state in Enrollment.AWAITING_MATCH for each in who.enrollments):
        yield from map(partial(_into_round, who), rounds_to_be_in(who))
    if any(each.state == MentorParticipation.State.READY for each in who.participations):
        yield from map(partial(_mentor_into_round, who), rounds_to_mentor_in(who))


def _into_round(who: PersonInProgram, match_round: MatchRound) -> Deed:
    out = match_round.is_out  # type: ignore[attr-defined]
    [key] = [each.pk for each in who.enrollments if each.cycle_id == match_round.cycle_id]
    label = _("Put back into the round") if out else _("Take out of the round")
    route = "matching:bring-back-into-round" if out else "matching:leave-out-of-round"
    return Deed(label, reverse(route, args=[match_round.pk, key]))


def _mentor_into_round(who: PersonInProgram, match_round: MatchRound) -> Deed:
    out = match_round.is_mentor_out  # type: ignore[attr-defined]
    [key] = [each.pk for each in who.participations if each.cycle_id == match_round.cycle_id]
    label = _("Put back into the round as a mentor") if out else _("Take out of the round as a mentor")
    route = "matching:bring-mentor-back" if out else "matching:leave-mentor-out"
    return Deed(label, reverse(route, args=[match_round.pk, key]))


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
