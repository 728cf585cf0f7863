"""Whatever somebody types as an address, nothing is read but a public https address, and of that only so much."""

import io
import socket
import threading
import time

import pytest

from core.fetching import MAX_BYTES, FetchError, Target, Trouble, _Answer, fetch, is_public

PUBLIC, HIDDEN = "93.184.215.14", "10.1.2.3"
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Reply:
    """What a made-up server answers."""

    def __init__(self, body: bytes = CALENDAR, *, status: int = 200, to: str = "") -> None:
        self.status, self.to = status, to
        self._body = io.BytesIO(body)

    def getheader(self, name: str) -> str | None:
        return self.to if name == "Location" else None

    def read(self, amount: int) -> bytes:
        return self._body.read(amount)

    def close(self) -> None:
        pass


class Net:
    """A made-up internet: names and answers, and what was asked of whom."""

    def __init__(self, names: dict[str, list[str]], replies: dict[str, Reply]) -> None:
        self.names, self.replies, self.asked = names, replies, list[Target]()

    def resolve(self, host: str) -> list[str]:
        return self.names.get(host, [])

    def ask(self, target: Target, _seconds: float) -> Reply:
        self.asked.append(target)
        return self.replies[f"{target.host}{target.path}"]

    def fetch(self, address: str) -> bytes:
        return fetch(address, resolve=self.resolve, ask=self.ask)


def trouble_of(net: Net, address: str) -> Trouble:
    with pytest.raises(FetchError) as error:
        net.fetch(address)
    return error.value.trouble


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:7f00:1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:53aa:64c:0:fbff:f5ff:fffe",
        "not an address",
    ],
)
def test_what_only_we_can_reach_is_not_public(ip: str) -> None:
    assert not is_public(ip)
    net = Net({"calendar.example": [PUBLIC, ip]}, {})
    assert trouble_of(net, "https://calendar.example/a.ics") == Trouble.PRIVATE
    assert not net.asked


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    net = Net({"calendar.example": [PUBLIC]}, {"calendar.example/a.ics?key=1": Reply()})
    assert net.fetch("https://calendar.example/a.ics?key=1") == CALENDAR
    assert net.asked == [Target("calendar.example", "/a.ics?key=1", PUBLIC)]
    assert is_public("2606:2800:220:1::1")


@pytest.mark.parametrize(
    "address",
    [
        "http://calendar.example/a.ics",
        "file:///etc/passwd",
        "https://calendar.example:8443/a.ics",
        "https://noor:secret@calendar.example/a.ics",
        "https:///a.ics",
        "https://calendar.example/a.ics\r\nHost: other.example",
        "https://[::1/a.ics",
        "gopher://calendar.example",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    assert trouble_of(Net({"calendar.example": [PUBLIC]}, {}), address) in (Trouble.ADDRESS, Trouble.REFUSED)


@pytest.mark.parametrize(
    ("to", "trouble"),
    [
        ("https://inside.example/a.ics", Trouble.PRIVATE),
        ("https://127.0.0.1/a.ics", Trouble.PRIVATE),
        ("http://calendar.example/a.ics", Trouble.ADDRESS),
        ("/again", Trouble.REDIRECTS),
    ],
)
def test_a_redirect_is_looked_at_again(to: str, trouble: Trouble) -> None:
    names = {"calendar.example": [PUBLIC], "inside.example": [HIDDEN], "127.0.0.1": ["127.0.0.1"]}
    replies = {
        "calendar.example/a.ics": Reply(status=302, to=to),
        "calendar.example/again": Reply(status=302, to="/again"),
    }
    net = Net(names, replies)
    assert trouble_of(net, "https://calendar.example/a.ics") == trouble
    assert {one.ip for one in net.asked} == {PUBLIC}
    assert len(net.asked) == (4 if trouble == Trouble.REDIRECTS else 1)


def test_a_file_without_end_is_let_go() -> None:
    huge = Reply(b"x" * (MAX_BYTES + 1))
    assert trouble_of(Net({"a.example": [PUBLIC]}, {"a.example/": huge}), "https://a.example") == Trouble.TOO_LARGE
    gone = Reply(status=404)
    assert trouble_of(Net({"a.example": [PUBLIC]}, {"a.example/": gone}), "https://a.example") == Trouble.REFUSED


@pytest.mark.parametrize("beginning", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_who_answers_a_byte_at_a_time_is_let_go(beginning: bytes) -> None:
    ours, theirs = socket.socketpair()
    done = threading.Event()

    def drip() -> None:
        theirs.sendall(beginning)
        while not done.wait(0.02):
            theirs.sendall(b"x")

    other_side = threading.Thread(target=drip)
    other_side.start()
    answer = _Answer(ours, until=time.monotonic() + 0.2)

    def read() -> None:
        answer.begin()
        answer.read(9999)

    try:
        with pytest.raises((FetchError, TimeoutError)):
            read()
    finally:
        done.set()
        other_side.join()
        answer.close()
        ours.close()
        theirs.close()
