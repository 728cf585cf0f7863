"""The pairs of a year as a list, and whose mentor is who in the list of mentees."""

from operator import attrgetter
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.lists.definition import Cell, Column, Empty, Filter, ListDefinition, Part, View
from pairs.models import GroupMember, Mentorship, Origin
from pairs.policies import is_in_pair
from pairs.presentation.agreement_standing import standing_of
from pairs.queries.agreements import agreement_number, signatures_in_force
from people.models import Enrollment
from people.presentation.lists.columns import words_filter
from people.presentation.lists.year import (
    Year,
    coordinates,
    day_cell,
    has_mentors,
    person_cell,
    text_cell,
    value_column,
)
from programs.models import CycleState

_State = Mentorship.State
_TONES = {_State.PROPOSED: "partial", _State.ACTIVE: "good", _State.PAUSED: "partial", _State.COMPLETED: "good"}
_PEOPLE = (("mentee", _("Mentee")), ("mentor", _("Mentor")))


def _rows(year: Year) -> QuerySet[Mentorship]:
    people = ("mentee", "mentor", "enrollment", "participation")
    return Mentorship.objects.filter(cycle=year.cycle).select_related(*people).defer("participation__decline_reason")


def _label(row: Mentorship) -> str:
    return f"{row.mentee.display_name} · {row.mentor.display_name}"


def _mentee(year: Year, row: Mentorship) -> Cell:
    record = reverse("sessions:show-pair-record", args=[row.pk])
    return Cell(row.mentee.display_name, url="" if is_in_pair(year.reader, row) else record)


def _state(_year: Year, row: Mentorship) -> Cell:
    day = row.paused_on if row.state == _State.PAUSED else row.ended_on
    return Cell(row.get_state_display(), tone=_TONES.get(_State(row.state), "inactive"), note_day=day)


def _agreement(_year: Year, row: Any) -> Cell:
    standing = standing_of(row)
    return Cell(standing.words, tone=standing.tone)


def _with_places(year: Year) -> QuerySet[Mentorship]:
    return _rows(year).filter(enrollment__isnull=False)


def _group(_year: Year, row: Mentorship) -> Cell:
    return text_cell(row.enrollment.cohort if row.enrollment else "")


def _department(_year: Year, row: Mentorship) -> Cell:
    return text_cell(row.participation.department if row.participation else "")


PAIRS: ListDefinition[Year, Mentorship] = ListDefinition(
    name="pairs",
    title=_("Pairs"),
    counted=lambda n: ngettext("%(n)s pair", "%(n)s pairs", n) % {"n": n},
    rows=_rows,
    label=_label,
    search_label=_("Name or email address"),
    search_fields=tuple(
        f"{person}__{field}" for person, _word in _PEOPLE for field in ("given_name", "family_name", "email")
    ),
    part=Part(
        columns=(
            Column("name", _("Mentee"), _mentee, order=("mentee__sort_name", "mentee__given_name")),
            Column(
                "mentor",
                _("Mentor"),
                lambda year, row: person_cell(year, row.mentor),
                order=("mentor__sort_name", "mentor__given_name"),
            ),
            Column("status", _("Status"), _state, order=("state",)),
            Column("since", _("Since"), lambda _year, row: day_cell(row.started_on), order=("started_on",)),
            Column(
                "agreement",
                _("Agreement"),
                _agreement,
                order=("agreement_signatures", "agreement_number"),
                needs=lambda _year: {
                    "agreement_number": agreement_number(),
                    "agreement_signatures": signatures_in_force(),
                },
                usual=lambda year: year.program.has_agreements,
            ),
            Column("origin", _("Origin"), lambda _year, row: Cell(row.get_origin_display()), order=("origin",)),
            Column("group", _("Group"), _group, order=("enrollment__cohort",), usual=False),
            Column("department", _("Department"), _department, order=("participation__department",), usual=False),
            Column("ended", _("Ended"), lambda _year, row: day_cell(row.ended_on), order=("ended_on",), usual=False),
            *(
                value_column(f"{person}_{field}", heading, attrgetter(f"{person}.{field}"), on_page=False)
                for person, field, heading in (
                    ("mentee", "family_name", _("Mentee’s family name")),
                    ("mentee", "given_name", _("Mentee’s given name")),
                    ("mentee", "email", _("Mentee’s email address")),
                    ("mentor", "family_name", _("Mentor’s family name")),
                    ("mentor", "given_name", _("Mentor’s given name")),
                    ("mentor", "email", _("Mentor’s email address")),
                )
            ),
        ),
        filters=(
            Filter("state", _("Status"), lambda _year: _State.choices, lambda _year, value: Q(state=value)),
            Filter("origin", _("Origin"), lambda _year: Origin.choices, lambda _year, value: Q(origin=value)),
            words_filter("group", _("Group"), _with_places, "enrollment__cohort", none=_("No group")),
        ),
        views=(
            View(_("Waiting for signatures"), {"state": [_State.PROPOSED]}),
            View(_("Active"), {"state": [_State.ACTIVE]}),
            View(_("Paused"), {"state": [_State.PAUSED]}),
            View(_("Ended"), {"state": [_State.ENDED, _State.MENTOR_LEFT, _State.WITHDRAWN]}),
        ),
    ),
    empty=Empty(
        _("No pairs yet."),
        _("They begin when both people say yes to an offer, or come in from a file."),
        _("Import pairs"),
        lambda year: reverse("pairs:import-pairs", args=[year.program.slug]) if coordinates(year) else "",
    ),
    allowed=has_mentors,
    people=lambda row: (row.mentee, row.mentor),
)


