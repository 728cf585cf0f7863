"""A school's own file of ranked lists: reading it and checking every cell. Nothing here writes."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import same_address
from core.numbers import read_number
from core.tables.columns import Column, Layout
from core.tables.files import read_table
from core.tables.table import Problem, Table
from matching.models import MatchRound
from matching.queries.eligibility import available_mentors, disclosed_exclusions, unpaired_mentees
from pairs.queries.eligibility import Pair

LAYOUT = Layout(
    (
        Column("mentee_email", gettext_lazy("the mentee’s email address, as enrolled"), required=True),
        Column("mentor_email", gettext_lazy("the mentor’s email address"), required=True),
        Column("rank", gettext_lazy("1 for the first choice, then 2, 3 … without gaps"), required=True),
    ),
    {"mentee": "mentee_email", "mentor": "mentor_email", "choice": "rank", "preference": "rank"},
)

Rankings = dict[int, list[int]]
_LONGEST_LIST = 99_999


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    mentee: str
    mentor: str
    rank: str


@dataclass(frozen=True, slots=True)
class _Known:
    """Who may be named: (enrollment or participation, user) by address, and who may not be paired.

    A mentor whom the mentee avoids may be named, or the refusal would tell; saving leaves such a rank out.
    """

    mentees: dict[str, Pair]
    mentors: dict[str, Pair]
    excluded: set[Pair]


def read_rankings(content: bytes, match_round: MatchRound, *, now: datetime) -> tuple[Rankings, list[Problem]]:
    """The lists in a CSV or .xlsx file: enrollment → participations, best first; and what is wrong with it.

    Raises UnreadableFile when it is no table at all.
    """
    table = read_table(content, LAYOUT)
    known = _known(match_round, now)
    lists: dict[int, dict[int, tuple[_Line, int]]] = defaultdict(dict)
    problems = list(table.problems)
    for line in _lines(table):
        problems += _add_line(line, known, lists)
    problems += [problem for ranks in lists.values() for problem in _check_complete(ranks, match_round)]
    rankings = {
        enrollment: [participation for _rank, (_line, participation) in sorted(ranks.items())]
        for enrollment, ranks in lists.items()
    }
    return rankings, sorted(problems, key=lambda problem: problem.row)


def _known(match_round: MatchRound, now: datetime) -> _Known:
    cycle = match_round.cycle
    mentees = unpaired_mentees(cycle).values_list("mentee__email", "pk", "mentee_id")
    mentors = available_mentors(cycle, day=cycle.local_day(now)).values_list("mentor__email", "pk", "mentor_id")
    return _Known(
        {email.lower(): (pk, user) for email, pk, user in mentees},
        {email.lower(): (pk, user) for email, pk, user in mentors},
        disclosed_exclusions(cycle, now=now),
    )


def _lines(table: Table) -> Iterator[_Line]:
    at = [table.header.index(name) for name in LAYOUT.names]
    for row, cells in table.rows:
        mentee, mentor, rank = (cells[column].strip() for column in at)
        yield _Line(row, mentee, mentor, rank)


def _add_line(line: _Line, known: _Known, lists: dict[int, dict[int, tuple[_Line, int]]]) -> Iterator[Problem]:
    """Put a line on its list, or say why it cannot stand there."""
    mentee, mentor = known.mentees.get(same_address(line.mentee)), known.mentors.get(same_address(line.mentor))
    rank = read_number(line.rank, at_most=_LONGEST_LIST) or 0
    if mentee is None:
        yield Problem(
            line.row, "mentee_email", _("Nobody with this address is looking for a mentor here."), line.mentee
        )
    if mentor is None:
        yield Problem(line.row, "mentor_email", _("No mentor with this address can be ranked here."), line.mentor)
    if rank < 1:
        yield Problem(line.row, "rank", _("Enter a whole number, 1 or higher."), line.rank)
    if mentee is None or mentor is None or rank < 1:
        return
    ranks = lists[mentee[0]]
    if (mentee[1], mentor[1]) in known.excluded:
        yield Problem(line.row, "mentor_email", _("These two are not eligible for each other."), line.mentor)
    elif rank in ranks:
        text = _("This mentee already has rank %(rank)s, in row %(row)s.")
        yield Problem(line.row, "rank", text % {"rank": rank, "row": ranks[rank][0].row}, line.rank)
    elif any(mentor[0] == other for _line, other in ranks.values()):
        yield Problem(line.row, "mentor_email", _("This mentee has already ranked this mentor."), line.mentor)
    else:
        ranks[rank] = (line, mentor[0])


def _check_complete(ranks: dict[int, tuple[_Line, int]], match_round: MatchRound) -> Iterator[Problem]:
    """A list has no gap and is not too long."""
    length = match_round.cycle.program.list_length
    for expected, (rank, (line, _participation)) in enumerate(sorted(ranks.items()), 1):
        if rank > length:
            text = _("A list can have at most %(length)s mentors.") % {"length": length}
            yield Problem(line.row, "rank", text, line.rank)
        elif rank != expected:
            text = _("Rank %(rank)s of this mentee is missing.") % {"rank": expected}
            yield Problem(line.row, "rank", text, line.rank)
            return
