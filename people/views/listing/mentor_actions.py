"""What those who run a program do with many mentors at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.lists.actions import Action, LeftOut
from people.forms.list_steps import ReasonForm, TrainingDayForm
from people.models import MentorParticipation
from people.notices.training import reminded_of_training
from people.presentation.lists.year import Year
from people.queries.readiness import mentors_to_train
from people.services.mentor_steps import end_mentoring
from people.services.oversight import note_training
from people.services.person_steps import keep_sending
from people.services.training_notices import remind_of_training
from people.views.listing.actions import as_one_step, counted, own_row
from programs.models import CycleState, Program, StaffStep

Mentors = Sequence[MentorParticipation]


def _label(row: MentorParticipation) -> str:
    return row.mentor.display_name


def _is_open(year: Year) -> bool:
    return year.cycle.state != CycleState.CLOSED


def _own(year: Year, rows: Mentors) -> dict[int, str]:
    return {row.pk: own_row() for row in rows if row.mentor_id == year.reader.pk}


def _why_not_withdraw(year: Year, rows: Mentors) -> dict[int, str]:
    others = {row.pk: _("Hasn’t accepted, or no longer takes part.") for row in rows if not row.takes_part}
    return others | _own(year, rows)


def _withdraw(year: Year, rows: Mentors, data: Mapping[str, Any]) -> Sequence[LeftOut]:
    def do(row: MentorParticipation) -> StaffStep:
        return end_mentoring(row, reason=data["reason"], by=year.reader, now=year.now)

    return as_one_step(year, rows, label=_label, do=do, kind="mentors_withdrawn")


WITHDRAW_MENTORS: Action[Year, MentorParticipation] = Action(
    key="withdraw",
    label=gettext_lazy("Withdraw"),
    question=counted(ngettext_lazy("Withdraw %(n)s mentor?", "Withdraw %(n)s mentors?", "n")),
    button=counted(ngettext_lazy("Withdraw %(n)s mentor", "Withdraw %(n)s mentors", "n")),
    explain=gettext_lazy(
        "Their pairs end without fault, their offers are taken back and coming sessions are cancelled. They and their "
        "mentees are told, not why. For a day you can undo it on the page “Who did what”, all but the sessions and "
        "requests."
    ),
    why_not=_why_not_withdraw,
    run=_withdraw,
    done=counted(
        ngettext_lazy("%(n)s mentor no longer takes part.", "%(n)s mentors no longer take part.", "n"),
    ),
    form=ReasonForm,
    offered=_is_open,
    danger=True,
    row_by_row=True,
)


def _why_not_note(year: Year, rows: Mentors) -> dict[int, str]:
    return {row.pk: _("No longer takes part.") for row in rows if row.is_gone} | _own(year, rows)


def _note(year: Year, rows: Mentors, data: Mapping[str, Any]) -> Sequence[LeftOut]:
    def do(row: MentorParticipation) -> StaffStep:
        return note_training(row, trained_on=data["trained_on"], by=year.reader, now=year.now)

    return as_one_step(year, rows, label=_label, do=do, kind="mentors_trained")


NOTE_TRAINING: Action[Year, MentorParticipation] = Action(
    key="trained",
    label=gettext_lazy("Note training"),
    question=counted(
        ngettext_lazy("Note the training of %(n)s mentor?", "Note the training of %(n)s mentors?", "n"),
    ),
    button=counted(ngettext_lazy("Note training of %(n)s mentor", "Note training of %(n)s mentors", "n")),
    explain=gettext_lazy(
        "Who lacks nothing else is ready, and mentees can choose them. No email goes out. For a day you can undo it on "
        "the page “Who did what”."
    ),
    why_not=_why_not_note,
    run=_note,
    done=counted(
        ngettext_lazy("The training of %(n)s mentor is noted.", "The training of %(n)s mentors is noted.", "n"),
    ),
    form=TrainingDayForm,
    offered=_is_open,
    row_by_row=True,
)


def _asks(year: Year) -> bool:
    return _is_open(year) and year.program.readiness_rule != Program.ReadinessRule.OFF


def _why_not_remind(year: Year, rows: Mentors) -> dict[int, str]:
    keys = {row.pk for row in rows}
    asked = mentors_to_train(year.cycle, day=year.cycle.local_day(year.now)).filter(pk__in=keys)
    others = keys - set(asked.values_list("pk", flat=True))
    why = dict.fromkeys(reminded_of_training(keys, day=year.cycle.local_day(year.now)), _("Already reminded today."))
    return why | dict.fromkeys(others, _("Is trained, has a co-mentor, or isn’t asked to take the training."))


def _remind(year: Year, rows: Mentors, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    number = remind_of_training(year.cycle, participations=[row.pk for row in rows], now=year.now)
    keep_sending(year.cycle, "training_reminded", number=number, by=year.reader, now=year.now)
    return []


REMIND_OF_TRAINING: Action[Year, MentorParticipation] = Action(
    key="training",
    label=gettext_lazy("Remind: training"),
    question=counted(
        ngettext_lazy("Remind %(n)s mentor about the training?", "Remind %(n)s mentors about the training?", "n")
    ),
    button=counted(ngettext_lazy("Remind %(n)s mentor", "Remind %(n)s mentors", "n")),
    explain=gettext_lazy(
        "Each gets one email with the modules that they have still to do, or that are due again within 30 days. "
        "Emails can’t be taken back."
    ),
    why_not=_why_not_remind,
    run=_remind,
    done=counted(ngettext_lazy("%(n)s mentor will be reminded.", "%(n)s mentors will be reminded.", "n")),
    offered=_asks,
)
