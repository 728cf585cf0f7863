"""The connection to the mail server, and what its answers mean.

One connection serves many emails. It is opened at the first, and anew after an email that broke it, so that no
email depends on the one before. Each has a limit in time as a whole: the socket's own limit counts from one answer
to the next, and a server that says a word every nine seconds would never reach it.
"""

import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from notifications.models import Fault

EMAIL_SECONDS = 20.0
SLOW_SECONDS = 5.0
_CLOSING = 421  # the server ends the connection, whatever was asked


class Refused(Exception):
    """The server will not take the email, now or later (RFC 5321, 4.2.1: the codes from 500 on)."""

    def __init__(self, fault: Fault, code: int | None = None) -> None:
        super().__init__(fault, code)
        self.fault, self.code = fault, code


class PutOff(Exception):
    """The server did not take this email now; it may later.

    Attributes:
        code: its answer, when there was one.
        broke: the connection is gone.
        slow: it took its time.
    """

    def __init__(self, code: int | None = None, *, broke: bool = False, slow: bool = False) -> None:
        super().__init__(code)
        self.code, self.broke, self.slow = code, broke, slow


class Unreachable(Exception):
    """There is no connection to the server: no email is to blame."""


class MailServer:
    """Sends emails over one connection. A context manager, which closes it."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> "MailServer":
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()

    def send(self, email: EmailMessage) -> bool:
        """Hand over one email to one address; returns whether that was slow.

        Raises:
            Refused: for good.
            PutOff: for now.
            Unreachable: the server was not there to be asked.
        """
        _require_addresses(email)
        was_open = self._connection is not None
        try:
            return self._hand_over(email)
        except PutOff as off:
            if not (was_open and off.broke and not off.slow):
                raise
            # It may have had enough of this connection rather than of this email.
            return self._hand_over(email)

    def _hand_over(self, email: EmailMessage) -> bool:
        email.connection = self._open()
        begun = time.monotonic()
        try:
            with _limited(email.connection):
                email.send()
        except smtplib.SMTPRecipientsRefused as refused:
            [(code, _words), *_] = refused.recipients.values()
            raise self._answer(code, Fault.ADDRESS) from refused
        except smtplib.SMTPSenderRefused as refused:
            # It is our own address that is refused, so nothing is known of the recipient's.
            self._close()
            raise PutOff(refused.smtp_code) from refused
        except smtplib.SMTPResponseException as refused:
            raise self._answer(refused.smtp_code, Fault.REFUSED) from refused
        except smtplib.SMTPNotSupportedError as refused:
            raise Refused(Fault.ADDRESS) from refused
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            raise PutOff(broke=True, slow=_is_slow(begun)) from error
        return _is_slow(begun)

    def _answer(self, code: int, fault: Fault) -> Refused | PutOff:
        if code == _CLOSING:
            self._close()
            return PutOff(code, broke=True)
        return Refused(fault, code) if code >= 500 else PutOff(code)

    def _open(self) -> Any:
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (smtplib.SMTPException, OSError) as error:
                raise Unreachable from error
            self._connection = connection
        return self._connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.close()


def _is_slow(begun: float) -> bool:
    return time.monotonic() - begun >= SLOW_SECONDS


def _require_addresses(email: EmailMessage) -> None:
    for address in email.to:
        try:
            validate_email(address)
        except ValidationError as error:
            raise Refused(Fault.ADDRESS) from error


@contextmanager
def _limited(connection: Any) -> Iterator[None]:
    """Hang up on the server when the email takes too long."""
    line = getattr(getattr(connection, "connection", None), "sock", None)
    if line is None:  # emails that are files need no limit
        yield
        return
    timer = Timer(EMAIL_SECONDS, _hang_up, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        # The plain socket's: that of TLS would speak with the other side first.
        socket.socket.shutdown(line, socket.SHUT_RDWR)
