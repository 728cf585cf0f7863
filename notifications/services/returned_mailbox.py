"""The mailbox to which mail servers send what they could not deliver."""

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from imap_tools import AND, BaseMailBox, MailBox, MailMessageFlags

from notifications.imports.delivery_reports import read_report
from notifications.imports.returned import Returned
from notifications.services.returned import record_returned

_log = structlog.get_logger()
_AT_ONCE = 200
_SECONDS = 20.0


class Mailbox(Protocol):
    """What is asked of a mailbox."""

    def unread(self) -> Iterable[tuple[str, bytes]]:
        """Yield key and content of the emails that nobody has read yet."""

    def mark_read(self, key: str) -> None:
        """Have an email not come again."""


class ImapMailbox:
    """A folder of an IMAP server."""

    def __init__(self, connection: BaseMailBox) -> None:
        self._connection = connection

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Yield the oldest, as many as one turn takes."""
        for mail in self._connection.fetch(AND(seen=False), mark_seen=False, limit=_AT_ONCE):
            if mail.uid:
                yield mail.uid, mail.obj.as_bytes()

    def mark_read(self, key: str) -> None:
        """Flag it as seen; it stays for people to look at."""
        self._connection.flag(key, MailMessageFlags.SEEN, value=True)


@contextmanager
def opened_mailbox() -> Iterator[Mailbox]:
    """The mailbox that the settings name, over TLS; its server has to show a certificate for its name."""
    parts = urlsplit(settings.RETURNED_MAIL_URL)
    verified = ssl.create_default_context()
    server = MailBox(parts.hostname or "", parts.port or 993, timeout=_SECONDS, ssl_context=verified)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    with server.login(unquote(parts.username or ""), unquote(parts.password or ""), folder) as connection:
        yield ImapMailbox(connection)


def read_mailbox(mailbox: Mailbox, *, clock: Callable[[], datetime]) -> int:
    """Record what came back, and mark each email as read once it is recorded; returns how many were about ours.

    An email that cannot be read holds up no other: it is marked too, and stays in the mailbox. What was read and could
    not be recorded stays unread, and comes again in the next turn.

    Raises:
        OperationalError, InterfaceError: the database is away.
    """
    found = 0
    for key, raw in list(mailbox.unread()):
        try:
            found += sum(record_returned(one, now=clock()) for one in _reports_in(raw))
        except (OperationalError, InterfaceError):
            raise  # there is nothing to record with: the rest of them waits, too
        except Exception:  # noqa: BLE001 - what is wrong with one holds up no other
            _log.exception("report_not_recorded", key=key)
        else:
            mailbox.mark_read(key)
    return found


def _reports_in(raw: bytes) -> list[Returned]:
    try:
        return read_report(raw)
    except Exception as error:  # noqa: BLE001 - whatever strangers write
        _log.warning("report_not_read", error=type(error).__name__)
        return []
