"""Asking an address that somebody typed, so that nobody can make us reach what only we can reach.

The name is resolved once, every address that it has must be public, and the connection goes to the address that was
looked at, not to whatever the name means a moment later (DNS rebinding). A redirect is looked at in the same way.
HTTPS alone, with the certificate checked against the name; a bound on redirects, on bytes and on time. What is posted
follows no redirect.

Source: OWASP, Server-Side Request Forgery Prevention Cheat Sheet, case 2.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

MAX_BYTES = 2_000_000
MAX_REDIRECTS = 3
_SECONDS = 20.0  # for everything
_STEP_SECONDS = 8.0  # for the next bytes of the other side
_CHUNK = 65_536
_PORTS = (None, 443)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Ways to write an IPv4 address as one of IPv6: translation (RFC 6052, 8215) and tunnels (RFC 3056, 4380).
_WRAPPED = [ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class Trouble(StrEnum):
    """Why an address was not reached."""

    ADDRESS = "address"
    PRIVATE = "private"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    REDIRECTS = "redirects"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"


class FetchError(Exception):
    """An address was not reached. The message holds nothing of the address."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Answer(Protocol):
    """What the other side answers; that of `http.client` is one."""

    status: int

    def getheader(self, name: str) -> str | None:
        """Return a header, or None where there is none."""

    def read(self, amount: int) -> bytes:
        """Return the next bytes, none at the end."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(frozen=True, slots=True)
class Target:
    """One https address, taken apart: the name, its path with the query, and the public address behind the name."""

    host: str
    path: str
    ip: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered to something that was posted: the status, and as much of the text as was asked for."""

    status: int
    body: bytes = b""


