"""Everybody who is invited to a year, as mentee or mentor, and how far that has come."""

from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from core.lists.definition import Cell, Column, Filter, ListDefinition, Part, View
from people.models import Enrollment, MentorParticipation
from people.presentation.lists.columns import contact_columns, invitation_column, invitation_filter, name_columns
from people.presentation.lists.year import Year, before_enrolling, day_cell, import_first, value_column
from people.queries.invitation_states import InvitationState, invitation_needs
from programs.presentation.roles import role_label


def _rows(year: Year) -> QuerySet[User]:
    return User.objects.filter(_takes_part(year))


def _takes_part(year: Year) -> Q:
    return Q(Exists(_as_mentee(year))) | Q(Exists(_as_mentor(year)))


def _as_mentee(year: Year) -> QuerySet[Enrollment]:
    return Enrollment.objects.not_withdrawn().filter(cycle=year.cycle, mentee=OuterRef("pk"))


def _as_mentor(year: Year) -> QuerySet[MentorParticipation]:
    return MentorParticipation.objects.not_declined().filter(cycle=year.cycle, mentor=OuterRef("pk"))


def _role(year: Year, row: Any) -> Cell:
    roles = [role for role, holds in ((Role.MENTEE, row.is_mentee), (Role.MENTOR, row.is_mentor)) if holds]
    return Cell(", ".join(role_label(role, year.program) for role in roles))


def _roles(year: Year) -> list[tuple[str, str]]:
    roles = (Role.MENTEE,) if year.program.is_peer else (Role.MENTEE, Role.MENTOR)
    return [(role.value, role_label(role, year.program)) for role in roles]


def _meets_role(year: Year, value: str) -> Q:
    return Q(Exists(_as_mentee(year) if value == Role.MENTEE else _as_mentor(year)))


def _day(field: str, key: str, heading: Any) -> Column[Year, Any]:
    return value_column(
        key,
        heading,
        attrgetter(field),
        shown=day_cell,
        order=(field,),
        needs=lambda _year: invitation_needs("pk"),
    )


_CONTACT = {column.key: column for column in contact_columns("pk")}

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
            *name_columns("pk"),
            Column(
                "role",
                _("Role"),
                _role,
                order=("is_mentor",),
                needs=lambda year: {"is_mentee": Exists(_as_mentee(year)), "is_mentor": Exists(_as_mentor(year))},
            ),
            replace(invitation_column("pk"), order=("invitation_last", "invitation_due_at")),
            _day("invitation_sent_at", "sent", _("Last sent")),
            _day("invitation_due_at", "due", _("Next reminder")),
            _CONTACT["signed_in"],
            _CONTACT["email"],
        ),
        filters=(
            invitation_filter("pk"),
            Filter(
                "role",
                _("Role"),
                _roles,
                _meets_role,
            ),
        ),
        views=(
            View(_("Sent, not signed in"), {"invitation": [InvitationState.SENT]}),
            View(_("Couldn’t be reached"), {"invitation": [InvitationState.FAILED]}),
            View(_("Not sent"), {"invitation": [InvitationState.NOT_SENT]}),
        ),
    ),
    empty=import_first(_("Nobody is invited yet.")),
    note=before_enrolling,
    people=lambda row: (row,),
)
