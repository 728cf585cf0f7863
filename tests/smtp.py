"""A mail server for tests, in threads on 127.0.0.1. It can hang, refuse, put off and hang up."""

import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Lock, Thread

# An answer of the server, or one of these instead.
HANG = "hang"  # say nothing until the test is over
HANG_UP = "hang up"
_FINE = "250 fine"


class MailServer:
    """What it is to do, and what it has received.

    Attributes:
        greeting, on_sender, on_recipient, on_email: answers, or `HANG` or `HANG_UP`; the last three by address.
        keeps: whether it keeps the emails.
        emails: received, in this order.
        connections: how many were opened.
    """

    def __init__(self) -> None:
        self.greeting = "220 here"
        self.on_sender: Callable[[str], str] = lambda _address: _FINE
        self.on_recipient: Callable[[str], str] = lambda _address: _FINE
        self.on_email: Callable[[str], str] = lambda _address: _FINE
        self.keeps = True
        self.emails: list[EmailMessage] = []
        self.connections = 0
        self.over = Event()
        self.lock = Lock()

    @property
    def recipients(self) -> list[str]:
        """To whom emails came."""
        return [str(email["To"]) for email in self.emails]


class _HungUp(Exception):
    pass


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Listener"

    def handle(self) -> None:
        self.desk = self.server.desk
        with self.desk.lock:
            self.desk.connections += 1
        try:
            self._say(self.desk.greeting)
            while line := self.rfile.readline().decode().strip():
                self._answer(line)
        except (_HungUp, OSError):
            pass

    def _say(self, answer: str) -> bool:
        if answer == HANG:
            self.desk.over.wait()
            raise _HungUp
        if answer == HANG_UP:
            raise _HungUp
        self.wfile.write(f"{answer}\r\n".encode())
        if answer.startswith("421"):
            raise _HungUp
        return answer.startswith("2")

    def _answer(self, line: str) -> None:
        verb, address = line[:4].upper(), line.partition("<")[2].partition(">")[0]
        if verb == "MAIL":
            self._say(self.desk.on_sender(address))
        elif verb == "RCPT":
            self.recipient = address
            self._say(self.desk.on_recipient(address))
        elif verb == "DATA":
            self._take_email()
        elif verb == "QUIT":
            self._say("221 bye")
            raise _HungUp
        else:
            self._say(_FINE)

    def _take_email(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if self._say(self.desk.on_email(self.recipient)) and self.desk.keeps:
            email = message_from_bytes(b"".join(lines), _class=EmailMessage, policy=policy.default)
            with self.desk.lock:
                self.desk.emails.append(email)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, desk: MailServer) -> None:
        self.desk = desk
        super().__init__(("127.0.0.1", 0), _Conversation)


@contextmanager
def mail_server() -> Iterator[tuple[MailServer, int]]:
    """A running server and its port."""
    desk = MailServer()
    with _Listener(desk) as listener:
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield desk, int(listener.server_address[1])
        finally:
            desk.over.set()
            listener.shutdown()
            thread.join()
