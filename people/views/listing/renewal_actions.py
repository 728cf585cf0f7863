"""What those who run a program do with mentors at the end of a year: thank them, and invite them to the next."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.lists.actions import Action, LeftOut
from people.models import MentorParticipation
from people.presentation.lists.year import Year, ends
from people.services.next_year import invitable_to, invite_to_year, year_after
from people.services.person_steps import keep_sending
from people.services.renewals import thank_mentors, thankable
from people.views.listing.actions import Rows, counted


def _of(rows: Rows) -> Any:
    return MentorParticipation.objects.filter(pk__in=[row.pk for row in rows])


def _why_not_thank(year: Year, rows: Rows) -> Mapping[int, str]:
    meant = set(thankable(_of(rows), now=year.now).values_list("pk", flat=True))
    why = _("Has answered, was thanked in the last 7 days, or didn’t take part.")
    return {row.pk: why for row in rows if row.pk not in meant}


def _thank(year: Year, rows: Rows, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    number = thank_mentors(_of(rows), now=year.now)
    keep_sending(year.cycle, "mentors_thanked", number=number, by=year.reader, now=year.now)
    return []


THANK: Action[Year, MentorParticipation] = Action(
    key="thank",
    label=gettext_lazy("Thank, and ask about next year"),
    question=counted(ngettext_lazy("Thank %(n)s mentor?", "Thank %(n)s mentors?", "n")),
    button=counted(ngettext_lazy("Thank %(n)s mentor", "Thank %(n)s mentors", "n")),
    explain=gettext_lazy(
        "Each gets one email with their own year: mentees and sessions held. A link asks whether they’d mentor again. "
        "Emails can’t be taken back."
    ),
    why_not=_why_not_thank,
    run=_thank,
    done=counted(ngettext_lazy("%(n)s mentor will be thanked.", "%(n)s mentors will be thanked.", "n")),
    offered=ends,
)


def _why_not_invite(year: Year, rows: Rows) -> Mapping[int, str]:
    planned = year_after(year.cycle)
    if planned is None:
        return {row.pk: _("No year follows yet.") for row in rows}
    meant = set(invitable_to(planned, _of(rows)).values_list("pk", flat=True))
    why = _("Is in %(year)s already, left, or doesn’t want to be asked.") % {"year": planned.name}
    return {row.pk: why for row in rows if row.pk not in meant}


def _invite(year: Year, rows: Rows, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    if planned := year_after(year.cycle):
        number = invite_to_year(_of(rows), planned, now=year.now)
        keep_sending(year.cycle, "mentors_invited_on", number=number, by=year.reader, now=year.now)
    return []


INVITE_ON: Action[Year, MentorParticipation] = Action(
    key="invite-on",
    label=gettext_lazy("Invite to the next year"),
    question=counted(
        ngettext_lazy("Invite %(n)s mentor to the next year?", "Invite %(n)s mentors to the next year?", "n")
    ),
    button=counted(ngettext_lazy("Invite %(n)s mentor", "Invite %(n)s mentors", "n")),
    explain=gettext_lazy(
        "They’re in the next year as invited, with what they offer now as a start. They get an email at once if it "
        "takes people in, else when enrollment opens."
    ),
    why_not=_why_not_invite,
    run=_invite,
    done=counted(ngettext_lazy("%(n)s mentor is invited.", "%(n)s mentors are invited.", "n")),
    offered=lambda year: ends(year) and year_after(year.cycle) is not None,
)
