"""Answers for researchers: of those alone who consented, without names, with shifted dates; one seed, one file."""

import io
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.tables.cells import csv_file
from core.text import clean_line
from programs.models import Program
from reports.errors import TooFewConsented
from reports.models import OutcomeRelease
from reports.queries.answered import Answered, answered_in, instruments_in, kinds_of_people, own_questions_in, scored
from reports.queries.consented import (
    CONSENT,
    Willing,
    answered_on,
    cells_of,
    parts_of,
    question_may_leave,
    score_may_leave,
    traits_that_may_leave,
    willing_of,
)
from surveys.models import Wave
from surveys.models.instruments import Instrument

_MOST_DAYS = 180


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of answers: its name, where its value is in a response, and its words and values for the codebook."""

    name: str
    question: str
    row: str
    words: Sequence[str]


def research_zip(release: OutcomeRelease, instruments: Mapping[str, Instrument], *, seed: int) -> bytes:
    """Return answers, codebook and note as one file.

    Args:
        release: with wave, version, survey, and cycle with program and institution.
        instruments: by their slug.
        seed: of the pseudonyms, the order and the days by which dates are shifted.

    Raises:
        TooFewConsented: the file, or what was released less the file, would tell of somebody.
    """
    wave, least = release.wave, release.outcomes["least"]
    answered = answered_in(wave)
    willing = willing_of(answered)
    if not willing.may_leave(least=least):
        raise TooFewConsented(_("Too few consented, or too few did not, for a file that tells of nobody."))
    kinds = kinds_of_people(wave.cycle, answered, until=wave.closes_at)
    traits = traits_that_may_leave(kinds, willing, least=least)
    cells = cells_of(kinds, traits, willing)
    columns = _columns(release, answered, willing, kinds, cells, instruments)
    rows = _rows(release, answered, willing, kinds, traits, columns, seed)
    header = ["id", "answered_on", *traits, *(column.name for column in columns)]
    book = [[column.name, clean_line(column.words[0]), "; ".join(column.words[1:])] for column in columns]
    return _packed(
        {
            "answers.csv": csv_file(header, rows),
            "codebook.csv": csv_file(["column", "question", "values"], [*_fixed(traits), *book]),
            "README.md": _note(wave.cycle.program, release, len(rows), seed).encode(),
        }
    )


def _columns(
    release: OutcomeRelease, answered: Answered, willing: Willing, kinds: Mapping[str, Mapping[int, str]],
    cells: Collection[Set[int]], instruments: Mapping[str, Instrument],
) -> list[_Column]:  # fmt: skip
    """The items and choices that can leave; what would tell of somebody who did not consent stays."""
    wave, least = release.wave, release.outcomes["least"]
    released = {score["key"]: score["by"] for score in release.outcomes["scores"]}
    found = []
    for instrument in instruments_in(wave, instruments):
        fits = True
        for score in instrument.scores:
            numbers = scored(answered, instrument, score)
            groups = [
                {person for person in numbers if kinds[name].get(person, "") in group["kinds"]}
                for name, parts in released.get(f"{instrument.slug}-{score.key}", {}).items()
                for group in parts
            ]
            fits &= score_may_leave(numbers, groups, cells, willing, score, least=least)
        found += [_Column(*part) for part in parts_of(instrument)] if fits else []
    for question in own_questions_in(wave):
        if question["key"] != CONSENT and question_may_leave(question, answered, willing, least=least):
            texts = [f"{each['value']} = {next(iter(each['text'].values()), '')}" for each in question["options"]]
            words = [next(iter(question["text"].values()), ""), *texts]
            found.append(_Column(question["key"], question["key"], "", words))
    return found


def _rows(
    release: OutcomeRelease, answered: Answered, willing: Willing, kinds: Mapping[str, Mapping[int, str]],
    traits: Sequence[str], columns: Sequence[_Column], seed: int,
) -> list[list[object]]:  # fmt: skip
    wave = release.wave
    days = answered_on(wave, willing.people)
    rows: list[list[object]] = []
    for person in willing.people:
        known = [kinds[trait].get(person, "") for trait in traits]
        name = _digest("names", wave, seed, person)[:16]
        shift = timedelta(days=int(_digest("days", wave, seed, person)[:8], 16) % (2 * _MOST_DAYS + 1) - _MOST_DAYS)
        rows.append([name, days[person] + shift, *known, *(_value(answered, person, each) for each in columns)])
    return sorted(rows, key=lambda row: str(row[0]))


def _digest(of: str, wave: Wave, seed: int, person: int) -> str:
    """What nobody can make who has not the secret of the site."""
    return salted_hmac(f"reports.research.{of}", f"{wave.pk}:{seed}:{person}", algorithm="sha256").hexdigest()


def _value(answered: Answered, person: int, column: _Column) -> object:
    given = answered.answers[person].get(column.question, "")
    if column.row:
        return given.get(column.row, "") if isinstance(given, Mapping) else ""
    return given if isinstance(given, str) else ""


def _fixed(traits: Sequence[str]) -> list[list[str]]:
    words = {
        "role": _("In which role they were asked"),
        "origin": _("How their pairs came about"),
        "format": _("In which format they meet"),
    }
    named = [["id", _("Pseudonym, another one with another seed"), ""]]
    named.append(["answered_on", _("Day, shifted for each person by up to %(n)s days") % {"n": _MOST_DAYS}, ""])
    return [*named, *([trait, words[trait], ""] for trait in traits)]


def _note(program: Program, release: OutcomeRelease, number: int, seed: int) -> str:
    survey = release.wave.version
    lines = [
        f"# {clean_line(str(survey.survey.name))}, {clean_line(str(release.wave.cycle))}",
        "",
        _("%(n)s people, survey version %(version)s, seed %(seed)s, of %(school)s.")
        % {"n": number, "version": survey.number, "seed": seed, "school": clean_line(program.institution.name)},
        "",
        f"## {_('Data protection')}",
        "",
        _("- Everybody in this file said yes when asked whether researchers may use their answers to this survey."),
        _("- Names, addresses and texts are not in it. Only the site’s secret key turns pseudonyms back."),
        _("- Dates are shifted for each person. Groups of fewer than %(k)s are not told apart.")
        % {"k": release.outcomes["least"]},
        _("- Questions are left out whose figures, less this file, would tell of somebody who did not consent."),
        _("- Ask your ethics board before you use it, do not try to find out who somebody is, and do not pass it on."),
        _("- The same seed gives the same file."),
    ]
    return "\n".join(lines) + "\n"


def _packed(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP in which no clock leaves a trace."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, compress_type=ZIP_DEFLATED)
    return packed.getvalue()
