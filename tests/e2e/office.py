"""The files of a school's office, as they leave its registrar and its form tool."""

import csv
import io
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

_HANDED = os.environ.get("IMPORT_CASES", "")
_CLASS = (
    ("Adeyemi", "Tola"), ("Brandt", "Lena"), ("Castellanos", "Iris"), ("Dufresne", "Émile"), ("Eriksen", "Jonas"),
    ("Fofana", "Awa"), ("García", "Noa"), ("Hakimi", "Sara"), ("Ishida", "Ren"),
)  # fmt: skip
_MENTORS = (("Nambozo", "Ruth"), ("Okoro", "Samuel"), ("Petrov", "Vera"), ("Quispe", "Luz"))


@dataclass(frozen=True, slots=True)
class Office:
    """Files on a disk.

    Attributes:
        registrar: a roster of the class, with a title row and columns that nobody needs.
        mentors: who mentors, with places and interests.
        enrolled: the same class once it has enrolled.
        answers: ranked lists, one row a student, mentors by name.
        students: how many people the roster holds.
        lists: how many lists the answers hold.
    """

    registrar: Path
    mentors: Path
    enrolled: Path
    answers: Path
    students: int
    lists: int


def office_in(folder: Path) -> Office:
    """Return the files of the school that `IMPORT_CASES` names, or else those of a small one, written to `folder`."""
    if _HANDED:
        school = Path(_HANDED) / "school"
        return Office(
            registrar=school / "A_registrar.xlsx",
            mentors=school / "J_mentors_enrolled.csv",
            enrolled=school / "K_mentees_enrolled.xlsx",
            answers=school / "R_google_forms.csv",
            students=300,
            lists=282,
        )
    return Office(
        registrar=_kept(folder / "roster.xlsx", _roster()),
        mentors=_kept(folder / "mentors.csv", _table(_mentors())),
        enrolled=_kept(folder / "enrolled.csv", _table(_enrolled())),
        answers=_kept(folder / "answers.csv", _table(_answers())),
        students=len(_CLASS),
        lists=len(_CLASS) - 1,
    )


def _kept(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _table(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _email(family_name: str, given_name: str) -> str:
    plain = str.maketrans("Éí", "Ei")
    return f"{given_name}.{family_name}@school.example".translate(plain).lower()


def _roster() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Student roster, printed 1 September 2026"])
    sheet.append([])
    sheet.append(["Student ID", "Name", "Email Address", "Class", "Enrolled On", "Remarks"])
    day = datetime(2026, 8, 15)  # noqa: DTZ001 - a cell has no zone
    for number, (family_name, given_name) in enumerate([*_CLASS, _CLASS[0]]):
        email = _email(family_name, given_name).upper() + "  "
        sheet.append([f"S{100 + number % len(_CLASS)}", f"{family_name}, {given_name}", email, "M1", day, None])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _mentors() -> list[list[str]]:
    rows = [
        ["mentor", "Dr", given_name, family_name, _email(family_name, given_name), "3", "Wilderness medicine", "yes"]
        for family_name, given_name in _MENTORS
    ]
    return [["role", "title", "given_name", "family_name", "email", "capacity", "interests", "enrolled"], *rows]


def _enrolled() -> list[list[str]]:
    rows = [
        ["mentee", given_name, family_name, _email(family_name, given_name), "yes"]
        for family_name, given_name in _CLASS
    ]
    return [["role", "given_name", "family_name", "email", "enrolled"], *rows]


def _answers() -> list[list[str]]:
    """All but the last of the class rank three mentors."""
    names = [f"Dr. {given_name} {family_name}" for family_name, given_name in _MENTORS]
    choices = [f"Rank your mentors [{choice} choice]" for choice in ("1st", "2nd", "3rd")]
    rows = [
        ["9/14/2026 13:22:05", _email(*person), " ".join(reversed(person)), *(names * 2)[at % 4 : at % 4 + 3]]
        for at, person in enumerate(_CLASS[:-1])
    ]
    return [["Timestamp", "Username", "Your full name", *choices], *rows]
