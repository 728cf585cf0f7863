"""What those who run a program answer people who offered to mentor."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.lists.actions import Action, LeftOut, one_by_one
from people.models import Volunteer
from people.presentation.lists.year import Year, ends
from people.services.person_steps import subject_of_year
from people.services.volunteers import decline_volunteer, invite_volunteer
from people.views.listing.actions import Rows, counted
from programs.models import StaffStep
from programs.services.staff_steps import join_steps


def _why_not(_year: Year, rows: Rows) -> Mapping[int, str]:
    answered = _("Has had an answer already.")
    return {row.pk: answered for row in rows if row.state != Volunteer.State.WAITING}


def _one_by_one(year: Year, rows: Rows, do: Any, whole: str) -> Sequence[LeftOut]:
    steps: list[StaffStep] = []
    left_out = one_by_one(
        rows, label=lambda row: row.display_name, do=lambda row: steps.append(do(row)), report=year.report
    )
    taken: dict[str, Any] = {"subject": subject_of_year(year.cycle.pk), "by": year.reader, "now": year.now}
    join_steps(year.program, kind=whole, steps=steps, **taken)
    return left_out


def _invite(year: Year, rows: Rows, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    def invite(row: Volunteer) -> StaffStep:
        return invite_volunteer(row, cycle=year.cycle, by=year.reader, now=year.now)

    return _one_by_one(year, rows, invite, "volunteers_invited")


def _decline(year: Year, rows: Rows, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    def decline(row: Volunteer) -> StaffStep:
        return decline_volunteer(row, by=year.reader, now=year.now)

    return _one_by_one(year, rows, decline, "volunteers_declined")


INVITE_VOLUNTEERS: Action[Year, Volunteer] = Action(
    key="invite",
    label=gettext_lazy("Invite to mentor"),
    question=counted(ngettext_lazy("Invite %(n)s person to mentor?", "Invite %(n)s people to mentor?", "n")),
    button=counted(ngettext_lazy("Invite %(n)s person", "Invite %(n)s people", "n")),
    explain=gettext_lazy(
        "They’re in the year as invited and get the invitation by email: at once if it takes people in, else when "
        "enrollment opens. For a day you can undo it, until they answer."
    ),
    why_not=_why_not,
    run=_invite,
    done=counted(ngettext_lazy("%(n)s person is invited.", "%(n)s people are invited.", "n")),
    offered=lambda year: not ends(year),
    row_by_row=True,
)

DECLINE_VOLUNTEERS: Action[Year, Volunteer] = Action(
    key="decline",
    label=gettext_lazy("Decline kindly"),
    question=counted(ngettext_lazy("Decline the offer of %(n)s person?", "Decline the offers of %(n)s people?", "n")),
    button=counted(ngettext_lazy("Decline %(n)s offer", "Decline %(n)s offers", "n")),
    explain=gettext_lazy(
        "Each gets a short email tomorrow: thank you, not this time, it says nothing about you. Until then you can "
        "undo it under “Who did what”."
    ),
    why_not=_why_not,
    run=_decline,
    done=counted(
        ngettext_lazy(
            "%(n)s offer declined. The email leaves tomorrow.", "%(n)s offers declined. The emails leave tomorrow.", "n"
        )
    ),
    danger=True,
    row_by_row=True,
)
