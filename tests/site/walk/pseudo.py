"""A language that shows what is translated: every translated text stands in brackets."""

import re
import tomllib
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import deactivate, gettext, trans_real

from accounts.forms import COURTESY_TITLES
from accounts.models import User
from core.markdown import render
from core.zones import zone_groups
from pairs.models import AgreementVersion
from people.models import Volunteer
from programs.imports.starter_templates import STARTERS, starter
from programs.models import Chapter, Cycle
from programs.presentation import literature
from surveys.models import SurveyVersion
from tests.site.walk.markup import Element, parse
from training.models import Step

OPEN, CLOSE = "⟦", "⟧"
# Of such a length, a piece of what somebody wrote is no accident.
_LONG = 20
_SHOWN = ("aria-label", "title", "alt", "placeholder", "aria-description", "aria-roledescription")
# What the site puts between texts: the looser a separator, the earlier it is tried.
_SEPARATORS = [re.compile(part) for part in (r"·|\s[|→←]\s", r"\s–\s|—", r"[()“”]", r"[:;]", r",", r"\s-\s|[/–+&=]")]
# Where the words of a link from one chapter to another begin and end.
_LINK = re.compile(r"\[|\]\(chapter:[^)]*\)")
_LETTER = re.compile(r"[^\W\d_]")
_NO_WORDS = re.compile(
    r"[0-9a-f]{6,}…?|\S+@\S+|https?://\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)+|v\d+|sha256|SHA-256|[A-Z]{2,4}", re.ASCII
)


class _Brackets:
    """A catalogue in which every text is translated by itself in brackets."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message.split(trans_real.CONTEXT_SEPARATOR)[-1]}{CLOSE}"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)

    def to_language(self) -> str:
        return "en"


@contextmanager
def brackets() -> Iterator[None]:
    """Put every translated text of this thread in brackets."""
    gettext("Any")  # loads the real catalogue, which Django keeps as the default
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trans_real, "translation", lambda _language: _Brackets())
        try:
            yield
        finally:
            deactivate()


def untranslated(page: Element, written: "Written") -> Iterator[str]:
    """Yield the pieces of visible text that are neither in brackets nor written by people."""
    whole = _Outside()
    for element in page.walk():
        for name in _SHOWN:
            for piece in _Outside().of(element.get(name)):
                yield from written.foreign(piece)
    for text in _texts(page):
        for piece in whole.of(text):
            yield from written.foreign(piece)


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts in the order of the page; what is meant for machines stands in a typewriter's letters."""
    if element.tag in ("script", "style", "textarea", "code", "kbd") or "monospace" in element.get("class").split():
        return
    for child in element.children:
        if isinstance(child, str):
            yield " ".join(child.split())
        else:
            yield from _texts(child)
    if element.tag == "input" and element.get("type") == "submit":
        yield element.get("value")


class _Outside:
    """Finds what stands outside all brackets; a translation may go on through several elements."""

    def __init__(self) -> None:
        self._depth = 0

    def of(self, text: str) -> Iterator[str]:
        """Yield the pieces of the next text that stand outside."""
        for part in re.split(f"([{OPEN}{CLOSE}])", text):
            if part == OPEN:
                self._depth += 1
            elif part == CLOSE:
                self._depth = max(0, self._depth - 1)
            elif not self._depth:
                yield part


class Written:
    """What people have written: every text of the database, and what the site makes of names and Markdown."""

    def __init__(self) -> None:
        texts = set(_database_texts())
        texts |= {line for text in texts for line in text.splitlines()}
        texts |= {part for text in texts for part in text.split("|")}
        self._texts = {_plain(text) for text in texts}
        self._all = "\n".join(self._texts)

    def foreign(self, piece: str, separators: Sequence[re.Pattern[str]] = _SEPARATORS) -> Iterator[str]:
        """Yield what in `piece` nobody has written."""
        plain = _plain(piece)
        if not _LETTER.search(plain) or plain in self._texts or _NO_WORDS.fullmatch(piece.strip()):
            return
        if len(plain) >= _LONG and plain in self._all:
            return
        if not separators:
            yield plain
            return
        for part in separators[0].split(piece):
            yield from self.foreign(part, separators[1:])


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .·,;:()“”–-…←→×0123456789%=")


def _database_texts() -> Iterator[str]:
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if not field.choices]
        for row in model._default_manager.iterator():
            values = (getattr(row, field.attname) for field in fields)
            yield from (value for value in values if isinstance(value, str) and value)
    yield from _names()
    yield from (zone.replace("_", " ") for zone in zoneinfo.available_timezones())
    yield from (label for region, zones in zone_groups() for _zone, label in [("", region), *zones])
    yield from (zone.split("/")[-1].replace("_", " ") for zone in zoneinfo.available_timezones())
    for chapter in Chapter.objects.all():
        yield from _texts(parse(render(chapter.body)))
        yield from _LINK.split(chapter.body)
    for step in Step.objects.all():
        yield from _texts(parse(render(step.body)))
        yield from (text for choice in step.choices for text in choice.values() if isinstance(text, str))
    for version in AgreementVersion.objects.all():
        yield from (entry.heading for entry in version.entries)
    for survey in SurveyVersion.objects.all():
        yield from _strings(survey.content)
    yield from _shipped_texts()


def _strings(document: object) -> Iterator[str]:
    """Yield every text of a document of JSON or TOML."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping | list):
        for part in document.values() if isinstance(document, Mapping) else document:
            yield from _strings(part)


def _shipped_texts() -> Iterator[str]:
    """Templates, instruments and questions are texts in one language; sources are titles of publications."""
    for template in map(starter, STARTERS):
        yield from (template.name, template.summary, template.settings["purpose"], template.settings["eligibility"])
        for chapter in template.chapters:
            yield from (chapter.title, *_texts(parse(render(chapter.body))))
    sources = (each for each in vars(literature).values() if isinstance(each, literature.Source))
    yield from (text for source in sources for text in (source.short, source.full))
    for file in (settings.BASE_DIR / "surveys" / "imports").glob("*/*.toml"):
        yield from _strings(tomllib.loads(file.read_text()))


def _names() -> Iterator[str]:
    yield from COURTESY_TITLES  # stored as they are chosen
    for user in User.objects.all():
        yield from (user.display_name, user.formal_name, user.given_name, user.initials)
        yield f"{user.given_name} {user.family_name}"
    yield from (volunteer.display_name for volunteer in Volunteer.objects.all())
    yield from map(str, Cycle.objects.select_related("program"))
