"""The mentees of a year; in a program of peers they are the peers."""

from dataclasses import replace
from operator import attrgetter

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.lists.definition import Cell, Column, Filter, ListDefinition, Part, View
from people.models import Enrollment
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
    Year,
    before_enrolling,
    day_cell,
    has_mentors,
    import_first,
    is_of_peers,
    text_cell,
    value_column,
)
from people.queries.not_reached import Reach
from people.queries.words import MENTEE_WORDS

_State = Enrollment.State
_TONES = {
    _State.INVITED: "",
    _State.STARTED: "partial",
    _State.ENROLLED: "good",
    _State.WAITLISTED: "partial",
    _State.MATCHED: "good",
    _State.COMPLETED: "good",
    _State.WITHDRAWN: "inactive",
}


def _rows(year: Year) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(cycle=year.cycle).select_related("mentee")


def _state(_year: Year, row: Enrollment) -> Cell:
    return Cell(row.get_state_display(), tone=_TONES[_State(row.state)], badge=_("late") if row.late else "")


MENTEES: ListDefinition[Year, Enrollment] = ListDefinition(
    name="mentees",
    title=_("Mentees"),
    counted=lambda n: ngettext("%(n)s mentee", "%(n)s mentees", n) % {"n": n},
    rows=_rows,
    label=lambda row: row.mentee.display_name,
    search_label=_("Name, email address or group"),
    search_fields=MENTEE_WORDS,
    part=Part(
        columns=(
            *name_columns("mentee"),
            Column("group", _("Group"), lambda _year, row: text_cell(row.cohort), order=("cohort",)),
            Column("status", _("Status"), _state, order=("state",)),
            invitation_column("mentee"),
            handbook_column("mentee"),
            value_column(
                "enrolled",
                _("Enrolled"),
                attrgetter("enrolled_at"),
                shown=day_cell,
                order=("enrolled_at",),
                usual=False,
            ),
            *contact_columns("mentee"),
        ),
        filters=(
            Filter("state", _("Status"), lambda _year: _State.choices, lambda _year, value: Q(state=value)),
            words_filter("group", _("Group"), _rows, "cohort", none=_("No group")),
            invitation_filter("mentee"),
            handbook_filter("mentee"),
            reach_filter("mentee"),
        ),
        views=(
            View(_("Never signed in"), {"reach": [Reach.NEVER]}),
            View(_("Couldn’t be reached"), {"reach": [Reach.UNREACHED]}),
        ),
    ),
    empty=import_first(_("Nobody is taking part yet.")),
    allowed=has_mentors,
    note=before_enrolling,
    people=lambda row: (row.mentee,),
)

PEERS: ListDefinition[Year, Enrollment] = replace(
    MENTEES,
    name="peers",
    title=_("Peers"),
    counted=lambda n: ngettext("%(n)s peer", "%(n)s peers", n) % {"n": n},
    allowed=is_of_peers,
)
