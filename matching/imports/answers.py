"""A table of lists in whatever shape, as one answer for each mentee: long, wide, a grid, or all in one cell."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.addresses import same_address
from core.tables.columns import repeated_name
from core.tables.mapped import SEPARATOR
from core.tables.table import Table
from matching.imports.columns import MOST_CHOICES, row_of_grid
from people.imports.finding import name_key

_GRID = repeated_name("mentor_rank", "")


@dataclass(frozen=True, slots=True)
class Wish:
    """A mentor on a list, as the file says it.

    Attributes:
        row: where it stands.
        column: of the mentor, or of a grid the rank.
        mentor: address or name.
        rank: as it stands there.
        rank_column: where the rank stands.
    """

    row: int
    column: str
    mentor: str
    rank: str
    rank_column: str


@dataclass(slots=True)
class Answer:
    """What a file says of one list.

    Attributes:
        row: its first row.
        email, name: of the mentee; one of them may be empty.
        answered_at: when it was given, as it stands there.
        wishes: in the order of the file.
    """

    row: int
    email: str
    name: str
    answered_at: str
    wishes: list[Wish] = field(default_factory=list)

    @property
    def mentee(self) -> str:
        """What the file calls the mentee by."""
        return self.email or self.name


def answers_of(table: Table) -> list[Answer]:
    """Return the answers in the order of the file. Rows of a long file that are about one mentee are one answer."""
    rows = [(number, dict(zip(table.header, cells, strict=True))) for number, cells in table.rows]
    if "mentor_email" in table.header or "mentor_name" in table.header:
        return _long(rows)
    answers = []
    for number, cells in rows:
        answer = _answer(number, cells)
        answer.wishes += _wishes(number, cells)
        answers.append(answer)
    return answers


def _long(rows: list[tuple[int, dict[str, str]]]) -> list[Answer]:
    answers: dict[str, Answer] = {}
    for number, cells in rows:
        answer = _answer(number, cells)
        key = same_address(answer.email) if answer.email else name_key(answer.name)
        # Rows that name no mentee belong to nobody, and not together.
        kept = answers.setdefault(key or f" {number}", answer)
        column = "mentor_email" if cells.get("mentor_email") or "mentor_name" not in cells else "mentor_name"
        kept.wishes.append(Wish(number, column, cells.get(column, ""), cells.get("rank", ""), "rank"))
    return list(answers.values())


def _answer(number: int, cells: dict[str, str]) -> Answer:
    given, family = cells.get("mentee_given_name", ""), cells.get("mentee_family_name", "")
    name = cells.get("mentee_name") or f"{given} {family}".strip()
    return Answer(number, cells.get("mentee_email", ""), name, cells.get("answered_at", ""))


def _wishes(number: int, cells: dict[str, str]) -> Iterator[Wish]:
    for choice in range(1, MOST_CHOICES + 1):
        column = f"choice_{choice}"
        if mentor := cells.get(column, ""):
            yield Wish(number, column, mentor, str(choice), column)
    listed = [each.strip() for each in cells.get("choices", "").split(SEPARATOR) if each.strip()]
    for choice, mentor in enumerate(listed, 1):
        yield Wish(number, "choices", mentor, str(choice), "choices")
    for column, rank in cells.items():
        if column.startswith(_GRID) and rank:
            heading = column.removeprefix(_GRID)
            yield Wish(number, heading, row_of_grid(heading), rank, heading)