class Post(Protocol):
    """Posts to a public address; `post` is one."""

    def __call__(self, address: str, *, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Return the answer."""


Resolve = Callable[[str], Sequence[str]]
Open = Callable[[Target, float], Answer]
Send = Callable[[Target, float, bytes, Mapping[str, str]], Answer]


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public internet, in whatever way it is written."""
    try:
        address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if any(address in network for network in _WRAPPED):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolved(host: str) -> list[str]:
    """Return every IP address that a name has now.

    Raises:
        FetchError: it has none.
    """
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(Trouble.UNREACHABLE) from error
    return [str(where[0]) for *_rest, where in found]


class _Timely(io.RawIOBase):
    """What a socket receives, until an instant: who sends a byte now and then would hold us for days else."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, until: float) -> None:
        self._raw, self._sock, self._until = raw, sock, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_step(self._until))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer of which nothing is read after `until`, of its headers neither."""

    def __init__(self, sock: socket.socket, *args: Any, until: float, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Timely(self.fp.detach(), sock, until))


class _Connection(http.client.HTTPSConnection):
    """Speaks TLS with `host`, but over a socket to the address that was looked at."""

    def __init__(self, target: Target, seconds: float) -> None:
        until = time.monotonic() + seconds
        super().__init__(target.host, 443, timeout=_step(until), context=ssl.create_default_context())
        self.response_class = partial(_Answer, until=until)  # type: ignore[assignment]  # it makes one
        self._target = target

    def connect(self) -> None:
        plain = socket.create_connection((self._target.ip, 443), timeout=self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._target.host)


def opened(target: Target, seconds: float) -> Answer:
    """Ask for a target and return the answer, not yet read.

    Raises:
        FetchError: nobody answers in time, or not as HTTPS.
    """
    headers = {"User-Agent": "Mentorship (calendar)", "Accept": "text/calendar", "Accept-Encoding": "identity"}
    return _asked(target, seconds, "GET", None, headers)


def sent(target: Target, seconds: float, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post something to a target and return the answer, not yet read.

    Raises:
        FetchError: nobody answers in time, or not as HTTPS.
    """
    return _asked(target, seconds, "POST", body, {"User-Agent": "Mentorship", "Accept-Encoding": "identity", **headers})


def _asked(target: Target, seconds: float, method: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
    connection = _Connection(target, seconds)
    try:
        connection.request(method, target.path, body, dict(headers))
        return connection.getresponse()
    except TimeoutError as error:
        raise FetchError(Trouble.TOO_SLOW) from error
    except (OSError, http.client.HTTPException) as error:
        raise FetchError(Trouble.UNREACHABLE) from error


def fetch(address: str, *, resolve: Resolve = resolved, ask: Open = opened) -> bytes:
    """Return what stands at a public https address.

    Args:
        address: as somebody typed it.
        resolve: from a name to its IP addresses.
        ask: from a target to the answer.

    Raises:
        FetchError: why it was not read.
    """
    until = time.monotonic() + _SECONDS
    for _redirect in range(MAX_REDIRECTS + 1):
        answer = ask(_target(address, resolve), _left(until))
        try:
            if answer.status in _REDIRECTS:
                address = urljoin(address, answer.getheader("Location") or "")
                continue
            if answer.status != 200:
                raise FetchError(Trouble.REFUSED)
            return _body(answer, until)
        finally:
            answer.close()
    raise FetchError(Trouble.REDIRECTS)


def post(
    address: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    most: int = 0,
    resolve: Resolve = resolved,
    send: Send = sent,
) -> Reply:
    """Post `body` to a public https address and return the answer, whatever its status; a redirect is one too.

    Args:
        address: as somebody typed it.
        body: what is posted.
        headers: that go with it.
        most: how many bytes of the answer are read; its status is always told.
        resolve: from a name to its IP addresses.
        send: from a target, what is left of the time, body and headers to the answer.

    Raises:
        FetchError: nobody answered, or the address is not a public one.
    """
    until = time.monotonic() + _SECONDS
    answer = send(_target(address, resolve), _left(until), body, headers)
    try:
        return Reply(answer.status, answer.read(most) if most else b"")
    except TimeoutError as error:
        raise FetchError(Trouble.TOO_SLOW) from error
    except (OSError, http.client.HTTPException) as error:
        raise FetchError(Trouble.UNREACHABLE) from error
    finally:
        answer.close()


def has_public_form(address: str) -> bool:
    """Whether an address could be reached at all, as it is written; nobody is asked what its name means."""
    try:
        host, _path = _taken_apart(address)
        ipaddress.ip_address(host)
    except FetchError:
        return False
    except ValueError:
        return True
    return is_public(host)


def _taken_apart(address: str) -> tuple[str, str]:
    """The name and the path of an https address.

    Raises:
        FetchError: it is none, or has another port, a user or a password in it.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(Trouble.ADDRESS) from error
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    plain = path.isascii() and path.isprintable() and " " not in path
    if parts.scheme != "https" or not host or port not in _PORTS or parts.username is not None or not plain:
        raise FetchError(Trouble.ADDRESS)
    return host, path


def _target(address: str, resolve: Resolve) -> Target:
    host, path = _taken_apart(address)
    found = resolve(host)
    if not found or not all(is_public(ip) for ip in found):
        raise FetchError(Trouble.PRIVATE)
    return Target(host, path, found[0])


def _body(answer: Answer, until: float) -> bytes:
    content = bytearray()
    while True:
        _left(until)
        try:
            chunk = answer.read(_CHUNK)
        except TimeoutError as error:
            raise FetchError(Trouble.TOO_SLOW) from error
        except (OSError, http.client.HTTPException) as error:
            raise FetchError(Trouble.UNREACHABLE) from error
        if not chunk:
            return bytes(content)
        content += chunk
        if len(content) > MAX_BYTES:
            raise FetchError(Trouble.TOO_LARGE)


def _left(until: float) -> float:
    """The seconds that are left for everything."""
    left = until - time.monotonic()
    if left <= 0:
        raise FetchError(Trouble.TOO_SLOW)
    return left


def _step(until: float) -> float:
    """The seconds that one more step may take."""
    return min(_left(until), _STEP_SECONDS)
