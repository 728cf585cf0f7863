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
class Letter:
    """One e-mail as it would have reached somebody."""

    to: str
    subject: str
    sent_at: datetime
    body: str


def letters(folder: Path, *, to: str = "") -> list[Letter]:
    """Return the e-mails in the newest files of `folder`, newest first.

    Args:
        folder: where Django's file backend writes; it need not exist.
        to: only those to this address; empty for all.
    """
    files = sorted(folder.glob("*.log"), reverse=True)[:_MOST_FILES]
    found = [letter for path in files for letter in _read(path) if to in ("", letter.to)]
    return sorted(found, key=lambda letter: letter.sent_at, reverse=True)


def _read(path: Path) -> Iterator[Letter]:
    for part in path.read_bytes().split(_SEPARATOR):
        if part.strip():
            message = message_from_bytes(part.strip(), _class=EmailMessage, policy=policy.default)
            body = message.get_body(("plain",))
            yield Letter(
                to=str(message["To"]),
                subject=str(message["Subject"]),
                sent_at=parsedate_to_datetime(str(message["Date"])),
                body=body.get_content().strip() if body else "",
            )
