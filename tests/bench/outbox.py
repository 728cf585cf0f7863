"""python -m tests.bench.outbox MESSAGES: how fast one worker empties the outbox into a mail server.

Three figures: e-mails a second by smtplib alone, which is the least that it can cost; e-mails a second by the outbox;
and how long one urgent message waits behind all the others. The mail server takes everything and keeps nothing.
"""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import django
from django.conf import settings
from django.db import connection
from django.urls import get_resolver
from django.utils import timezone

_EMAIL_BYTES = 1_500  # bytes, about as long as a reminder with its headers


def main() -> None:
    """Load the messages, and measure."""
    django.setup()
    messages = int(sys.argv[1])
    with _sink() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        _say(f"The outbox with {messages:,} messages on {connection.vendor}")
        _say(f"{'smtplib alone, e-mails a second':44}{_least(port):9,.0f}")
        _load(messages)
        _measure()


@contextmanager
def _sink() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sink:
        assert sink.stdout
        yield int(sink.stdout.readline())
        sink.communicate()


def _least(port: int, emails: int = 2_000) -> float:
    email = b"Subject: x\r\n\r\n" + b"x" * _EMAIL_BYTES
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(emails):
            server.sendmail("mentorship@localhost", f"{number}@haldenlake.example", email)
    return emails / (time.perf_counter() - begun)


def _load(messages: int) -> None:
    """Two for each person."""
    from tests.bench.full_outbox import fill_outbox, people_to_remind

    fill_outbox(*people_to_remind(messages // 2), each=2)


def _measure() -> None:
    """Sweep for a while, with an urgent message from the third second on, and time both."""
    from notifications import tasks
    from notifications.models import Message
    from notifications.services.outbox import enqueue_account_email

    tasks._SWEEP_SECONDS = 20.0
    tasks.wake_worker = lambda: None

    def ask_for_a_code(address: str = "one@haldenlake.example") -> None:
        time.sleep(3)
        now = timezone.now()
        later = now + timedelta(hours=1)
        enqueue_account_email(
            address="one@haldenlake.example", subject="Code", body="123456", expires_at=later, now=now
        )
        connection.close()

    asking = Thread(target=ask_for_a_code)
    asking.start()
    get_resolver().url_patterns  # noqa: B018 - the first address would load every page of the site
    begun, worked = time.perf_counter(), time.process_time()
    tasks.sweep_outbox()
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    asking.join()
    sent = Message.objects.filter(state=Message.State.SENT)
    urgent = sent.filter(urgent=True).first()
    _say(f"{'the outbox with one worker, e-mails a second':44}{sent.count() / took:9,.0f}")
    _say(f"{'the same, e-mails a second of processor time':44}{sent.count() / worked:9,.0f}")
    waited = (urgent.sent_at - urgent.due_at).total_seconds() if urgent and urgent.sent_at else float("inf")
    _say(f"{'an urgent one behind them, seconds':44}{waited:9.1f}\n")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
