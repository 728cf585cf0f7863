"""Everybody who is invited to a year, as mentee or mentor, and how far that has come."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from core.lists.definition import Cell, Column, Empty, Filter, ListDefinition, Part, View
from people.models import Enrollment, MentorParticipation
from people.presentation.lists.columns import contact_columns, invitation_cell, invitation_filter, name_columns
from people.presentation.lists.year import Year, before_enrolling, day_cell
from people.queries.invitation_states import InvitationState, invitation_needs


def _rows(year: Year) -> QuerySet[User]:
    return User.objects.filter(_takes_part(year))


def _takes_part(year: Year) -> Q:
    return Q(Exists(_as_mentee(year))) | Q(Exists(_as_mentor(year)))


def _as_mentee(year: Year) -> QuerySet[Enrollment]:
    return Enrollment.objects.not_withdrawn().filter(cycle=year.cycle, mentee=OuterRef("pk"))


def _as_mentor(year: Year) -> QuerySet[MentorParticipation]:
    return MentorParticipation.objects.not_declined().filter(cycle=year.cycle, mentor=OuterRef("pk"))


def _role(_year: Year, row: Any) -> Cell:
    roles = [role.label for role, holds in ((Role.MENTEE, row.is_mentee), (Role.MENTOR, row.is_mentor)) if holds]
    return Cell(", ".join(map(str, roles)))


def _meets_role(year: Year, value: str) -> Q:
    return Q(Exists(_as_mentee(year) if value == Role.MENTEE else _as_mentor(year)))


def _self(row: User) -> User:
    return row


def _day(field: str, key: str, heading: Any, *, usual: bool) -> Column[Year, Any]:
    return Column(
        key=key,
        heading=heading,
        cell=lambda _year, row: day_cell(getattr(row, field)),
        value=lambda _year, row: getattr(row, field),
        order=(field,),
        needs=lambda _year: invitation_needs("pk"),
        usual=usual,
    )


_NAME, *_NAMES_IN_FILES = name_columns(_self, "pk")
_CONTACT = {column.key: column for column in contact_columns(_self, "pk")}

INVITATIONS: ListDefinition[Year, Any] = ListDefinition(
    name="invitations",
    title=_("Invitations"),
    counted=lambda n: ngettext("%(n)s person", "%(n)s people", n) % {"n": n},
    rows=_rows,
    label=lambda row: row.display_name,
    search_label=_("Name or email address"),
    search_fields=("given_name", "family_name", "email"),
    part=Part(
        columns=(
            Column("name", _NAME.heading, _NAME.cell, order=("sort_name", "given_name")),
            *_NAMES_IN_FILES,
            Column(
                "role",
                _("Role"),
                _role,
                order=("is_mentor",),
                needs=lambda year: {"is_mentee": Exists(_as_mentee(year)), "is_mentor": Exists(_as_mentor(year))},
            ),
            Column(
                "invitation",
                _("Invitation"),
                lambda _year, row: invitation_cell(row, row),
                order=("invitation_last", "invitation_due_at"),
                needs=lambda _year: invitation_needs("pk"),
            ),
            _day("invitation_sent_at", "sent", _("Last sent"), usual=True),
            _day("invitation_due_at", "due", _("Next reminder"), usual=True),
            Column(
                "signed_in",
                _CONTACT["signed_in"].heading,
                _CONTACT["signed_in"].cell,
                _CONTACT["signed_in"].value,
                order=("last_login",),
                usual=False,
            ),
            Column(
                "email",
                _CONTACT["email"].heading,
                _CONTACT["email"].cell,
                _CONTACT["email"].value,
                order=("email",),
                usual=False,
            ),
        ),
        filters=(
            invitation_filter("pk"),
            Filter(
                "role",
                _("Role"),
                lambda _year: ((Role.MENTEE, Role.MENTEE.label), (Role.MENTOR, Role.MENTOR.label)),
                _meets_role,
            ),
        ),
        views=(
            View(_("Not signed in"), {"invitation": [InvitationState.SENT]}),
            View(_("Couldn’t be reached"), {"invitation": [InvitationState.FAILED]}),
            View(_("Not sent"), {"invitation": [InvitationState.NOT_SENT]}),
        ),
    ),
    empty=Empty(
        _("Nobody is invited yet."),
        _("Most schools start with a list from their student office."),
        _("Import people"),
        lambda year: reverse("people:import-people", args=[year.program.slug]),
    ),
    note=before_enrolling,
    people=lambda row: (row,),
)
