"""python -m tests.bench.server SECONDS CLIENTS: one process of the real web server, on a school that is loaded.

Each client asks for the home of one person after another, as fast as it is answered: first homes alone, then one change
of quiet hours after nine homes.
"""

import http.client
import itertools
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import django
from django.conf import settings
from django.urls import reverse

from mentorship.supervisor import parts
from mentorship.supervisor.group import ProcessGroup
from tests.postgres import free_port

_PEOPLE = 200  # of each side, whose homes are asked for
_HOMES_FOR_A_CHANGE = 9


class Client:
    """Somebody with a browser that keeps its connection.

    Attributes:
        seconds: of each answer, from the request to its last byte.
        errors: what was answered otherwise than asked.
    """

    def __init__(self, port: int, cookies: Iterator[str], *, changes: bool) -> None:
        self._connection = http.client.HTTPConnection("localhost", port, timeout=30)
        self._cookies, self._changes = cookies, changes
        self.seconds: list[float] = []
        self.errors: list[str] = []

    def ask_until(self, deadline: float) -> None:
        """Read homes, and change quiet hours where wanted, until that moment of the clock."""
        for step in itertools.count(1):
            if time.perf_counter() > deadline:
                return
            cookie = next(self._cookies)
            try:
                self._answer("GET", reverse("home"), cookie)
                if self._changes and step % _HOMES_FOR_A_CHANGE == 0:
                    self._change(cookie)
            except (OSError, http.client.HTTPException) as error:
                self.errors.append(repr(error))
                self._connection.close()

    def _change(self, cookie: str) -> None:
        from tests.site.walk.forms import forms_of
        from tests.site.walk.markup import parse

        url = reverse("notifications:edit-preferences")
        page, token = self._answer("GET", url, cookie)
        form = next(form for form in forms_of(parse(page.decode()), url) if "quiet_from" in dict(form.fields))
        fields = [(name, "21:30" if name == "quiet_from" else value) for name, value in form.fields]
        self._answer("POST", form.action, f"{cookie}; {token}", urlencode(fields), expected=302)

    def _answer(
        self, method: str, url: str, cookie: str, body: str | None = None, *, expected: int = 200
    ) -> tuple[bytes, str]:
        """Return the page and the cookie that came with it."""
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        begun = time.perf_counter()
        self._connection.request(method, url, body, headers)
        response = self._connection.getresponse()
        page = response.read()
        self.seconds.append(time.perf_counter() - begun)
        if response.status != expected:
            self.errors.append(f"{method} {url}: {response.status}")
        return page, (response.getheader("Set-Cookie") or "").partition(";")[0]


def main() -> None:
    """Start the server, ask, and print a line for each mixture."""
    seconds, clients = float(sys.argv[1]), int(sys.argv[2])
    django.setup()
    cookies, port = itertools.cycle(_signed_in()), free_port()
    environment = os.environ | {"GRANIAN_WORKERS": "1"}
    with tempfile.TemporaryDirectory() as logs, ProcessGroup(logs=Path(logs), environment=environment) as group:
        group.start(parts.web(port))
        while not parts.web_answers(port):
            group.check()
            time.sleep(0.1)
        sys.stdout.write(
            f"{'one process, ' + str(clients) + ' clients':30}{'per s':>9}{'p50 ms':>9}{'p95 ms':>9}{'errors':>9}\n"
        )
        for name, changes in (("homes", False), ("one change in ten", True)):
            _line(name, [Client(port, cookies, changes=changes) for _ in range(clients)], seconds)


def _signed_in() -> list[str]:
    """Return the cookie of each person's session."""
    from django.test import Client as Browser

    from accounts.models import User

    cookies = []
    for side in ("enrollments", "participations"):
        for user in User.objects.filter(is_active=True, **{f"{side}__isnull": False}).distinct()[:_PEOPLE]:
            browser = Browser(SERVER_NAME="localhost")
            browser.force_login(user)
            cookies.append(f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}")
    return cookies


def _line(name: str, clients: list[Client], seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    threads = [threading.Thread(target=client.ask_until, args=[deadline]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = sorted(taken for client in clients for taken in client.seconds)
    errors = [error for client in clients for error in client.errors]
    middle, late = (statistics.quantiles(taken, n=100)[at] * 1000 for at in (49, 94))
    sys.stdout.write(f"{name:30}{len(taken) / seconds:9.1f}{middle:9.0f}{late:9.0f}{len(errors):9d}\n")
    for error in sorted(set(errors))[:5]:
        sys.stdout.write(f"  {error}\n")


if __name__ == "__main__":
    main()
