"""What those who run a program do with many people at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.lists.actions import Action, LeftOut, one_by_one
from people.errors import NobodyToInvite
from people.models import Enrollment, MentorParticipation
from people.presentation.lists.year import Year
from people.queries.invitations import invitable_again, silent_among
from people.services.invitations import invite_again
from people.services.person_steps import keep_sending, subject_of_year
from people.services.withdrawals import withdraw_mentee
from programs.models import CycleState, StaffStep
from programs.notices.queued import reminded_of_handbook
from programs.policies import enrollment_is_open
from programs.queries.handbooks import asked_to_acknowledge, has_published_handbook
from programs.services.handbook_notices import remind_of_handbook
from programs.services.staff_steps import join_steps

Rows = Sequence[Any]


def counted(words: Any) -> Callable[[int], str]:
    """Return a function from a number to words: `words` are of `ngettext_lazy`, and hold `%(n)s`."""
    return lambda number: str(words % {"n": number})


def _keys(rows: Iterable[Any]) -> list[int]:
    return [row.pk for row in rows]


def _why_not_invite(year: Year, rows: Rows) -> Mapping[int, str]:
    if not enrollment_is_open(year.cycle, invited=True):
        return dict.fromkeys(_keys(rows), _("This year takes nobody in now."))
    if not rows:
        return {}
    found = type(rows[0])._default_manager.filter(pk__in=_keys(rows))
    silent = set(silent_among(found).values_list("pk", flat=True))
    invitable = set(invitable_again(found, now=year.now).values_list("pk", flat=True))
    why = {pk: _("Got an invitation in the last 24 hours.") for pk in silent - invitable}
    return why | {pk: _("Has answered or signed in, or doesn’t want to be asked.") for pk in set(_keys(rows)) - silent}


def _invite(year: Year, rows: Rows, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    if not rows:
        return []
    try:
        invite_again(type(rows[0])._default_manager.filter(pk__in=_keys(rows)), now=year.now)
    except NobodyToInvite as refusal:
        return [LeftOut(str(row), refusal.message) for row in rows]
    keep_sending(year.cycle, "invited_again", number=len(rows), by=year.reader, now=year.now)
    return []


INVITE_AGAIN: Action[Year, Any] = Action(
    key="invite",
    label=gettext_lazy("Invite again"),
    question=counted(ngettext_lazy("Invite %(n)s person again?", "Invite %(n)s people again?", "n")),
    button=counted(ngettext_lazy("Invite %(n)s person again", "Invite %(n)s people again", "n")),
    explain=gettext_lazy("Each gets one email with a new link that signs them in. Emails can’t be taken back."),
    why_not=_why_not_invite,
    run=_invite,
    done=counted(ngettext_lazy("%(n)s person will be invited again.", "%(n)s people will be invited again.", "n")),
    offered=lambda year: enrollment_is_open(year.cycle, invited=True),
)


def _records_of(year: Year, people: Rows) -> tuple[list[Enrollment], list[MentorParticipation]]:
    """What invited people have in the year."""
    enrollments = Enrollment.objects.filter(cycle=year.cycle, mentee__in=_keys(people))
    participations = MentorParticipation.objects.filter(cycle=year.cycle, mentor__in=_keys(people))
    return list(enrollments), list(participations.defer("decline_reason"))


def _why_not_invite_people(year: Year, people: Rows) -> Mapping[int, str]:
    """As above; somebody who is mentee and mentor is invited again for either."""
    enrollments, participations = _records_of(year, people)
    as_mentees, as_mentors = _why_not_invite(year, enrollments), _why_not_invite(year, participations)
    reasons = [(row.mentee_id, as_mentees.get(row.pk)) for row in enrollments]
    reasons += [(row.mentor_id, as_mentors.get(row.pk)) for row in participations]
    meant = {person for person, why in reasons if why is None}
    return {person: why for person, why in reasons if why is not None and person not in meant}


def _invite_people(year: Year, people: Rows, data: Mapping[str, Any]) -> Sequence[LeftOut]:
    names = {person.pk: person.display_name for person in people}
    enrollments, participations = _records_of(year, people)
    as_mentees = _why_not_invite(year, enrollments)
    _invite(year, [row for row in enrollments if row.pk not in as_mentees], data)
    as_mentors = _why_not_invite(year, participations)
    refused = _invite(year, [row for row in participations if row.pk not in as_mentors], data)
    by_row = {str(row): names[row.mentor_id] for row in participations} if refused else {}
    return [LeftOut(by_row[each.name], each.why) for each in refused]


# The same where rows are people rather than what they have in the year.
INVITE_PEOPLE_AGAIN = replace(INVITE_AGAIN, why_not=_why_not_invite_people, run=_invite_people)


def _reader_of(row: Any) -> int:
    return int(row.mentee_id if isinstance(row, Enrollment) else row.mentor_id)


def _why_not_remind(year: Year, rows: Rows) -> Mapping[int, str]:
    if not has_published_handbook(year.program):
        return {row.pk: _("No handbook is published yet.") for row in rows}
    people = [_reader_of(row) for row in rows]
    asked = set(asked_to_acknowledge(year.program).filter(pk__in=people).values_list("pk", flat=True))
    reminded = reminded_of_handbook(year.program, people, now=year.now)
    why = {row.pk: _("Already reminded today.") for row in rows if _reader_of(row) in reminded}
    others = {row.pk for row in rows if _reader_of(row) not in asked}
    return why | dict.fromkeys(others, _("Has acknowledged the handbook, or isn’t asked to."))


def _remind(year: Year, rows: Rows, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    number = remind_of_handbook(year.program, people=[_reader_of(row) for row in rows], now=year.now)
    keep_sending(year.cycle, "handbook_reminded", number=number, by=year.reader, now=year.now)
    return []


REMIND_OF_HANDBOOK: Action[Year, Any] = Action(
    key="handbook",
    label=gettext_lazy("Remind: handbook"),
    question=counted(
        ngettext_lazy("Remind %(n)s person about the handbook?", "Remind %(n)s people about the handbook?", "n")
    ),
    button=counted(ngettext_lazy("Remind %(n)s person", "Remind %(n)s people", "n")),
    explain=gettext_lazy(
        "Each gets one email that asks them to read and acknowledge the handbook. Emails can’t be taken back."
    ),
    why_not=_why_not_remind,
    run=_remind,
    done=counted(ngettext_lazy("%(n)s person will be reminded.", "%(n)s people will be reminded.", "n")),
    offered=lambda year: year.cycle.state != CycleState.CLOSED,
)


def own_row() -> str:
    """Why somebody leaves out themselves."""
    return _("That’s you. Another coordinator can do it.")


def as_one_step(
    year: Year, rows: Rows, *, label: Callable[[Any], str], do: Callable[[Any], StaffStep], kind: str
) -> Sequence[LeftOut]:
    """Do something with each row, and keep it as one step of `kind`; returns those that were refused."""
    steps: list[StaffStep] = []
    left_out = one_by_one(rows, label=label, do=lambda row: steps.append(do(row)), report=year.report)
    taken: dict[str, Any] = {"subject": subject_of_year(year.cycle.pk), "by": year.reader, "now": year.now}
    join_steps(year.program, kind=kind, steps=steps, **taken)
    return left_out


def _why_not_withdraw(year: Year, rows: Rows) -> Mapping[int, str]:
    own = {row.pk: own_row() for row in rows if row.mentee_id == year.reader.pk}
    return own | {row.pk: _("No longer takes part.") for row in rows if row.is_gone}


def _withdraw(year: Year, rows: Rows, _data: Mapping[str, Any]) -> Sequence[LeftOut]:
    def do(row: Enrollment) -> StaffStep:
        return withdraw_mentee(row, by=year.reader, now=year.now)

    return as_one_step(year, rows, label=lambda row: row.mentee.display_name, do=do, kind="mentees_withdrawn")


WITHDRAW: Action[Year, Enrollment] = Action(
    key="withdraw",
    label=gettext_lazy("Withdraw"),
    question=counted(ngettext_lazy("Withdraw %(n)s mentee?", "Withdraw %(n)s mentees?", "n")),
    button=counted(ngettext_lazy("Withdraw %(n)s mentee", "Withdraw %(n)s mentees", "n")),
    explain=gettext_lazy(
        "Their pairs end, their offers are taken back and coming sessions are cancelled. They and the other people "
        "of their pairs are told. For a day you can undo it on the page “Who did what”, all but the sessions."
    ),
    why_not=_why_not_withdraw,
    run=_withdraw,
    done=counted(ngettext_lazy("%(n)s mentee no longer takes part.", "%(n)s mentees no longer take part.", "n")),
    offered=lambda year: year.cycle.state != CycleState.CLOSED,
    danger=True,
    row_by_row=True,
)
