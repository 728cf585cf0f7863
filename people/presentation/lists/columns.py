"""Columns and filters that the lists of mentees and of mentors have alike."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.lists.definition import Cell, Column, Filter
from notifications.queries.undelivered import people_not_reached
from people.presentation.lists.year import YES_NO, Year, day_cell, person_cell, text_cell
from people.queries.invitation_states import InvitationState, invitation_needs, invitation_state, meets_invitation_state
from people.queries.not_reached import Reach
from programs.queries.handbooks import binding_acknowledgements

R = TypeVar("R", bound=Model)
_TONES = {
    InvitationState.SIGNED_IN: "good",
    InvitationState.SENT: "partial",
    InvitationState.FAILED: "attention",
    InvitationState.SCHEDULED: "",
    InvitationState.NOT_SENT: "",
}


def name_columns(person: Callable[[Any], User], path: str) -> tuple[Column[Year, Any], ...]:
    """The name on pages; in files both names, which is what other programs sort by."""
    order = (f"{path}__sort_name", f"{path}__given_name")
    return (
        Column(
            key="name",
            heading=gettext_lazy("Name"),
            cell=lambda year, row: person_cell(year, person(row)),
            order=order,
        ),
        _in_files("family_name", gettext_lazy("Family name"), person),
        _in_files("given_name", gettext_lazy("Given name"), person),
    )


def _in_files(field: str, heading: Any, person: Callable[[Any], User]) -> Column[Year, Any]:
    return Column(
        key=field,
        heading=heading,
        cell=lambda _year, row: text_cell(getattr(person(row), field)),
        value=lambda _year, row: getattr(person(row), field),
        on_page=False,
    )


def contact_columns(person: Callable[[Any], User], path: str) -> tuple[Column[Year, Any], ...]:
    """How somebody is reached, where they are, and when they signed in last."""
    texts = (
        ("email", gettext_lazy("Email address")),
        ("profession", gettext_lazy("Profession")),
        ("specialty", gettext_lazy("Specialty or year of study")),
        ("campus", gettext_lazy("School or site")),
    )
    columns = [_text_of(person, path, field, heading) for field, heading in texts]
    signed_in: Column[Year, Any] = Column(
        key="signed_in",
        heading=gettext_lazy("Last signed in"),
        cell=lambda _year, row: day_cell(person(row).last_login),
        value=lambda _year, row: person(row).last_login,
        order=(f"{path}__last_login",),
        usual=False,
    )
    return (*columns, signed_in)


def _text_of(person: Callable[[Any], User], path: str, field: str, heading: Any) -> Column[Year, Any]:
    return Column(
        key=field,
        heading=heading,
        cell=lambda _year, row: text_cell(getattr(person(row), field)),
        value=lambda _year, row: getattr(person(row), field),
        order=(f"{path}__{field}",),
        usual=False,
    )


def invitation_column(person: Callable[[Any], User], path: str) -> Column[Year, Any]:
    """How far the invitation has come, and when."""
    return Column(
        key="invitation",
        heading=gettext_lazy("Invitation"),
        cell=lambda _year, row: invitation_cell(row, person(row)),
        order=("invitation_sent_at",),
        needs=lambda _year: invitation_needs(path),
    )


def invitation_cell(row: Any, person: User) -> Cell:
    """The state of the invitation with its day."""
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
            return Q(**{f"{path}__last_login": None})
        return Q(**{f"{path}__in": people_not_reached().order_by().values("pk")})

    return meets


def words_filter(
    key: str, heading: Any, values: Callable[[Year], Iterable[str]], path: str, *, none: Any
) -> Filter[Year]:
    """The words that a school uses, as they stand in the rows; `none` says that there are none."""

    def choices(year: Year) -> list[tuple[str, Any]]:
        found = list(values(year))
        return [(value or "-", value or none) for value in found] if any(found) else []

    return Filter(key, heading, choices, lambda _year, value: Q(**{path: "" if value == "-" else value}))
