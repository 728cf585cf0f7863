"""`make screenshots`: renew the pictures of README and manual from the running demo school.

`python -m tests.screenshots --all FOLDER` takes every kind of page that somebody of each role can reach,
at 390 and 1280 pixels, in light and dark, for looking at.
"""

import argparse
import base64
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from mentorship.demo.cast import DOMAIN
from tests import chromium

_PICTURES = Path(__file__).resolve().parents[1] / "docs" / "images"
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_WIDTHS = (390, 1280)
# Files, pages of libraries, and the address that ends the visit.
_NOT_LOOKED_AT = re.compile(r"\.\w+$|^/manage/|^/account/logout/")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who looks at the site.

    Attributes:
        name: begins the names of the files.
        slug: who of the demo cast it is; empty for one who is not signed in.
        active_role: words of the role to switch to; empty for the first.
    """

    name: str
    slug: str = ""
    active_role: str = ""


_STUDENT = Visitor("student", "noor-haddad-quist")
_RANKING = Visitor("student-ranking", "zainab-rowe")
_PROPOSING = Visitor("coordinator-proposing", "dana-whitlow", "Onward")
_COORDINATOR = Visitor("coordinator", "dana-whitlow", "Compass")
_VISITORS = (
    Visitor("visitor"),
    _STUDENT,
    _RANKING,
    Visitor("mentor", "ruth-nambozo-hale"),
    Visitor("mentor-of-circle", "josette-arsenault-kay", "Circles"),
    _COORDINATOR,
    _PROPOSING,
    Visitor("coordinator-ranking", "benedicta-okello-farr", "Research Bridge"),
    Visitor("admin", "marguerite-olander-dube"),
    Visitor("safeguarding", "yasmin-corriveau-tate"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the README or the manual.

    Attributes:
        visitor: who sees it.
        links: the words of the links that lead there from the visitor's home.
        upload: a file that is chosen there, so that the picture shows what comes next.
        choices: label of a field and what is chosen in it, before `button` is pressed.
        button: leads on from there.
    """

    visitor: Visitor
    links: tuple[str, ...] = ()
    upload: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    button: str = ""


_CLASS_LIST = """Class list of year 1, printed 14 July
;;;;
Student;Uni mail;Yr;Would like to talk about;Remarks
Benkhadra-Olsen, Amira;a.benkhadra-olsen@haldenlake.example;Year 1;cardio, Global health;
Petrescu-Lim, Jonah;j.petrescu-lim@haldenlake.example;Year 1;Surgery;prefers video
OYELARAN, Ravi;r.oyelaran@haldenlake.example;Year 1;global helth, Surgery;
"""
_IMPORT = ("People", "Import people")

_PICTURES_TAKEN = {
    "home": Picture(_STUDENT),
    "ranking": Picture(_RANKING, ("Mentors",)),
    "round": Picture(_PROPOSING, ("Rounds", "Main round")),
    "people": Picture(_COORDINATOR, ("People",)),
    "person": Picture(_COORDINATOR, ("People", "Bowen Abernathy-Stone")),
    "import-columns": Picture(_COORDINATOR, _IMPORT, _CLASS_LIST),
    "import-preview": Picture(
        _COORDINATOR, _IMPORT, _CLASS_LIST, (("Mentee or mentor", "Mentee"),), "See what would change"
    ),
}


def main() -> int:
    """Take the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="take every page into this folder instead")
    folder: Path | None = parser.parse_args().all
    if chromium.find() is None:
        sys.stderr.write("There is no Chromium on this machine: install it, or name one in CHROMIUM.\n")
        return 1
    with _demo_school() as site, sync_playwright() as playwright, chromium.launched(playwright) as browser:
        if folder is None:
            _renew(browser, site)
        else:
            _take_all(browser, site, folder)
    return 0


@contextmanager
def _demo_school() -> Iterator[str]:
    """The demo school as `make run` starts it, in a temporary folder; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="mentorship-pictures-") as var:
        command = [sys.executable, "-m", "mentorship.supervisor", "--port", port, "--var", var, "--stop-with-parent"]
        elsewhere = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DATA_DIR")
        environment = {name: value for name, value in os.environ.items() if name not in elsewhere} | {"DEMO": "1"}
        school = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert school.stdout is not None
            if not any("is open at" in line for line in school.stdout):
                raise SystemExit("The demo school did not start; the reason stands above.")
            yield f"http://localhost:{port}"
        finally:
            school.send_signal(signal.SIGTERM)
            school.wait()


