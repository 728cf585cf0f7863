"""The mentees of a year."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from core.lists.definition import Cell, Column, Empty, Filter, ListDefinition, Part, View
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
from people.presentation.lists.year import Year, before_enrolling, day_cell, text_cell
from people.queries.not_reached import Reach

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


def _person(row: Enrollment) -> User:
    return row.mentee


def _rows(year: Year) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(cycle=year.cycle).select_related("mentee")


def _state(_year: Year, row: Enrollment) -> Cell:
    return Cell(row.get_state_display(), tone=_TONES[_State(row.state)], badge=_("late") if row.late else "")


def _groups(year: Year) -> list[str]:
    return list(_rows(year).order_by("cohort").values_list("cohort", flat=True).distinct())


MENTEES: ListDefinition[Year, Enrollment] = ListDefinition(
    name="mentees",
    title=_("Mentees"),
    counted=lambda n: ngettext("%(n)s mentee", "%(n)s mentees", n) % {"n": n},
    rows=_rows,
    label=lambda row: row.mentee.display_name,
    search_label=_("Name, email address or group"),
    search_fields=("mentee__given_name", "mentee__family_name", "mentee__email", "cohort"),
    part=Part(
        columns=(
            *name_columns(_person, "mentee"),
            Column("group", _("Group"), lambda _year, row: text_cell(row.cohort), order=("cohort",)),
            Column("status", _("Status"), _state, order=("state",)),
            invitation_column(_person, "mentee"),
            handbook_column("mentee"),
            Column(
                "enrolled",
                _("Enrolled"),
                lambda _year, row: day_cell(row.enrolled_at),
                value=lambda _year, row: row.enrolled_at,
                order=("enrolled_at",),
                usual=False,
            ),
            *contact_columns(_person, "mentee"),
        ),
        filters=(
            Filter("state", _("Status"), lambda _year: _State.choices, lambda _year, value: Q(state=value)),
            words_filter("group", _("Group"), _groups, "cohort", none=_("No group")),
            invitation_filter("mentee"),
            handbook_filter("mentee"),
            reach_filter("mentee"),
        ),
        views=(
            View(_("Never signed in"), {"reach": [Reach.NEVER]}),
            View(_("Couldn’t be reached"), {"reach": [Reach.UNREACHED]}),
        ),
    ),
    empty=Empty(
        _("Nobody is taking part yet."),
        _("Most schools start with a list from their student office."),
        _("Import people"),
        lambda year: reverse("people:import-people", args=[year.program.slug]),
    ),
    note=before_enrolling,
    people=lambda row: (row.mentee,),
)
