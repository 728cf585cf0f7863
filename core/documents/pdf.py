"""The text of a PDF, without what repeats on every page."""

import io
import re
import sys
from collections import Counter

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError

_MAX_PAGES = 600
_PAGE_NUMBER = re.compile(r"(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"(\w)-\n(?=[a-zà-ÿ])")
# What stands at the top or the foot of so many pages, and of so large a part of them, is no text.
_PAGES_THAT_REPEAT, _PART_THAT_REPEATS = 3, 0.5
_EDGE = 2


def text_of_pdf(content: bytes, counts: Counter[str], *, protected: int) -> str:
    """Return the lines of a PDF, with an empty line between pages; page numbers and running heads are left out.

    Args:
        content: the file.
        counts: what is left out is counted here.
        protected: the status with which the process ends when the file asks for a password.
    """
    reader = PdfReader(io.BytesIO(content))
    try:
        pages = [page.extract_text().splitlines() for page in reader.pages[:_MAX_PAGES]]
        counts["pictures"] += sum(len(page.images) for page in reader.pages[:_MAX_PAGES])
    except FileNotDecryptedError:
        sys.exit(protected)
    running = _running_heads(pages)
    kept = [[line.rstrip() for line in page if not _is_furniture(line, running)] for page in pages]
    counts["page_marks"] += sum(map(len, pages)) - sum(map(len, kept)) - _blank(pages) + _blank(kept)
    return _BROKEN_WORD.sub(r"\1", "\n".join(line for page in kept for line in page))


def _blank(pages: list[list[str]]) -> int:
    return sum(not line.strip() for page in pages for line in page)


def _plain(line: str) -> str:
    return re.sub(r"\d+", "0", line).strip()


def _running_heads(pages: list[list[str]]) -> set[str]:
    seen = Counter(head for page in pages for head in {_plain(line) for line in [*page[:_EDGE], *page[-_EDGE:]]})
    least = max(_PAGES_THAT_REPEAT, len(pages) * _PART_THAT_REPEATS)
    return {line for line, times in seen.items() if line and times >= least}


def _is_furniture(line: str, running: set[str]) -> bool:
    return _plain(line) in running or bool(line.strip() and _PAGE_NUMBER.fullmatch(line.strip()))
