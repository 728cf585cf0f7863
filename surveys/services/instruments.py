"""Which instruments a school has, which of them its surveys may use, and whether a survey asks them as they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from programs.models import Institution
from surveys.errors import InstrumentThere, TermsNotAccepted
from surveys.imports.instrument_files import read_instrument, shipped_files, shipped_instruments
from surveys.models import SchoolInstrument
from surveys.models.content import Block, Content
from surveys.models.content_check import ContentProblem
from surveys.models.instruments import Instrument
from surveys.presentation.instrument_blocks import block_of


@dataclass(frozen=True, slots=True)
class HeldInstrument:
    """An instrument at a school.

    Attributes:
        instrument: what it asks and how it is scored.
        on: whether the school's surveys may use it.
        file: as it was read.
        decided: what the school has decided about it; None while nothing.
    """

    instrument: Instrument
    on: bool
    file: str
    decided: SchoolInstrument | None

    @property
    def is_own(self) -> bool:
        """Whether the school has brought it."""
        return self.decided is not None and bool(self.decided.file)


def instruments_of(school: Institution) -> dict[str, HeldInstrument]:
    """Return slug → instrument of all that a school can see, used or not, by name. One query."""
    rows = {row.slug: row for row in SchoolInstrument.objects.filter(institution=school).select_related("accepted_by")}
    files = dict(shipped_files()) | {slug: row.file for slug, row in rows.items() if row.file}
    held = []
    for slug, file in files.items():
        row = rows.get(slug)
        instrument = read_instrument(file) if row and row.file else shipped_instruments()[slug]
        held.append(HeldInstrument(instrument, row.on if row else instrument.on, file, row))
    return {each.instrument.slug: each for each in sorted(held, key=lambda each: each.instrument.name)}


@transaction.atomic
def switch_on(school: Institution, instrument: Instrument, *, accepted: bool, by: User, now: datetime) -> None:
    """Let the school's surveys use an instrument.

    Args:
        school: whose surveys.
        instrument: one of the school's.
        accepted: whether `by` has accepted its terms for the school; without terms it does not matter.
        by: who switches it on.
        now: the instant.

    Raises:
        TermsNotAccepted: it has terms, and they are not accepted.
    """
    if not instrument.terms:
        SchoolInstrument.objects.update_or_create(institution=school, slug=instrument.slug, defaults={"on": True})
        return
    if not accepted:
        raise TermsNotAccepted(_("Read the terms, and check the box if your school accepts them."), field="accepted")
    SchoolInstrument.objects.update_or_create(
        institution=school, slug=instrument.slug, defaults={"on": True, "accepted_by": by, "accepted_at": now}
    )


def switch_off(school: Institution, instrument: Instrument) -> None:
    """Keep new versions of surveys from using an instrument; those that people answer stay as they are."""
    SchoolInstrument.objects.update_or_create(institution=school, slug=instrument.slug, defaults={"on": False})


@transaction.atomic
def add_instrument(school: Institution, file: str) -> Instrument:
    """Keep an instrument that the school has brought. It is off until somebody switches it on.

    Args:
        school: whose it is.
        file: as `imports/instrument_files.py` says.

    Raises:
        InstrumentRefused: the file is none.
        InstrumentThere: there is one of this name, of the school's or of the software's.
    """
    instrument = read_instrument(file)
    Institution.objects.select_for_update(no_key=True).get(pk=school.pk)
    if instrument.slug in instruments_of(school):
        raise InstrumentThere(
            _("There is an instrument “%(slug)s” already. Give this one another slug.") % {"slug": instrument.slug},
            field="file",
        )
    SchoolInstrument.objects.create(institution=school, slug=instrument.slug, on=False, file=file)
    return instrument


def instrument_problems(school: Institution, content: Content) -> Iterator[ContentProblem]:
    """Yield which parts of a survey name an instrument that may not be used, or ask it in other words than its own."""
    named = [(number, block) for number, block in enumerate(content["blocks"], 1) if block["instrument"]]
    held = instruments_of(school) if named else {}
    for number, block in named:
        if message := _problem(block, held, content["languages"]):
            yield ContentProblem(_("Part %(n)d") % {"n": number}, message, block["key"])


def _problem(block: Block, held: Mapping[str, HeldInstrument], languages: list[str]) -> str:
    found = held.get(block["instrument"])
    if found is None:
        return _("Your school has no instrument “%(slug)s”.") % {"slug": block["instrument"]}
    if not found.on:
        return _("“%(name)s” is off. An administrator can switch it on in the school’s settings.") % {
            "name": found.instrument.name
        }
    common = [language for language in languages if language in found.instrument.languages]
    if [_asked(block, language) for language in common] != [
        _asked(block_of(found.instrument, common), language) for language in common
    ]:
        return _(
            "“%(name)s” is asked in other words here, so its score would mean nothing. Take the part out and in again."
        ) % {"name": found.instrument.name}
    return ""


def _asked(block: Block, language: str) -> list[object]:
    """What people read and choose from in one language."""
    return [
        (
            question["key"],
            question["kind"],
            question["text"].get(language),
            [(option["value"], option["text"].get(language)) for option in question["options"]],
            [(row["key"], row["text"].get(language)) for row in question["rows"]],
        )
        for question in block["questions"]
    ]