def _renew(browser: Browser, site: str) -> None:
    _PICTURES.mkdir(parents=True, exist_ok=True)
    for name, picture in _PICTURES_TAKEN.items():
        page = _enter(browser, site, picture.visitor)
        for link in picture.links:
            page.get_by_role("link", name=link, exact=True).first.click()
            page.wait_for_load_state()
        _lead_on(page, picture)
        path = _PICTURES / f"{name}.webp"
        path.write_bytes(_webp(page))
        sys.stdout.write(f"{path.relative_to(_PICTURES.parents[1])}  {path.stat().st_size / 1000:.0f} kB\n")
        page.context.close()


def _lead_on(page: Page, picture: Picture) -> None:
    """Choose the file of a picture, and what is chosen on the page that follows."""
    if picture.upload:
        content = {"name": "Class list.csv", "mimeType": "text/csv", "buffer": picture.upload.encode()}
        page.locator("input[type=file]").set_input_files(content)  # type: ignore[arg-type]
        page.get_by_role("button", name="Check the file").click()
        page.wait_for_load_state()
    for label, choice in picture.choices:
        page.get_by_label(label, exact=True).last.select_option(label=choice)
    if picture.button:
        page.get_by_role("button", name=picture.button).click()
        page.wait_for_load_state()


def _webp(page: Page) -> bytes:
    """What the window shows, as WebP, which Playwright's own method does not offer."""
    answer = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 80})
    return base64.b64decode(answer["data"])


def _take_all(browser: Browser, site: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for visitor in _VISITORS:
        page = _enter(browser, site, visitor)
        number = count(1)
        for path in _walk(page, site):
            name = f"{visitor.name}-{next(number):02}{_shape(path).replace('/', '-').rstrip('-')}"
            for width in _WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for scheme in _SCHEMES:
                    page.emulate_media(color_scheme=scheme)
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        sys.stdout.write(f"{visitor.name}: {next(number) - 1} pages\n")
        sys.stdout.flush()
        page.context.close()


def _enter(browser: Browser, site: str, visitor: Visitor) -> Page:
    """A window on the visitor's home; one who is not signed in begins where visitors arrive."""
    page = browser.new_context(viewport={"width": 1280, "height": 860}, device_scale_factor=1).new_page()
    page.goto(f"{site}/demo/")
    if visitor.slug:
        page.locator(f"form:has(input[value='{visitor.slug}@{DOMAIN}']) button").click()
    if visitor.active_role:
        button = page.locator("button[name=active_role]", has_text=visitor.active_role)
        if button.count():  # else it is the active one already
            with page.expect_navigation():
                button.first.evaluate("button => button.form.requestSubmit(button)")
    return page


def _walk(page: Page, site: str) -> Iterator[str]:
    """Open one page of each kind that links lead to, nearest first, and one that is not there; yield their paths."""
    paths = deque([urlsplit(page.url).path, "/no-such-page/"])
    seen: set[str] = set()
    while paths:
        path = paths.popleft()
        if _shape(path) not in seen and not _NOT_LOOKED_AT.search(path):
            seen.add(_shape(path))
            page.goto(site + path)
            paths += _links(page)
            yield path


def _links(page: Page) -> list[str]:
    """The paths of this site that the page links to, in its order."""
    found: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
    here = urlsplit(page.url)
    targets = [urlsplit(urldefrag(urljoin(page.url, link)).url) for link in found]
    return [target.path for target in targets if target.netloc == here.netloc]


def _shape(path: str) -> str:
    """The path without what tells one record, program or chapter from another."""
    path = re.sub(r"(?<=^/programs/)(?!new/)[\w-]+(?=/)", "x", path)
    path = re.sub(r"(?<=/handbook/)(?!print|search|edit|acknowledgements)[\w-]+(?=/)", "x", path)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "x", path)


if __name__ == "__main__":
    sys.exit(main())
