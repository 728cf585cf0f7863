"""Reads the e-mails that a demo school writes to files, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

_SEPARATOR = b"-" * 79
_MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class SentEmail:
    """One e-mail as it would have reached somebody."""

    to: str
    subject: str
    sent_at: datetime
    body: str


def sent_emails(folder: Path, *, to: str = "") -> list[SentEmail]:
    """Return the e-mails in the newest files of `folder`, newest first.

    Args:
        folder: where Django's file backend writes; it need not exist.
        to: only those to this address; empty for all.
    """
    files = sorted(folder.glob("*.log"), reverse=True)[:_MOST_FILES]
    found = [email for path in files for email in _read(path) if to in ("", email.to)]
    return sorted(found, key=lambda email: email.sent_at, reverse=True)


def _read(path: Path) -> Iterator[SentEmail]:
    for part in path.read_bytes().split(_SEPARATOR):
        if part.strip():
            message = message_from_bytes(part.strip(), _class=EmailMessage, policy=policy.default)
            body = message.get_body(("plain",))
            yield SentEmail(
                to=str(message["To"]),
                subject=str(message["Subject"]),
                sent_at=parsedate_to_datetime(str(message["Date"])),
                body=body.get_content().strip() if body else "",
            )
