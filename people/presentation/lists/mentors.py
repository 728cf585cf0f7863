"""The mentors of a year."""

from datetime import date
from operator import attrgetter
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.lists.definition import Cell, Column, Filter, ListDefinition, Part, View
from people.models import MentorParticipation
from people.models.participations import HAS_FREE_PLACE
from people.presentation.lists.columns import (
    contact_columns,
    handbook_column,
    handbook_filter,
    invitation_column,
    invitation_filter,
    name_columns,
    reach_filter,
    words_filter,
)
from people.presentation.lists.year import (
    YES_NO,
    Year,
    before_enrolling,
    ends,
    has_mentors,
    import_first,
    text_cell,
    value_column,
)
from people.queries.not_reached import Reach
from people.queries.opt_outs import mentor_has_opted_out
from people.queries.profile_gaps import profile_complete
from people.queries.readiness import trained, training_needs
from people.queries.words import MENTOR_WORDS

_State = MentorParticipation.State
_Renewal = MentorParticipation.Renewal
_TONES = {
    _State.INVITED: "",
    _State.ACCEPTED: "partial",
    _State.READY: "good",
    _State.PAUSED: "partial",
    _State.ENDED: "inactive",
    _State.DECLINED: "inactive",
}

_PLACES = (("free", _("With a free place")), ("full", _("Full")))


def _rows(year: Year) -> QuerySet[MentorParticipation]:
    rows = MentorParticipation.objects.filter(cycle=year.cycle).select_related("mentor", "co_mentor")
    return rows.defer("decline_reason")


def _state(_year: Year, row: MentorParticipation) -> Cell:
    away = ""
    if row.away_from and row.away_until:
        days = {"first": date_format(row.away_from, "j M"), "last": date_format(row.away_until, "j M Y")}
        away = _now("away from %(first)s, back on %(last)s") % days
    badge = _("don’t ask again") if row.opted_out else ""  # type: ignore[attr-defined]
    return Cell(row.get_state_display(), tone=_TONES[_State(row.state)], note=away, badge=badge)


def _places(_year: Year, row: MentorParticipation) -> Cell:
    return Cell(_now("%(taken)s of %(all)s") % {"taken": row.places_taken, "all": row.capacity})


_TRAINING = (("done", _("Trained")), ("accompanied", _("With a co-mentor")), ("open", _("Not trained")))


def _day(year: Year) -> date:
    return year.cycle.local_day(year.now)


def _trained_on(year: Year, row: Any) -> date | None:
    """The day of the training elsewhere, or that on which the last of the required modules was completed."""
    if row.trained_on or not row.modules_required or row.modules_done < row.modules_required:
        return cast("date | None", row.trained_on)
    return year.cycle.local_day(row.last_trained_at)


def _trained(year: Year, row: Any) -> Cell:
    if day := _trained_on(year, row):
        return Cell(_now("Trained"), tone="good", note_day=day)
    some = _now("%(done)s of %(all)s modules") % {"done": row.modules_done, "all": row.modules_required}
    note = some if row.modules_required else ""
    if row.co_mentor:
        return Cell(_now("with %(name)s") % {"name": row.co_mentor.formal_name}, tone="partial", note=note)
    return Cell(note or "–", tone="partial" if row.modules_done else "" if note else None)


def _meets_training(year: Year, value: str) -> Q:
    done = trained(_day(year))
    accompanied = Q(co_mentor__isnull=False)
    return {"done": done, "accompanied": ~done & accompanied}.get(value, ~done & ~accompanied)


def _renewal(_year: Year, row: MentorParticipation) -> Cell:
    return Cell(row.get_renewal_display() or "–", note_day=row.renewal_at)


def _renewals(year: Year) -> list[tuple[str, Any]]:
    """Asked at the end of a year, so there is nothing to narrow before."""
    return [*_Renewal.choices, ("-", _("No answer yet"))] if ends(year) else []


def _meets_profile(_year: Year, value: str) -> Q:
    return profile_complete() if value == "yes" else ~profile_complete()


def _meets_places(_year: Year, value: str) -> Q:
    return HAS_FREE_PLACE if value == "free" else ~HAS_FREE_PLACE


MENTORS: ListDefinition[Year, MentorParticipation] = ListDefinition(
    name="mentors",
    title=_("Mentors"),
    counted=lambda n: ngettext("%(n)s mentor", "%(n)s mentors", n) % {"n": n},
    rows=_rows,
    label=lambda row: row.mentor.display_name,
    search_label=_("Name, email address or department"),
    search_fields=MENTOR_WORDS,
    part=Part(
        columns=(
            *name_columns("mentor"),
            Column("department", _("Department"), lambda _year, row: text_cell(row.department), order=("department",)),
            Column(
                "status",
                _("Status"),
                _state,
                order=("state",),
                needs=lambda _year: {"opted_out": mentor_has_opted_out()},
            ),
            invitation_column("mentor"),
            Column("places", _("Places taken"), _places, order=("places_taken", "capacity"), number=True),
            value_column("capacity", _("Places"), attrgetter("capacity"), shown=Cell, on_page=False, number=True),
            handbook_column("mentor"),
            Column(
                "trained",
                _("Trained"),
                _trained,
                value=_trained_on,
                order=("modules_done", "trained_on"),
                needs=lambda year: training_needs(_day(year)),
            ),
            Column("renewal", _("Next year"), _renewal, order=("renewal",), usual=ends),
            *contact_columns("mentor"),
        ),
        filters=(
            Filter("state", _("Status"), lambda _year: _State.choices, lambda _year, value: Q(state=value)),
            words_filter("department", _("Department"), _rows, "department", none=_("No department")),
            Filter(
                "places",
                _("Places"),
                lambda _year: _PLACES,
                _meets_places,
            ),
            Filter("profile", _("Profile complete"), lambda _year: YES_NO, _meets_profile),
            Filter("training", _("Training"), lambda _year: _TRAINING, _meets_training),
            Filter("renewal", _("Next year"), _renewals, lambda _year, value: Q(renewal="" if value == "-" else value)),
            invitation_filter("mentor"),
            handbook_filter("mentor"),
            reach_filter("mentor"),
        ),
        views=(
            View(_("Never signed in"), {"reach": [Reach.NEVER]}),
            View(_("Not trained"), {"training": ["open"]}),
            View(_("With a free place"), {"state": [_State.READY], "places": ["free"]}),
            View(_("Couldn’t be reached"), {"reach": [Reach.UNREACHED]}),
        ),
    ),
    empty=import_first(_("Nobody is taking part yet.")),
    allowed=has_mentors,
    note=before_enrolling,
    people=lambda row: (row.mentor,),
)
