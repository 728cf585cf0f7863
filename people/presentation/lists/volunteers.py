"""Those who offered to mentor without having been invited."""

from operator import attrgetter

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.lists.definition import Cell, Column, Empty, Filter, ListDefinition, Part, View
from people.models import Volunteer
from people.presentation.lists.year import Year, day_cell, has_mentors, text_cell, value_column

_State = Volunteer.State
_TONES = {_State.WAITING: "partial", _State.INVITED: "good", _State.DECLINED: "inactive"}
_STATES = [(state.value, state.label) for state in Volunteer.SEEN]


def _rows(year: Year) -> QuerySet[Volunteer]:
    return Volunteer.objects.filter(program=year.program, state__in=Volunteer.SEEN)


def _state(_year: Year, row: Volunteer) -> Cell:
    return Cell(row.get_state_display(), tone=_TONES[_State(row.state)], note_day=row.answered_at)


VOLUNTEERS: ListDefinition[Year, Volunteer] = ListDefinition(
    name="interested",
    title=_("Interested"),
    counted=lambda n: ngettext("%(n)s person", "%(n)s people", n) % {"n": n},
    rows=_rows,
    label=attrgetter("display_name"),
    search_label=_("Name, email address or department"),
    search_fields=("given_name", "family_name", "email", "department"),
    part=Part(
        columns=(
            Column("name", _("Name"), lambda _year, row: Cell(row.display_name), order=("family_name", "given_name")),
            Column("department", _("Department"), lambda _year, row: text_cell(row.department), order=("department",)),
            Column("offers", _("Would offer"), lambda _year, row: text_cell(row.offers)),
            Column("note", _("Note"), lambda _year, row: text_cell(row.note)),
            Column("status", _("Status"), _state, order=("state",)),
            value_column("since", _("Since"), attrgetter("confirmed_at"), shown=day_cell, order=("confirmed_at",)),
            value_column("email", _("Email address"), attrgetter("email"), order=("email",)),
        ),
        filters=(Filter("state", _("Status"), lambda _year: _STATES, lambda _year, value: Q(state=value)),),
        views=(View(_("Waiting"), {"state": [_State.WAITING]}),),
    ),
    empty=Empty(
        _("Nobody has offered to mentor."),
        _("Turn on “Become a mentor” in the settings, and the public page asks who would like to."),
        _("Go to the setting"),
        lambda year: reverse("programs:edit-step", args=[year.program.slug, "who"]),
    ),
    allowed=has_mentors,
)
