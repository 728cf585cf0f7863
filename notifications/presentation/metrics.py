"""How the outbox and the background work are doing, for Prometheus. It names nobody and quotes no message.

Counted when it is asked, from what all processes share, so that it is the same whichever web server answers.
"""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from core.background import last_tick, queue_depths
from notifications.models import Message
from notifications.queries.mail_status import mail_status


class _Site(Collector):
    """Counts when it is asked."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """Yield each figure with its name and help."""
        status = mail_status(Message.objects.all(), now=self._now)
        yield _gauge("mail_moves", "Whether mail goes out, as /health/ judges it.", status.moves)
        yield _gauge("messages_due", "Messages whose time has come and that have not gone out.", status.due)
        yield _gauge("messages_oldest_due_seconds", "Age of the earliest of them.", self._age(status.due_since) or 0)
        yield _gauge("messages_later", "Messages whose time is still to come.", status.later)
        yield _gauge("messages_put_off", "Messages that were tried and will be tried again.", status.put_off)
        yield _gauge("messages_set_aside", "Messages that were given up.", status.set_aside)
        yield _gauge("messages_undeliverable", "Messages that were refused for good.", status.undeliverable)
        yield _gauge("emails_sent_24_hours", "Emails that went out in the last 24 hours.", status.sent)
        if (age := self._age(last_tick())) is not None:
            yield _gauge("beat_age_seconds", "How long ago beat last looked at its timetable.", age)
        depths = GaugeMetricFamily("mentorship_tasks_waiting", "Tasks that no worker has taken up.", labels=["queue"])
        for name, number in queue_depths().items():
            depths.add_metric([name], number)
        yield depths

    def _age(self, since: datetime | None) -> float | None:
        return max(0.0, (self._now - since).total_seconds()) if since else None


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"mentorship_{name}", text, value=float(value))


def metrics_text(*, now: datetime) -> bytes:
    """Return the figures at `now` in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Site(now))
    return generate_latest(registry)
