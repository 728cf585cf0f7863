"""The notices of those who take part: invitations."""

from datetime import date, datetime, timedelta
from typing import Any, NotRequired, TypedDict, cast
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.policies import can_sign_in_by_link
from accounts.services.sign_in_links import LIFETIME, issue_link
from core.undecryptable import UndecryptableText
from notifications.events import Event, MailedLink, register
from notifications.models import Category, Message
from people.models import Enrollment, MentorParticipation, StaffMessage
from people.notices.entries import ENTRIES
from people.presentation.invitations import invitation_about
from people.presentation.merge_fields import text_for
from people.queries.invitations import INVITATION, Record, holds, is_silent, open_records_of, record_of, subject_of
from people.queries.staff_messages import STAFF_MESSAGE, taking_part
from programs.models import Appointment, Cycle
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to
from programs.queries.programs import coordinators_of

READMITTED, LEAVE_SET, MENTORING_ENDED = "readmitted", "leave_set", "mentoring_ended"

_NOT_AGAIN_WITHIN = timedelta(days=2)


class InvitationPayload(TypedDict):
    """What an invitation carries: when it is due, in ISO format, whether it is a reminder, and one sent by hand."""

    due: str
    reminder: NotRequired[bool]
    by_hand: NotRequired[bool]


class LeaveSetPayload(TypedDict):
    """The days of a leave that somebody else has set, in ISO format; empty where it has ended."""

    away_from: str
    away_until: str


def _payload(message: Message) -> InvitationPayload:
    return cast(InvitationPayload, message.payload)


def _invited(message: Message) -> Record:
    record = record_of(message.subject_pk)
    if record is None:
        raise LookupError(f"{message.subject_pk} is gone")
    return record


def _invitation_context(message: Message) -> dict[str, Any]:
    """What the message is about first, then all else to which the recipient is invited and silent."""
    own = _invited(message)
    others = [each for each in open_records_of(message.reader) if subject_of(each) != message.subject_pk]
    first, *rest = [invitation_about(record) for record in (own, *others)]
    program = own.program if isinstance(own, Appointment) else own.cycle.program
    return {
        "invitation": first,
        "others": rest,
        "coordinators": coordinators_of(program) if program else [],
        "reply_to": answers_to(program) if program else "",
        "reminder": _payload(message).get("reminder", False),
    }


def _destination(message: Message) -> str:
    return invitation_about(_invited(message)).path


def _sign_in_link(message: Message, now: datetime) -> MailedLink:
    """A link that signs in once; for an account that no link opens, the page that emails a code."""
    return link_that_signs_in(_destination(message), message, now=now)


def link_that_signs_in(path: str, message: Message, *, now: datetime) -> MailedLink:
    """Return a link to `path` that signs the reader of `message` in once; where none may, one to a code."""
    if not can_sign_in_by_link(message.reader):
        by_code = f"{reverse('account_request_login_code')}?{urlencode({'next': path})}"
        note = _("No password needed: enter the address this email came to, and we’ll send you a code.")
        return MailedLink(by_code, note)
    note = _(
        "No password needed: this link signs you in once, within %(days)d days. It’s yours alone: don’t forward it."
    )
    return MailedLink(issue_link(message.reader, path=path, now=now), note % {"days": LIFETIME.days})


def _invitation_stands(message: Message) -> bool:
    """The person is still meant and, for a reminder, silent; and no other e-mail has told them of it meanwhile."""
    record = record_of(message.subject_pk)
    reminder = _payload(message).get("reminder", False)
    if record is None or not holds(record) or (reminder and not is_silent(record)):
        return False
    apart = _NOT_AGAIN_WITHIN if reminder and not _payload(message).get("by_hand") else timedelta(0)
    since = datetime.fromisoformat(_payload(message)["due"]) - apart
    told = Message.objects.filter(event=INVITATION, recipient=message.recipient_id, state=Message.State.SENT)
    return not told.exclude(pk=message.pk).filter(sent_at__gte=since).exists()


def _year(message: Message) -> Cycle | None:
    record = _invited(message)
    return None if isinstance(record, Appointment) else record.cycle


