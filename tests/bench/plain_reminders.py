"""The plain alternative to the outbox: for each reminder a task of Celery's that waits for its time in the broker."""

import os
import smtplib
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from celery import Celery

from mentorship.supervisor.group import Part

_ETA_SECONDS = 20
app = Celery("plain", broker=os.environ.get("REDIS_URL", "").replace("unix://", "redis+socket://"))
WORKER = Part(
    name="plain worker",
    command=(
        *(sys.executable, "-m", "celery", "--app", "tests.bench.plain_reminders", "worker", "--loglevel", "INFO"),
        *("--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"),
    ),
    grace=2.0,
)


@app.task
def remind(number: int) -> None:
    """Send one reminder."""
    where = urlsplit(os.environ["EMAIL_URL"])
    with smtplib.SMTP(where.hostname or "", where.port or 25) as server:
        server.sendmail("mentorship@localhost", f"{number}@haldenlake.example", b"Subject: x\r\n\r\nx")


def queue(number: int) -> None:
    """Have so many reminders sent, all at one time."""
    eta = datetime.now(UTC) + timedelta(seconds=_ETA_SECONDS)
    for one in range(number):
        remind.apply_async((one,), eta=eta)
