"""What coordinators do with many offers, or many mentees without a list, at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.lists.actions import Action, LeftOut, one_by_one
from core.lists.definition import Part
from core.lists.registry import extend_list, register_list
from matching.forms.offer_steps import MoreTimeForm
from matching.models import Offer
from matching.presentation.year_lists import OFFERS, offer_label, reads_lists
from matching.queries.preferences import open_round_of, takes_lists
from matching.queries.reminders import reminded_of_list, reminded_of_offers
from matching.queries.stages import mentees_without_list
from matching.services.offer_steps import give_time, remind, take_back
from matching.services.ranking_notices import remind_now
from people.models import Enrollment
from people.presentation.lists.year import Year, coordinates
from people.services.person_steps import keep_sending
from people.views.listing.actions import as_one_step, counted
from programs.models import StaffStep

Offers = Sequence[Offer]


def _why_not(year: Year, rows: Offers) -> dict[int, str]:
    settled = {row.pk: _("Already settled.") for row in rows if row.state != Offer.State.PENDING}
    own = {
        row.pk: _("It was made to you. Another coordinator can do it.")
        for row in rows
        if year.reader.pk in (row.enrollment.mentee_id, row.participation.mentor_id)
    }
    return settled | own


def _give_time(year: Year, rows: Offers, data: Mapping[str, Any]) -> Sequence[LeftOut]:
    def do(row: Offer) -> StaffStep:
        return give_time(row, until=data["until"], by=year.reader, now=year.now)

    return as_one_step(year, rows, label=offer_label, do=do, kind="offers_extended")


GIVE_TIME: Action[Year, Offer] = Action(
    key="extend",
    label=gettext_lazy("Give more time"),
    question=counted(ngettext_lazy("Give more time for %(n)s offer?", "Give more time for %(n)s offers?", "n")),
    button=counted(ngettext_lazy("Give more time for %(n)s offer", "Give more time for %(n)s offers", "n")),
    explain=gettext_lazy(
        "Both people of each offer get an email with the new date. Until then the place is kept. For a day you can "
        "undo it on the page “Who did what”."
    ),
    why_not=_why_not,
    run=_give_time,
    done=counted(
        ngettext_lazy(
            "%(n)s offer has more time. Both people are told.",
            "%(n)s offers have more time. Both people are told.",
            "n",
        )
    ),
    form=MoreTimeForm,
    offered=coordinates,
    row_by_row=True,
)


def _why_not_remind(year: Year, rows: Offers) -> dict[int, str]:
    late = [row.pk for row in rows if row.expires_at <= year.now]
    over = dict.fromkeys(late, _("The time to answer is up. Give more time instead."))
    keys = reminded_of_offers([row.pk for row in rows], day=year.cycle.local_day(year.now))
    return over | dict.fromkeys(keys, _("Already reminded today.")) | _why_not(year, rows)


def _remind(year: Year, rows: Offers, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    left_out = one_by_one(
        rows, label=offer_label, do=lambda row: remind(row, by=year.reader, now=year.now), report=year.report
    )
    number = len(rows) - len(left_out)
    keep_sending(year.cycle, "offers_reminded", number=number, by=year.reader, now=year.now)
    return left_out


REMIND: Action[Year, Offer] = Action(
    key="remind",
    label=gettext_lazy("Remind"),
    question=counted(ngettext_lazy("Send reminders about %(n)s offer?", "Send reminders about %(n)s offers?", "n")),
    button=counted(ngettext_lazy("Remind about %(n)s offer", "Remind about %(n)s offers", "n")),
    explain=gettext_lazy(
        "Those who haven’t answered get one email today, at an hour that suits them. Emails can’t be taken back."
    ),
    why_not=_why_not_remind,
    run=_remind,
    done=counted(
        ngettext_lazy(
            "A reminder about %(n)s offer is on its way.", "Reminders about %(n)s offers are on their way.", "n"
        )
    ),
    offered=coordinates,
    row_by_row=True,
)


def _take_back(year: Year, rows: Offers, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    def do(row: Offer) -> StaffStep:
        return take_back(row, by=year.reader, now=year.now)

    return as_one_step(year, rows, label=offer_label, do=do, kind="offers_taken_back")


TAKE_BACK: Action[Year, Offer] = Action(
    key="withdraw",
    label=gettext_lazy("Take back"),
    question=counted(ngettext_lazy("Take %(n)s offer back?", "Take %(n)s offers back?", "n")),
    button=counted(ngettext_lazy("Take %(n)s offer back", "Take %(n)s offers back", "n")),
    explain=gettext_lazy(
        "The places are free again. Both people hear that the pairing won’t go ahead and that it says nothing about "
        "them. The two won’t be proposed to each other again this year. For a day you can undo it on the page “Who did "
        "what”, while the place is free."
    ),
    why_not=_why_not,
    run=_take_back,
    done=counted(
        ngettext_lazy(
            "%(n)s offer is taken back. Both people are told.",
            "%(n)s offers are taken back. Both people are told.",
            "n",
        )
    ),
    danger=True,
    offered=coordinates,
    row_by_row=True,
)


def _why_not_remind_of_list(year: Year, rows: Sequence[Enrollment]) -> dict[int, str]:
    match_round = open_round_of(year.cycle)
    if match_round is None or not takes_lists(match_round, now=year.now):
        return {row.pk: _("No round is taking lists right now.") for row in rows}
    missing = set(mentees_without_list(match_round).values_list("pk", flat=True))
    reminded = reminded_of_list(match_round, day=year.cycle.local_day(year.now))
    why = {row.pk: _("Already reminded today.") for row in rows if row.mentee_id in reminded}
    return why | {row.pk: _("Has handed in a list, or needs none.") for row in rows if row.pk not in missing}


def _remind_of_list(year: Year, rows: Sequence[Enrollment], _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    match_round = open_round_of(year.cycle)
    if match_round is not None:
        number = remind_now(match_round, now=year.now, mentees=[row.mentee_id for row in rows])
        keep_sending(year.cycle, "lists_reminded", number=number, by=year.reader, now=year.now)
    return []


REMIND_OF_LIST: Action[Year, Enrollment] = Action(
    key="list-reminder",
    label=gettext_lazy("Remind: list"),
    question=counted(
        ngettext_lazy("Remind %(n)s mentee about their list?", "Remind %(n)s mentees about their lists?", "n")
    ),
    button=counted(ngettext_lazy("Remind %(n)s mentee", "Remind %(n)s mentees", "n")),
    explain=gettext_lazy("Each gets one email that says when lists are due. Emails can’t be taken back."),
    why_not=_why_not_remind_of_list,
    run=_remind_of_list,
    done=counted(ngettext_lazy("%(n)s mentee will be reminded.", "%(n)s mentees will be reminded.", "n")),
    offered=reads_lists,
)


def register_offers() -> None:
    """Make the list of offers known, with what can be done with them."""
    register_list(OFFERS)
    extend_list(OFFERS.name, Part(actions=(GIVE_TIME, REMIND, TAKE_BACK)))