def _live(year: Year) -> QuerySet[Mentorship]:
    live = Mentorship.objects.live_and_formal().filter(cycle=year.cycle, primary=True)
    return live.filter(mentee=OuterRef("mentee"))


def _others(year: Year) -> QuerySet[Mentorship]:
    """The mentors beside the first."""
    live = Mentorship.objects.live_and_formal().filter(cycle=year.cycle, primary=False)
    return live.filter(mentee=OuterRef("mentee"))


def _mentor_needs(year: Year) -> dict[str, Any]:
    pair, second = _live(year).order_by("pk"), _others(year).order_by("pk")
    return {
        "second_mentor_given": Subquery(second.values(name=F("mentor__given_name"))[:1]),
        "second_mentor_sort": Subquery(second.values(name=F("mentor__sort_name"))[:1]),
        "pair_pk": Subquery(pair.values("pk")[:1]),
        "pair_mentor_given": Subquery(pair.values(name=F("mentor__given_name"))[:1]),
        "pair_mentor_sort": Subquery(pair.values(name=F("mentor__sort_name"))[:1]),
    }


def _mentor(_year: Year, row: Any) -> Cell:
    if row.pair_pk is None:
        return Cell("–")
    names = [_full_name(row.pair_mentor_given, row.pair_mentor_sort)]
    if row.second_mentor_sort is not None:
        names.append(_full_name(row.second_mentor_given, row.second_mentor_sort))
    return Cell(", ".join(names), url=reverse("sessions:show-pair-record", args=[row.pair_pk]))


def _full_name(given: str, family: str) -> str:
    """Who has one name has it in both places."""
    return " ".join(dict.fromkeys((given, family)))


def _meets_mentor(year: Year, value: str) -> Q:
    has = Q(Exists(_live(year)))
    if value == "one":
        return has & ~Q(Exists(_others(year)))
    return has if value == "yes" else ~has


def _mentor_choices(year: Year) -> tuple[tuple[str, Any], ...]:
    some = (("yes", _("Has a mentor")), ("no", _("Has no mentor")))
    return (*some, ("one", _("Has one mentor, not two"))) if year.program.mentors_each > 1 else some


_PAIRED_IN = (CycleState.MATCHING, CycleState.RUNNING, CycleState.CLOSING, CycleState.CLOSED)

OF_MENTEES: Part[Year, Enrollment] = Part(
    columns=(
        Column(
            "mentor",
            _("Mentor"),
            _mentor,
            order=("pair_mentor_sort", "pair_mentor_given"),
            needs=_mentor_needs,
            usual=lambda year: year.cycle.state in _PAIRED_IN,
        ),
    ),
    filters=(
        Filter(
            "mentor",
            _("Mentor"),
            _mentor_choices,
            _meets_mentor,
        ),
    ),
    views=(View(_("No mentor yet"), {"state": Enrollment.AWAITING_MATCH, "mentor": ["no"]}),),
)


def _peers_of(year: Year) -> QuerySet[GroupMember]:
    peers = GroupMember.objects.current().filter(group__cycle=year.cycle, side=GroupMember.Side.PEER)
    return peers.filter(user=OuterRef("mentee"))


def _together(year: Year, row: Any) -> Cell:
    if row.peers_name is None:
        return Cell("–")
    groups = reverse("matching:list-groups", args=[year.program.slug])
    return Cell(row.peers_name, url=groups if coordinates(year) else "")


def _meets_peers(year: Year, value: str) -> Q:
    has = Q(Exists(_peers_of(year)))
    return has if value == "yes" else ~has


OF_PEERS: Part[Year, Enrollment] = Part(
    columns=(
        Column(
            "together",
            _("Together in"),
            _together,
            order=("peers_name",),
            needs=lambda year: {"peers_name": Subquery(_peers_of(year).values("group__name")[:1])},
        ),
    ),
    filters=(
        Filter(
            "together",
            _("Peers"),
            lambda _year: (("yes", _("Has peers")), ("no", _("Has no peers"))),
            _meets_peers,
        ),
    ),
    views=(View(_("No peer yet"), {"state": Enrollment.AWAITING_MATCH, "together": ["no"]}),),
)
