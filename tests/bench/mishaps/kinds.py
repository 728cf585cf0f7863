"""The mishaps. Each happens while workers are at it, and returns how many emails may arrive twice because of it."""

import time
from collections import Counter
from collections.abc import Callable

from django.db import connection

from notifications.models import Message
from tests import smtp
from tests.bench.mishaps.play import THREADS, Play

_KILLS = 3
_FINE = "250 fine"


def _worker_killed(play: Play) -> int:
    for number in range(_KILLS):
        play.wait_for(0.2 * (number + 1))
        play.workers[0].kill()
        play.workers[0] = play.stage.start_worker("worker 0")
    return _KILLS * THREADS


def _broker_wiped(play: Play) -> int:
    play.wait_for(0.3)
    play.broker.kill()
    time.sleep(2)
    play.broker = play.stage.start_broker()
    return 0


def _beats_doubled(play: Play) -> int:
    """Three of them, of which the one that ticks is killed; a fourth worker more, too."""
    others = [play.stage.start_beat(f"beat {number}") for number in range(2)]
    more = play.stage.start_worker("worker 2")
    play.wait_for(0.5)
    play.beat.kill()
    play.wait_for(1)
    more.stop()
    others[1].stop()
    play.beat = others[0]
    return 0


def _database_stopped(play: Play) -> int:
    play.wait_for(0.3)
    play.stage.postgres.stop()
    time.sleep(3)
    play.stage.postgres.start()
    connection.close()  # ours was cut off, too
    return len(play.workers) * THREADS


def _server_hangs(play: Play) -> int:
    """Neither greeting nor sender is answered for a while."""
    play.wait_for(0.3)
    play.desk.greeting = smtp.HANG
    play.desk.on_sender = lambda _address: smtp.HANG
    time.sleep(12)
    play.desk.greeting, play.desk.on_sender = "220 here", lambda _address: _FINE
    return 0


def _server_refuses(play: Play) -> int:
    """Addresses and emails, for good."""
    play.desk.on_recipient = lambda address: "550 no such user" if address.startswith("7") else _FINE
    play.desk.on_email = lambda address: "554 spam" if address.startswith("8") else play.take(address)
    play.wait_for(0.5)
    return 0


def _server_is_slow(play: Play) -> int:
    def slowly(address: str) -> str:
        time.sleep(0.1)
        return play.take(address)

    play.desk.on_email = slowly
    play.wait_for(1)
    return 0


def _server_hangs_up_after_data(play: Play) -> int:
    """It takes the first email to every fiftieth address, and says nothing: whoever sent it cannot know."""
    some = [f"{number}@haldenlake.example" for number in range(0, len(play.people), 50)]

    def hang_up(address: str) -> str:
        return play.take(address, smtp.HANG_UP if address in some and not play.times_taken(address) else _FINE)

    play.desk.on_email = hang_up
    play.wait_for(1)
    return len(some)


def _server_limits_the_rate(play: Play) -> int:
    """It has enough of a connection after ten emails, and of some addresses the first time."""
    asked: Counter[str] = Counter()

    def limited(address: str) -> str:
        asked[address] += 1
        if address.startswith("9") and asked[address] == 1:
            return "450 4.7.1 too fast"
        return "421 4.7.0 too many" if asked.total() % 10 == 0 else _FINE

    play.desk.on_recipient = limited
    play.wait_for(0.5)
    return 0


def _some_poisoned_and_one_slow(play: Play) -> int:
    """One mailbox hangs, and one message in a hundred is of no known kind: the others do not wait for them."""
    Message.objects.filter(pk__endswith="77").update(event="unheard of")
    play.desk.on_recipient = lambda address: smtp.HANG if address == "5@haldenlake.example" else _FINE
    play.wait_for(0.9)
    return 0


MISHAPS: dict[str, Callable[[Play], int]] = {
    "a worker is killed three times": _worker_killed,
    "the broker is killed and wiped": _broker_wiped,
    "three beats, and the one that ticks is killed": _beats_doubled,
    "the database stops and comes back": _database_stopped,
    "the mail server hangs": _server_hangs,
    "it refuses addresses and emails": _server_refuses,
    "it is slow": _server_is_slow,
    "it hangs up after taking an email": _server_hangs_up_after_data,
    "it limits the rate": _server_limits_the_rate,
    "a mailbox hangs, some messages are poison": _some_poisoned_and_one_slow,
}
