"""Reports that mail servers send: of delivery (RFC 3464), and of readers who complain (ARF, RFC 5965).

They come from anybody, so nothing in them is believed but the Message-ID, which only who had the email knows.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message as Mail
from itertools import islice

from notifications.imports.returned import Kind, Returned

MOST_BYTES = 1_000_000
_MOST_PARTS = 30
_ID = re.compile(r"<[^<>\s]{3,190}>")
_CODE = re.compile(r"\b([45]\d\d)\b")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def read_report(raw: bytes) -> list[Returned]:
    """Return what an email says of emails that did not arrive or were called spam.

    Nothing for whatever else people write to that mailbox, for reports of delays and successes, and for what is larger
    than a report can be.
    """
    if len(raw) > MOST_BYTES:
        return []
    mail = message_from_bytes(raw)
    if mail.get_content_type() != "multipart/report":
        return []
    parts = list(islice(mail.walk(), _MOST_PARTS))
    message_id = next(_original_ids(parts), "")
    return [*_failures(parts, message_id), *_complaints(parts, message_id)] if message_id else []


def _failures(parts: list[Mail], message_id: str) -> Iterator[Returned]:
    for part in parts:
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for fields in part.get_payload():
            if isinstance(fields, Mail) and _field(fields, "Action").lower() == "failed":
                yield Returned(
                    kind=Kind.FAILED,
                    message_id=message_id,
                    address=_address(_field(fields, "Final-Recipient")),
                    status=_found(_STATUS, _field(fields, "Status")),
                    code=_code(_field(fields, "Diagnostic-Code")),
                )


def _complaints(parts: list[Mail], message_id: str) -> Iterator[Returned]:
    for part in parts:
        if part.get_content_type() != "message/feedback-report":
            continue
        for fields in part.get_payload() if part.is_multipart() else []:
            if isinstance(fields, Mail) and _field(fields, "Feedback-Type").lower() == "abuse":
                yield Returned(kind=Kind.COMPLAINT, message_id=message_id)


def _original_ids(parts: list[Mail]) -> Iterator[str]:
    """The Message-IDs of the email that the report is about: the whole of it comes back, or its headers."""
    for part in parts:
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            yield from _id_in(part.get_payload(0))
        elif part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield from _id_in(message_from_string(payload.decode("ascii", "replace")))


def _id_in(mail: object) -> Iterator[str]:
    if isinstance(mail, Mail) and (found := _found(_ID, _field(mail, "Message-ID"))):
        yield found


def _field(fields: Mail, name: str) -> str:
    return str(fields.get(name, "")).strip()


def _address(field: str) -> str:
    return field.rpartition(";")[2].strip()


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


def _code(diagnostic: str) -> int | None:
    found = _CODE.search(diagnostic)
    return int(found[1]) if found else None
