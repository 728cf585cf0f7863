"""One outbox, its workers, and what its mail server took."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.db.models import Q
from django.utils import timezone

from notifications.models import Message, SlowDomain
from tests import smtp
from tests.bench.full_outbox import fill_outbox, people_to_remind
from tests.bench.stage import Stage, wait_until

THREADS = 2  # of a worker
_FINE = "250 fine"
_PATIENCE = 900.0  # seconds
State = Message.State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the emails of one mishap.

    Attributes:
        emails: how many there were.
        lost: those that neither arrived nor are known as undeliverable or set aside.
        doubled: how many arrived beside those that were to.
        may_double: how many may.
        seconds: until all that could arrive had.
    """

    emails: int
    lost: int
    doubled: int
    may_double: int
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether nothing is lost, and no more came twice than may."""
        return self.lost == 0 and self.doubled <= self.may_double

    def __str__(self) -> str:
        return f"{self.emails:8,}{self.lost:6}{self.doubled:7}{self.may_double:8}{self.seconds:9.1f}"


class Play:
    """Fills the outbox again for each mishap, with one email to each of the same people.

    Attributes:
        stage: the processes.
        desk: the mail server.
        people: who get an email each.
        workers: the two that run.
        beat, broker: what wakes them.
        arrived: by address, how often the mail server took an email.
    """

    def __init__(self, stage: Stage, desk: smtp.MailServer, emails: int) -> None:
        self.stage, self.desk = stage, desk
        self._version, self.people = people_to_remind(emails)
        self.arrived: Counter[str] = Counter()
        self._lock = Lock()
        self.broker = stage.start_broker()
        self.workers = [stage.start_worker(f"worker {number}") for number in range(2)]
        self.beat = stage.start_beat()

    def take(self, address: str, answer: str = _FINE) -> str:
        """What the mail server does with an email to `address`: it keeps it, whatever it then says."""
        with self._lock:
            self.arrived[address] += 1
        return answer

    def times_taken(self, address: str) -> int:
        """How many emails to `address` were taken so far."""
        return self.arrived[address]

    def wait_for(self, share: float) -> None:
        """Wait until such a share of the emails has arrived."""
        wait_until(lambda: len(self.arrived) >= share * len(self.people), seconds=_PATIENCE)

    def survive(self, mishap: Callable[["Play"], int]) -> Outcome:
        """Have `mishap` happen to a full outbox, and count."""
        self.arrived.clear()
        Message.objects.all().delete()
        self._be_well()
        begun = time.monotonic()
        emails = fill_outbox(self._version, self.people, each=1)
        may_double = mishap(self)
        wait_until(lambda: not self._is_busy(), seconds=_PATIENCE)
        seconds = time.monotonic() - begun
        self._be_well()
        self._settle()
        return self._count(emails, may_double, seconds)

    def _be_well(self) -> None:
        self.desk.greeting = "220 here"
        self.desk.on_sender = self.desk.on_recipient = lambda _address: _FINE
        self.desk.on_email = self.take

    def _is_busy(self) -> bool:
        """Whether there is anything that needs no more than a worker: it is due, and no mail server puts it off."""
        return Message.objects.filter(state=State.PENDING, due_at__lte=timezone.now()).exists()

    def _settle(self) -> None:
        """Let time pass for what is put off, until nothing waits."""

        def nothing_waits() -> bool:
            SlowDomain.objects.update(paused_until=None)
            waiting = Message.objects.filter(state=State.PENDING)
            waiting.filter(due_at__gt=timezone.now(), leased_until=None).update(due_at=timezone.now())
            return not waiting.exists()

        wait_until(nothing_waits, seconds=_PATIENCE)

    def _count(self, emails: int, may_double: int, seconds: float) -> Outcome:
        known = Message.objects.filter(Q(state=State.UNDELIVERABLE) | Q(state=State.FAILED))
        accounted = set(known.values_list("recipient__email", flat=True)) | set(self.arrived)
        return Outcome(
            emails=emails,
            lost=len({person.email for person in self.people} - accounted),
            doubled=self.arrived.total() - len(self.arrived),
            may_double=may_double,
            seconds=seconds,
        )
