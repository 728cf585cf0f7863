"""The columns of a file of ranked lists, whatever shape it has."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.folding import fold
from core.tables.columns import Column, Layout, aliases_of
from core.text import clean_line
from people.imports.asking import KNOWN_MENTEE, KNOWN_MENTOR
from people.imports.finding import Directory, Known
from people.imports.person_columns import MENTEE_COLUMNS, MENTOR_COLUMNS, PERSON_ALIASES

# Far longer than any list; a longer one is named, not cut.
MOST_CHOICES = 30
SEVERAL, LONGER = "answers_that_count", "longer_lists"
LAST, CUT = "last", "cut"
# What somebody says of the whole file or of single people; no column of a file means it.
SAID = (SEVERAL, LONGER, KNOWN_MENTEE, KNOWN_MENTOR)

_ORDINALS = (
    "first premier premiere erste erster erstes erst primera primer primero kwanza الأول الأولى",
    "second deuxieme zweite zweiter zweites zweit segunda segundo pili الثاني الثانية",
    "third troisieme dritte dritter drittes dritt tercera tercer tercero tatu الثالث الثالثة",
    "fourth quatrieme vierte vierter viert cuarta cuarto nne الرابع الرابعة",
    "fifth cinquieme funfte funfter funft quinta quinto tano الخامس الخامسة",
    "sixth sixieme sechste sechster sechst sexta sexto sita السادس السادسة",
    "seventh septieme siebte siebter siebt septima septimo saba السابع السابعة",
    "eighth huitieme achte achter acht octava octavo nane الثامن الثامنة",
    "ninth neuvieme neunte neunter neunt novena noveno tisa التاسع التاسعة",
    "tenth dixieme zehnte zehnter zehnt decima decimo kumi العاشر العاشرة",
)
_NUMBER_OF = {fold(word): number for number, words in enumerate(_ORDINALS, 1) for word in words.split()}
_CHOICE = (
    "choice|choices|pick|preference|pref|rank|ranking|option|wish|priority|choix|voeu|rang|preference|wahl|wunsch|"
    "prioritat|eleccion|opcion|preferencia|prioridad|chaguo|اختيار|الاختيار|خيار|الخيار|الرغبة|رغبة"
)
_ENDING = r"(?:st|nd|rd|th|er|ere|e|eme|a|o|\.|º|ª)?"
_NUMBERED = re.compile(
    rf"(?:^|\W)(?:(?:{_CHOICE}|mentor)\W*(?:no\W*|nr\W*|n\W*)?(\d{{1,2}})|(\d{{1,2}}){_ENDING}\W*(?:{_CHOICE}))(?:\W|$)"
)
_BARE = re.compile(rf"(\d{{1,2}}){_ENDING}|q\d+_(\d{{1,2}})")
# German writes “Erstwunsch”.
_COMPOUND = re.compile(r"\b([^\W\d_]+t)(wunsch|wahl)\b")
_WORD = re.compile(r"[^\W\d_]+")
# The part of a heading that a form tool makes of a row of a grid: in brackets at the end, or behind a dash or colon.
_ROW = re.compile(r".*\[([^\[\]]+)\]\s*|.*(?:\s[-–—]\s|:\s)(.+)", re.DOTALL)


def _is_rank(text: str) -> bool:
    return rank_in(text) > 0


def _is_no_number(text: str) -> bool:
    return not text.strip().isdigit()


def rank_in(text: str) -> int:
    """Return the rank that a cell says: “1”, “1st”, “1st choice”, “first”; 0 where it says none."""
    plain = fold(clean_line(text)).removesuffix(".0")
    numbers = re.findall(r"\d+", plain)
    if len(numbers) == 1 and len(numbers[0]) < 6 and not plain.startswith("-") and not re.search(r"\d[.,]\d", plain):
        return int(numbers[0])
    words = [_NUMBER_OF[word] for word in _WORD.findall(plain) if word in _NUMBER_OF]
    return words[0] if len(words) == 1 and not numbers else 0


def row_of_grid(heading: str) -> str:
    """Return whom a column of a grid is about: “Rank your mentors [Dr. Rosa Tanaka]” is about Dr. Rosa Tanaka."""
    found = _ROW.fullmatch(clean_line(heading))
    return (found[1] or found[2]).strip() if found else clean_line(heading)


def _choice_in(heading: str) -> int:
    """Which choice a heading asks for, as “2nd choice” or “Rank your mentors [Choice 2]”; 0 for none."""
    row, whole = row_of_grid(heading), clean_line(heading)
    for text in (row,) if whole.endswith("]") else dict.fromkeys((row, whole)):
        plain = fold(text)
        found = _NUMBERED.search(plain) or _BARE.fullmatch(plain.strip(" .:#"))
        if found:
            return int(next(group for group in found.groups() if group))
        words = _WORD.findall(_COMPOUND.sub(r"\1 \2", plain))
        ordinals = [_NUMBER_OF[word] for word in words if word in _NUMBER_OF]
        if len(ordinals) == 1 and len(words) < 8 and re.search(_CHOICE, plain):
            return ordinals[0]
    return 0


def _name_of(heading: str, mentors: Directory | None) -> str:
    if mentors is not None and mentors.is_name(row_of_grid(heading)):
        return "mentor_rank"
    choice = _choice_in(heading)
    return f"choice_{choice}" if 0 < choice <= MOST_CHOICES else ""


_CHOICES = tuple(
    Column(
        f"choice_{number}",
        _("the mentor, by address or name"),
        label=format_lazy(_("Choice {number}"), number=number),
        fits=_is_no_number,
    )
    for number in range(1, MOST_CHOICES + 1)
)
_WORDS = {
    "rank": "choice; preference; rang; position; priority; rango; prioridad; orden; nafasi; الترتيب",
    "choices": "rank your mentors; ranked mentors; your ranking; mentors in order",
    "answered_at": "timestamp; completion time; submitted at; submitted on; recorded date; recordeddate; "
    "horodateur; zeitstempel; marca temporal; muhuri wa muda; طابع زمني; submission date; date submitted",
}

LISTS = Layout(
    (
        *MENTEE_COLUMNS,
        *MENTOR_COLUMNS,
        Column("rank", _("1 for the first choice, then 2, 3 … without gaps"), label=_("Rank of this mentor")),
        *_CHOICES,
        Column("choices", _("all mentors in one cell, best first"), many=True, label=_("All choices in one cell")),
        Column(
            "mentor_rank",
            _("the mentor is in the heading, the rank in the cell"),
            label=_("Rank of the mentor in the heading"),
            fits=_is_rank,
            repeats=True,
        ),
        Column("answered_at", _("when the answer was given"), day=True, label=_("Time of the answer")),
        *(Column(name, "") for name in SAID),
    ),
    PERSON_ALIASES | aliases_of(_WORDS),
    one_of=(
        ("mentee_email", "mentee_name", "mentee_given_name"),
        ("choice_1", "mentor_email", "mentor_name", "mentor_rank", "choices"),
    ),
    pattern=partial(_name_of, mentors=None),
)


def lists_layout(mentors: Iterable[Known]) -> Layout:
    """Return the layout that also knows a grid by the mentors in its headings."""
    return replace(LISTS, pattern=partial(_name_of, mentors=Directory(mentors)))
