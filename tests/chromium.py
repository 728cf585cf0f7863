"""The Chromium that the browser tests drive.

`python -m tests.chromium` makes sure that there is one: found on the machine, else installed with apt
where we are root, else with Playwright's installer. Where none can be had it says so and succeeds.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NONE = "No Chromium on this machine: the tests marked `browser` are left out and count as skipped."


def find() -> Path | None:
    """Return the browser to drive: CHROMIUM from the environment, else the machine's, else Playwright's own."""
    if found := _on_machine():
        return found
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.is_file() else None


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """Run a headless browser that talks to nobody but the site under test."""
    browser = playwright.chromium.launch(executable_path=_on_machine(), args=list(_FLAGS))
    try:
        yield browser
    finally:
        browser.close()


def _on_machine() -> Path | None:
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, _NAMES), _ON_MACOS]
    return next((Path(path) for path in candidates if path and Path(path).is_file()), None)


def _install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # A fresh machine's lists may be old or missing; an upgrade of what is there is not wanted.
        subprocess.call(["apt-get", "update", "-qq"])
        subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"])
    if find() is None:
        subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"])


def main() -> None:
    if find() is None:
        _install()
    if find() is None:
        sys.stderr.write(f"{NONE}\n")


if __name__ == "__main__":
    main()
