"""The offers of a year as a list, and what the list of mentees says of ranked lists and offers."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.lists.definition import Cell, Column, Empty, Filter, ListDefinition, Part, View
from matching.models import Answer, MatchRound, Offer, PreferenceList
from matching.queries.eligibility import unpaired_mentees
from people.models import Enrollment
from people.policies import memberships_of
from people.presentation.lists.year import Year, coordinates, day_cell, has_mentors, person_cell, text_cell
from programs.models import CycleState

_State = Offer.State
_TONES = {_State.PENDING: "partial", _State.ACCEPTED: "good"}
_ANSWER_TONES = {Answer.NONE: "", Answer.ACCEPTED: "good", Answer.DECLINED: "inactive"}
_WAITING = (
    ("mentee", _("For the mentee’s answer")),
    ("mentor", _("For the mentor’s answer")),
    ("over", _("Time is up")),
)
_RELATED = ("enrollment__mentee", "participation__mentor", "proposed_pair__proposal__round")


def _rows(year: Year) -> QuerySet[Offer]:
    rows = Offer.objects.filter(enrollment__cycle=year.cycle).select_related(*_RELATED)
    return rows.defer(
        "participation__decline_reason",
        "proposed_pair__proposal__result",
        "proposed_pair__reason",
        "proposed_pair__proposal__metrics",
    )


def offer_label(row: Offer) -> str:
    """How an offer is named: its two people."""
    return f"{row.enrollment.mentee.display_name} · {row.participation.mentor.display_name}"


def _state(_year: Year, row: Offer) -> Cell:
    return Cell(row.get_state_display(), tone=_TONES.get(_State(row.state), "inactive"))


def _next_step(_year: Year, row: Offer) -> Cell:
    if row.state != _State.PENDING:
        return Cell("–")
    return Cell(_now("Record an answer"), url=reverse("matching:record-answer", args=[row.pk]))


def _answer(side: str) -> Any:
    def cell(_year: Year, row: Offer) -> Cell:
        answer = Answer(getattr(row, f"{side}_answer"))
        return Cell(answer.label, tone=_ANSWER_TONES[answer], note_day=getattr(row, f"{side}_answered_at"))

    return cell


def _until(year: Year, row: Offer) -> Cell:
    if row.state != _State.PENDING:
        return Cell("–")
    return Cell(day=row.expires_at, badge=_("time is up") if row.expires_at <= year.now else "")


def _shared_reason(_year: Year, row: Offer) -> Cell:
    return text_cell(" · ".join(reason.text for reason in row.decline_reasons.all() if reason.shared))


def _meets_waiting(year: Year, value: str) -> Q:
    if value == "over":
        return Q(state=_State.PENDING, expires_at__lte=year.now)
    return Q(state=_State.PENDING, **{f"{value}_answer": Answer.NONE})


def _rounds(year: Year) -> list[tuple[str, Any]]:
    rounds = MatchRound.objects.filter(cycle=year.cycle, published_at__isnull=False).order_by("pk")
    return [(str(pk), name) for pk, name in rounds.values_list("pk", "name")]


def _text(path: str, key: str, heading: Any) -> Column[Year, Offer]:
    def value(_year: Year, row: Offer) -> Any:
        found: Any = row
        for part in path.split("__"):
            # An offer made by hand is of no round.
            found = getattr(found, part) if found is not None else None
        return found

    return Column(key, heading, lambda year, row: text_cell(value(year, row)), value, (path,), usual=False)


OFFERS: ListDefinition[Year, Offer] = ListDefinition(
    name="offers",
    title=_("Offers"),
    counted=lambda n: ngettext("%(n)s offer", "%(n)s offers", n) % {"n": n},
    rows=_rows,
    label=offer_label,
    search_label=_("Name or email address"),
    search_fields=tuple(
        f"{person}__{field}"
        for person in ("enrollment__mentee", "participation__mentor")
        for field in ("given_name", "family_name", "email")
    ),
    part=Part(
        columns=(
            Column(
                "name",
                _("Mentee"),
                lambda year, row: person_cell(year, row.enrollment.mentee),
                order=("enrollment__mentee__sort_name", "enrollment__mentee__given_name"),
            ),
            Column(
                "mentor",
                _("Mentor"),
                lambda year, row: person_cell(year, row.participation.mentor),
                order=("participation__mentor__sort_name", "participation__mentor__given_name"),
            ),
            Column("status", _("Status"), _state, order=("state",)),
            Column("mentee_said", _("Mentee said"), _answer("mentee"), order=("mentee_answer",)),
            Column("mentor_said", _("Mentor said"), _answer("mentor"), order=("mentor_answer",)),
            Column("until", _("Until"), _until, lambda _year, row: row.expires_at, order=("expires_at",)),
            Column("step", _("Next step"), _next_step, lambda _year, _row: "", shown_to=coordinates),
            Column("made", _("Made"), lambda _year, row: day_cell(row.made_at), order=("made_at",), usual=False),
            _text("proposed_pair__proposal__round__name", "round", _("Round")),
            _text("enrollment__cohort", "group", _("Group")),
            _text("participation__department", "department", _("Department")),
            _text("enrollment__mentee__email", "mentee_email", _("Mentee’s email address")),
            _text("participation__mentor__email", "mentor_email", _("Mentor’s email address")),
            Column(
                "reason",
                _("Shared reason"),
                _shared_reason,
                prefetch=("decline_reasons",),
                usual=False,
                shown_to=coordinates,
            ),
        ),
        filters=(
            Filter("state", _("Status"), lambda _year: _State.choices, lambda _year, value: Q(state=value)),
            Filter("waiting", _("Waiting"), lambda _year: _WAITING, _meets_waiting),
            Filter("round", _("Round"), _rounds, lambda _year, value: Q(proposed_pair__proposal__round=value)),
        ),
        views=(
            View(_("Waiting for answers"), {"state": [_State.PENDING]}),
            View(_("Waiting for the mentee"), {"waiting": ["mentee"]}),
            View(_("Waiting for the mentor"), {"waiting": ["mentor"]}),
            View(_("Time is up"), {"waiting": ["over"]}),
            View(_("Accepted"), {"state": [_State.ACCEPTED]}),
            View(_("Declined or expired"), {"state": [_State.DECLINED, _State.EXPIRED]}),
        ),
    ),
    empty=Empty(_("No offers yet."), _("They go out when a round is published.")),
    allowed=has_mentors,
    people=lambda row: (row.enrollment.mentee, row.participation.mentor),
)


def reads_lists(year: Year) -> bool:
    """A coordinator who mentors in the year reads nothing of lists, as everywhere; there are none without rounds."""
    return coordinates(year) and _has_rounds(year) and year.cycle.pk not in memberships_of(year.reader).mentor_in


def _has_rounds(year: Year) -> bool:
    return year.cycle.program.has_rounds


def _open_round(year: Year) -> QuerySet[MatchRound]:
    return MatchRound.objects.filter(cycle=year.cycle, state=MatchRound.State.OPEN)


def _handed_in(year: Year) -> Exists:
    lists = PreferenceList.objects.handed_in().filter(round__in=_open_round(year), enrollment=OuterRef("pk"))
    return Exists(lists)


def _asked(year: Year) -> Exists:
    """Whether an open round asks the mentee for a list."""
    return Exists(unpaired_mentees(year.cycle).filter(pk=OuterRef("pk")))


def _list_needs(year: Year) -> dict[str, Any]:
    return {"list_open": Exists(_open_round(year)), "list_handed_in": _handed_in(year), "list_asked": _asked(year)}


def _list(_year: Year, row: Any) -> Cell:
    if not row.list_open:
        return Cell("–")
    if row.list_handed_in:
        return Cell(_now("Handed in"), tone="good")
    return Cell(_now("No list yet"), tone="") if row.list_asked else Cell(_now("Not needed"), tone="inactive")


def _meets_list(year: Year, value: str) -> Q:
    if value == "yes":
        return Q(_handed_in(year))
    return Q(Exists(_open_round(year))) & Q(_asked(year)) & ~Q(_handed_in(year))


def _offer_needs(_year: Year) -> dict[str, Any]:
    # Of several the one that waits says most, then the one that was accepted, then the last.
    first = Case(When(state=_State.PENDING, then=0), When(state=_State.ACCEPTED, then=1), default=2)
    last = Offer.objects.filter(enrollment=OuterRef("pk")).order_by(first, "-pk")
    return {"offer_state": Subquery(last.values("state")[:1]), "offer_until": Subquery(last.values("expires_at")[:1])}


def _offer(_year: Year, row: Any) -> Cell:
    if row.offer_state is None:
        return Cell("–")
    state = _State(row.offer_state)
    until = row.offer_until if state == _State.PENDING else None
    return Cell(state.label, tone=_TONES.get(state, "inactive"), note_day=until)


def _meets_offer(_year: Year, value: str) -> Q:
    own = Offer.objects.filter(enrollment=OuterRef("pk"))
    return ~Q(Exists(own)) if value == "none" else Q(Exists(own.filter(state=value)))


_OFFERED_IN = (CycleState.MATCHING, CycleState.RUNNING)

OF_MENTEES: Part[Year, Enrollment] = Part(
    columns=(
        Column(
            "list",
            _("List"),
            _list,
            order=("list_handed_in", "list_asked"),
            needs=_list_needs,
            usual=lambda year: year.cycle.state == CycleState.RANKING,
            shown_to=reads_lists,
        ),
        Column(
            "offer",
            _("Offer"),
            _offer,
            order=("offer_state", "offer_until"),
            needs=_offer_needs,
            usual=lambda year: year.cycle.state in _OFFERED_IN,
            shown_to=_has_rounds,
        ),
    ),
    filters=(
        Filter(
            "list",
            _("List"),
            lambda _year: (("no", _("No list yet")), ("yes", _("Handed in"))),
            _meets_list,
            shown_to=reads_lists,
        ),
        Filter(
            "offer",
            _("Offer"),
            lambda _year: (("none", _("No offer yet")), *_State.choices),
            _meets_offer,
            shown_to=_has_rounds,
        ),
    ),
    views=(
        View(_("No list yet"), {"list": ["no"]}),
        View(_("Offer waiting"), {"offer": [_State.PENDING]}),
    ),
)
