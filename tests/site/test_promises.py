"""No text promises what the software does not do. Whoever builds one of these deletes its line."""

import re
from pathlib import Path

import pytest
from django.conf import settings

_NOT_BUILT = {
    "a sentence beside a ranked name": r"\bsentence on why\b|\bbeside each name\b",
    "milestones and outputs of research": r"\bmilestones?[^.]{0,40}\bworkspace\b|\boutputs? (you )?record",
    "requests for letters": r"\brequest[^.]{0,40}\bworkspace\b",
    "a bank of interview questions": r"\bquestion bank\b|\bpractice log\b",
    "a form for concerns": r"\bon this site\b[^.]{0,40}\b(phone|person)\b|\bform reaches\b",
    "an invitation to mentor at the end": r"\bwill be asked\b[^.]{0,60}\bmentor\b",
}
_SOURCES = (("templates", "*.html"), ("templates", "*.txt"), ("mentorship/demo/texts", "*.*"))


@pytest.fixture(scope="module")
def lines() -> list[tuple[str, str]]:
    """Every line that somebody may read, with its place."""
    base = Path(settings.BASE_DIR)
    return [
        (f"{path.relative_to(base)}:{number}", line)
        for folder, pattern in _SOURCES
        for path in sorted((base / folder).rglob(pattern))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
    ]


@pytest.mark.parametrize("promise", _NOT_BUILT)
def test_no_text_promises(promise: str, lines: list[tuple[str, str]]) -> None:
    words = re.compile(_NOT_BUILT[promise], re.IGNORECASE)
    assert [f"{place}: {line.strip()}" for place, line in lines if words.search(line)] == []