def _returned_context(message: Message) -> dict[str, Any]:
    record = _invited(message)
    if isinstance(record, Appointment):
        raise LookupError(f"{message.subject_pk} is no year of a person")
    program = record.cycle.program
    return {
        "program": program,
        "cycle": record.cycle,
        "is_mentee": isinstance(record, Enrollment),
        "is_peer": program.is_peer,
        "asks": record.state in (Enrollment.State.INVITED, MentorParticipation.State.INVITED),
        "reply_to": answers_to(program),
    }


def _leave_days(message: Message) -> list[date | None]:
    payload = cast(LeaveSetPayload, message.payload)
    return [date.fromisoformat(day) if day else None for day in (payload["away_from"], payload["away_until"])]


def _leave_context(message: Message) -> dict[str, Any]:
    return _returned_context(message) | dict(zip(("away_from", "away_until"), _leave_days(message), strict=True))


def _leave_is_so(message: Message) -> bool:
    record = record_of(message.subject_pk)
    if not isinstance(record, MentorParticipation) or not record.takes_part:
        return False
    return [record.away_from, record.away_until] == _leave_days(message)


def _has_left(message: Message) -> bool:
    record = record_of(message.subject_pk)
    return isinstance(record, MentorParticipation) and record.state == MentorParticipation.State.ENDED


def _still_takes_part(message: Message) -> bool:
    record = record_of(message.subject_pk)
    return record is not None and not isinstance(record, Appointment) and not record.is_gone


def _staff_message(message: Message) -> StaffMessage:
    """The text, read once for each delivery of the message; one that no key opens is as good as gone."""
    held: StaffMessage | None = getattr(message, "_staff_message", None)
    if held is None:
        held = StaffMessage.objects.select_related("by", "cycle__program").get(pk=message.subject_pk)
        if any(isinstance(text, UndecryptableText) for text in (held.subject, held.text)):
            raise StaffMessage.DoesNotExist
        message._staff_message = held  # type: ignore[attr-defined]
    return held


def _staff_message_context(message: Message) -> dict[str, Any]:
    written = _staff_message(message)
    subject, text = text_for(written, message.reader)
    return {"subject": subject, "text": text, "by": written.by, "reply_to": written.by.email}


def _staff_message_path(message: Message) -> str:
    return reverse("people:read-message", args=[message.subject_pk])


def _reader_takes_part(message: Message) -> bool:
    return taking_part(_staff_message(message).cycle).filter(pk=message.reader.pk).exists()


def _kept_subject(message: Message) -> str:
    written = _staff_message(message)
    names = {"program": written.cycle.program.name, "name": written.by.display_name}
    return _("%(program)s: a message from %(name)s") % names


def register_events() -> None:
    """Make the events of this app known to the outbox."""
    register(
        Event(
            name=STAFF_MESSAGE,
            entry=ENTRIES[STAFF_MESSAGE],
            category=Category.STAFF,
            template="notifications/people/staff_message.txt",
            context=_staff_message_context,
            path=_staff_message_path,
            still_matters=_reader_takes_part,
            kept_subject=_kept_subject,
        )
    )
    register(
        Event(
            name=INVITATION,
            entry=ENTRIES[INVITATION],
            category=Category.INVITATION,
            template="notifications/people/invitation.txt",
            context=_invitation_context,
            path=_destination,
            mailed_link=_sign_in_link,
            still_matters=_invitation_stands,
            waits_until=waits_for_quiet_days(_year),
            alone=True,
        )
    )
    register(
        Event(
            name=READMITTED,
            entry=ENTRIES[READMITTED],
            category=Category.MATCH,
            template="notifications/people/readmitted.txt",
            context=_returned_context,
            path=_destination,
            still_matters=_still_takes_part,
        )
    )
    for name, context, still_matters in (
        (LEAVE_SET, _leave_context, _leave_is_so),
        (MENTORING_ENDED, _returned_context, _has_left),
    ):
        register(
            Event(
                name=name,
                entry=ENTRIES[name],
                category=Category.MATCH,
                template=f"notifications/people/{name}.txt",
                context=context,
                path=_destination,
                still_matters=still_matters,
            )
        )
