"""Columns and filters that the lists of mentees and of mentors have alike."""

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.lists.definition import Cell, Column, Filter
from notifications.queries.undelivered import people_not_reached
from people.presentation.lists.year import YES_NO, Year, day_cell, person_cell, text_cell, value_column
from people.queries.invitation_states import (
    InvitationState,
    field_of,
    invitation_needs,
    invitation_state,
    meets_invitation_state,
)
from people.queries.not_reached import Reach
from programs.queries.handbooks import binding_acknowledgements

_TONES = {
    InvitationState.SIGNED_IN: "good",
    InvitationState.SENT: "partial",
    InvitationState.FAILED: "attention",
    InvitationState.SCHEDULED: "",
    InvitationState.NOT_SENT: "",
}


def _person_at(path: str) -> Callable[[Any], User]:
    return attrgetter(path) if path != "pk" else lambda row: row


def name_columns(path: str) -> tuple[Column[Year, Any], ...]:
    """The name on pages; in files both names, which is what other programs sort by.

    Args:
        path: from a row to the person; "pk" where rows are people, here and below.
    """
    person = _person_at(path)
    order = (field_of(path, "sort_name"), field_of(path, "given_name"))
    return (
        Column("name", gettext_lazy("Name"), lambda year, row: person_cell(year, person(row)), order=order),
        value_column("family_name", gettext_lazy("Family name"), lambda row: person(row).family_name, on_page=False),
        value_column("given_name", gettext_lazy("Given name"), lambda row: person(row).given_name, on_page=False),
    )


def contact_columns(path: str) -> tuple[Column[Year, Any], ...]:
    """How somebody is reached, where they are, and when they signed in last."""
    return (
        _of_person(path, "email", gettext_lazy("Email address")),
        _of_person(path, "profession", gettext_lazy("Profession")),
        _of_person(path, "specialty", gettext_lazy("Specialty or year of study")),
        _of_person(path, "campus", gettext_lazy("School or site")),
        replace(_of_person(path, "last_login", gettext_lazy("Last signed in"), shown=day_cell), key="signed_in"),
    )


def _of_person(path: str, field: str, heading: Any, *, shown: Callable[[Any], Cell] = text_cell) -> Column[Year, Any]:
    person, order = _person_at(path), (field_of(path, field),)
    return value_column(field, heading, lambda row: getattr(person(row), field), shown=shown, order=order, usual=False)


def invitation_column(path: str) -> Column[Year, Any]:
    """How far the invitation has come, and when."""
    person = _person_at(path)
    return Column(
        key="invitation",
        heading=gettext_lazy("Invitation"),
        cell=lambda _year, row: _invitation_cell(row, person(row)),
        order=("invitation_sent_at",),
        needs=lambda _year: invitation_needs(path),
    )


def _invitation_cell(row: Any, person: User) -> Cell:
    state = invitation_state(row, signed_in=person.last_login)
    day = person.last_login or row.invitation_sent_at or row.invitation_due_at
    return Cell(state.label, tone=_TONES[state], note_day=day)


def handbook_column(path: str) -> Column[Year, Any]:
    """Whether the handbook is acknowledged as it binds today."""
    return Column(
        key="handbook",
        heading=gettext_lazy("Handbook"),
        cell=_handbook_cell,
        order=("acknowledged",),
        needs=lambda year: {"acknowledged": _acknowledged(year, path)},
    )


def _handbook_cell(_year: Year, row: Any) -> Cell:
    return Cell(_("Acknowledged"), tone="good") if row.acknowledged else Cell(_("Not yet"), tone="")


def _acknowledged(year: Year, path: str) -> Exists:
    return Exists(binding_acknowledgements(year.program).filter(user=OuterRef(path)))


def handbook_filter(path: str) -> Filter[Year]:
    """The handbook is acknowledged or not."""
    return Filter(
        key="handbook",
        heading=gettext_lazy("Handbook acknowledged"),
        choices=lambda _year: YES_NO,
        meets=lambda year, value: _signed(year, path) if value == "yes" else ~_signed(year, path),
    )


def _signed(year: Year, path: str) -> Q:
    return Q(_acknowledged(year, path))


def invitation_filter(path: str) -> Filter[Year]:
    """How far the invitation has come."""
    return Filter(
        key="invitation",
        heading=gettext_lazy("Invitation"),
        choices=lambda _year: InvitationState.choices,
        meets=lambda _year, value: meets_invitation_state(path, value),
    )


def reach_filter(path: str) -> Filter[Year]:
    """Whom the school has not got hold of."""
    return Filter(
        key="reach", heading=gettext_lazy("Reached by email"), choices=lambda _year: Reach.choices, meets=_reach(path)
    )


def _reach(path: str) -> Callable[[Year, str], Q]:
    def meets(_year: Year, value: str) -> Q:
        if value == Reach.NEVER:
            return Q(**{field_of(path, "last_login"): None})
        return Q(**{f"{path}__in": people_not_reached().order_by().values("pk")})

    return meets


def words_filter(
    key: str, heading: Any, rows: Callable[[Year], QuerySet[Any]], path: str, *, none: Any
) -> Filter[Year]:
    """The words that a school uses, as they stand in the rows; `none` says that there are none."""

    def choices(year: Year) -> list[tuple[str, Any]]:
        found = list(rows(year).order_by(path).values_list(path, flat=True).distinct())
        return [(value or "-", value or none) for value in found] if any(found) else []

    return Filter(key, heading, choices, lambda _year, value: Q(**{path: "" if value == "-" else value}))
