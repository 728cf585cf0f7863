"""What a person's page says of pairs, for those who run the program."""

from collections import Counter
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.clocks import day_text
from pairs.models import GroupMember, Mentorship
from pairs.policies import can_read_record
from pairs.presentation.peers import others_text
from pairs.queries.person import pairs_of, peers_of
from people.presentation.person_page import Deed, Fact, Section
from people.queries.person import PersonInProgram
from programs.models import CycleState
from programs.policies import can_coordinate

_TONES = {Mentorship.State.PROPOSED: "partial", Mentorship.State.ACTIVE: "good", Mentorship.State.PAUSED: "partial"}
# Events of `pairs.notices`, which stands above this room.
_EVENTS = (
    "pair_started", "pair_paused", "pair_resumed", "pair_ended", "pair_completed", "pair_moved", "pair_revived",
    "mentor_replaced", "mentor_away", "mentor_back",
)  # fmt: skip
_EVENTS_OF_PEERS = ("group_started", "peers_parted")


def pairs_section(who: PersonInProgram, reader: User, _now: datetime) -> Section:
    """Return the section. One query."""
    if who.program.is_peer:
        return _peers_section(who, reader)
    pairs = list(pairs_of(who, reader))
    return Section(
        title=_("Pairs"),
        facts=tuple(_paired(pair, who, reader) for pair in pairs),
        empty=_("Not paired yet."),
        standing=_standing([pair for pair in pairs if pair.is_live], who),
        deeds=_deeds(who, reader, pairs),
        subjects={key: [str(pair.pk) for pair in pairs] for key in _EVENTS},
    )


def _peers_section(who: PersonInProgram, reader: User) -> Section:
    """The same among peers: with whom, since when it is over, and what they were sent about it. Two queries."""
    members = list(peers_of(who))
    return Section(
        title=_("Pairs"),
        facts=tuple(_among_peers(member, who, reader) for member in members),
        empty=_("Not together with anyone yet."),
        standing=next((_together(member, who) for member in members if member.left_on is None), ""),
        subjects={key: [str(member.group_id) for member in members] for key in _EVENTS_OF_PEERS},
    )


def _together(member: GroupMember, who: PersonInProgram) -> str:
    return _("Together with %(names)s.") % {"names": others_text(member.group, who.person.pk)}


def _among_peers(member: GroupMember, who: PersonInProgram, reader: User) -> Fact:
    groups = reverse("matching:list-groups", args=[who.program.slug])
    return Fact(
        day=member.left_on or member.group.cycle.running_from,
        text=others_text(member.group, who.person.pk) if member.left_on is None else member.group.name,
        status=_("Parted") if member.left_on else _("Active"),
        tone="inactive" if member.left_on else "good",
        url=groups if can_coordinate(reader, who.program) else "",
    )


def _standing(live: list[Mentorship], who: PersonInProgram) -> str:
    if not live:
        return ""
    names = ", ".join(pair.other_of(who.person).display_name for pair in live)
    return _("Paired with %(names)s.") % {"names": names}


def _deeds(who: PersonInProgram, reader: User, pairs: list[Mentorship]) -> tuple[Deed, ...]:
    """A mentee who waits for a mentor, or has fewer than the program gives, can be paired by hand by a coordinator."""
    mentors = Counter(pair.enrollment_id for pair in pairs if pair.is_live and pair.is_formal)
    waiting = [row for row in who.enrollments if row.takes_part and mentors[row.pk] < who.program.mentors_each]
    if reader.pk == who.person.pk or not can_coordinate(reader, who.program):
        return ()
    label = _("Pair %(name)s by hand") % {"name": who.person.given_name}
    return tuple(
        Deed(label if len(waiting) == 1 else f"{label} · {row.cycle.name}", reverse("pairs:make-pair", args=[row.pk]))
        for row in waiting
        if row.cycle.state != CycleState.CLOSED
    )


def _paired(pair: Mentorship, who: PersonInProgram, reader: User) -> Fact:
    return Fact(
        day=pair.started_on,
        text=_("Pair with %(name)s") % {"name": pair.other_of(who.person).display_name},
        status=str(pair.get_state_display()),
        tone=_TONES.get(Mentorship.State(pair.state), "inactive"),
        note=_("Ended on %(day)s") % {"day": day_text(pair.ended_on)} if pair.ended_on else "",
        url=reverse("sessions:show-pair-record", kwargs={"pk": pair.pk}) if can_read_record(reader, pair) else "",
    )
