"""Makes the stylesheets of the parts in `static/css`, for phone browsers from 2021 on.

One is for every page. After it come `work.css` on the pages where staff work through lists and files, which nobody
loads over a slow network, `pair.css` on those of people who meet: the workspace, finding a time, the calendar,
`report.css` on those with figures, and `survey.css` on those that ask for answers on a scale.

The parts are written in cascade layers. Browsers before 2022 skip whatever stands in a layer, so the layers are
taken off again: the parts come in the order of the layers, and no rule needs a layer to win over an earlier one
(a browser test compares both forms).
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from lightningcss import bundle_css

_FOLDER = settings.BASE_DIR / "static" / "css"
SITE, WORK, PAIR = "css/site.css", "css/work.css", "css/pair.css"
REPORT, SURVEY = "css/report.css", "css/survey.css"
SOURCES = {
    SITE: _FOLDER / "main.css",
    WORK: _FOLDER / "work.css",
    PAIR: _FOLDER / "pair.css",
    REPORT: _FOLDER / "report.css",
    SURVEY: _FOLDER / "survey.css",
}
# `light-dark()`, `inset` and the like are rewritten for these; container queries and `:has()` only ever refine.
# Safari 14 knows all that matters; asking for it would mirror corners by language instead of by direction.
BROWSERS = ["chrome >= 90", "firefox >= 88", "ios_saf >= 15", "safari >= 15", "samsung >= 15"]
_LAYER = re.compile(r"@layer [\w, ]+([{;])")


def build(name: str) -> str:
    """Return one minified stylesheet, a key of `SOURCES`."""
    return without_layers(bundle_css(str(SOURCES[name]), browsers_list=BROWSERS))


def without_layers(css: str) -> str:
    """Return minified `css` with the rules of every `@layer` in the same place, but in no layer."""
    kept, rest = [], css
    while found := _LAYER.search(rest):
        kept.append(rest[: found.start()])
        rest = rest[found.end() :]
        if found[1] == "{":
            end = _end_of_block(rest)
            kept.append(rest[:end])
            rest = rest[end + 1 :]
    return "".join(kept) + rest


def _end_of_block(css: str) -> int:
    """Return the index of the brace that closes the block in which `css` begins."""
    depth = 1
    for brace in re.finditer("[{}]", css):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    raise ValueError("The stylesheet ends inside a layer.")


class StylesheetFinder(BaseFinder):
    """Offers the stylesheets to Django's static files, built anew when a part has changed."""

    storage = FileSystemStorage(location=settings.DATA_DIR / "stylesheet")

    def check(self, **_kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        if path not in SOURCES:
            return []
        return [self._built(path)] if find_all else self._built(path)

    def list(self, _ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in SOURCES:
            self._built(name)
            yield name, self.storage

    def _built(self, name: str) -> str:
        target = Path(self.storage.path(name))
        parts = [Path(__file__), *_FOLDER.rglob("*.css")]
        newest = max(part.stat().st_mtime for part in parts)
        if not target.exists() or target.stat().st_mtime < newest:
            _replace(target, build(name))
        return str(target)


def _replace(target: Path, text: str) -> None:
    """Write `text` so that another process sees the old file or the new one, never half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)
