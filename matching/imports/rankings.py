"""A school's own file of ranked lists, every list of it checked. Nothing here writes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from core.tables.files import read_table
from core.tables.mapping import Mapping as FileMapping
from core.tables.table import Problem, Table
from matching.imports.answers import Answer, Wish, answers_of
from matching.imports.columns import (
    CUT,
    LAST,
    LISTS,
    LONGER,
    SEVERAL,
    lists_layout,
    rank_in,
)
from matching.models import MatchRound
from matching.queries.eligibility import disclosed_exclusions
from matching.queries.list_imports import known_mentees, known_mentors
from pairs.queries.eligibility import Pair
from people.imports.asking import KNOWN_MENTEE, KNOWN_MENTOR, Asked, UnknownName, who_is_meant
from people.imports.finding import Directory, Finding, Known

Rankings = dict[int, list[int]]
_SHOWN = 60


@dataclass(slots=True)
class CheckedList:
    """One list of a file.

    Attributes:
        answer: as it stands there.
        mentee: whose it is; None when that is not sure.
        mentors: best first; whole only without problems.
        problems: why it cannot be saved.
        later: row of a later answer of the mentee; 0 for none.
        superseded: whether that later answer is the one that counts.
    """

    answer: Answer
    mentee: Known | None = None
    mentors: list[Known] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    later: int = 0
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class CheckedLists:
    """What a file says.

    Attributes:
        lists: in its order.
        names: whom it does not name surely, the commonest first.
        several: how many mentees have more than one answer.
        longer: how many lists are longer than the program takes.
    """

    lists: list[CheckedList]
    names: list[UnknownName]
    several: int
    longer: int

    @property
    def good(self) -> list[CheckedList]:
        """The lists that can be saved."""
        return [each for each in self.lists if not each.problems and not each.superseded]

    @property
    def rankings(self) -> Rankings:
        """Enrollment → participations, best first, of the good lists."""
        return {each.mentee.key: [mentor.key for mentor in each.mentors] for each in self.good if each.mentee}

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, in the order of the file."""
        found = [problem for each in self.lists if not each.superseded for problem in each.problems]
        return sorted(found, key=lambda problem: problem.row)


def read_rankings(
    content: bytes, match_round: MatchRound, *, now: datetime, mapping: FileMapping | None = None
) -> CheckedLists:
    """Return the lists in a file, and what is wrong with them.

    Args:
        content: the file.
        match_round: that takes the lists.
        now: the instant.
        mapping: what its columns mean; without one its headings say so.

    Raises:
        UnreadableFile: the file as a whole cannot be read.
    """
    mentors = known_mentors(match_round.cycle, now=now)
    layout = LISTS if mapping else lists_layout(mentors)
    return check_lists(read_table(content, layout, mapping), match_round, mentors=mentors, mapping=mapping, now=now)


def check_lists(
    table: Table,
    match_round: MatchRound,
    *,
    mentors: Sequence[Known],
    mapping: FileMapping | None,
    now: datetime,
) -> CheckedLists:
    """Return the lists of a table, each checked against who takes part in the round's year.

    Args:
        table: the file.
        match_round: that takes the lists.
        mentors: who may be ranked, as `known_mentors` says.
        mapping: what was said of names and answers.
        now: the instant.
    """
    said = mapping or FileMapping()
    cycle = match_round.cycle
    checker = _Checker(
        Directory(known_mentees(cycle), said.words.get(KNOWN_MENTEE)),
        Directory(mentors, said.words.get(KNOWN_MENTOR)),
        disclosed_exclusions(cycle, now=now),
        cycle.program.list_length,
        said.same,
    )
    return checker.check(table)


class _Checker:
    def __init__(
        self, mentees: Directory, mentors: Directory, excluded: set[Pair], length: int, said: Mapping[str, str]
    ) -> None:
        self.mentees, self.mentors, self.excluded, self.length = mentees, mentors, excluded, length
        self.takes_last, self.cuts = said.get(SEVERAL) == LAST, said.get(LONGER) == CUT
        self.longer = 0
        self.asked = Asked()

    def check(self, table: Table) -> CheckedLists:
        faults: dict[int, list[Problem]] = defaultdict(list)
        for problem in table.problems:
            faults[problem.row].append(problem)
        lists = [self._of(answer) for answer in answers_of(table)]
        several = self._mark_several(lists)
        for each in lists:
            for row in dict.fromkeys((each.answer.row, *(wish.row for wish in each.answer.wishes))):
                each.problems += faults.pop(row, [])
            if not each.superseded:
                self._fill(each)
        # A row that the table could not read at all still needs somebody's eyes.
        lists += [CheckedList(Answer(row, "", "", ""), problems=found) for row, found in faults.items()]
        return CheckedLists(lists, self.asked.names, several, self.longer)

    def _of(self, answer: Answer) -> CheckedList:
        found = self.mentees.find(answer.mentee, answer.name if answer.email else "") if answer.mentee else Finding()
        checked = CheckedList(answer, found.person, superseded=found.left_out)
        if not answer.mentee:
            checked.problems.append(Problem(answer.row, "mentee_email", _("Nobody is named as the mentee.")))
        elif not found.person and not found.left_out:
            column = "mentee_email" if answer.email else "mentee_name"
            self.asked.ask(KNOWN_MENTEE, answer.mentee, answer.row, found)
            checked.problems.append(Problem(answer.row, column, _who(found, answer.email), answer.mentee[:_SHOWN]))
        return checked

    def _mark_several(self, lists: list[CheckedList]) -> int:
        """Say which answers of one mentee came before another, and whether it counts."""
        answers: dict[int, list[CheckedList]] = defaultdict(list)
        for each in lists:
            if each.mentee:
                answers[each.mentee.key].append(each)
        several = [same for same in answers.values() if len(same) > 1]
        for same in several:
            for each in same[:-1]:
                each.later, each.superseded = same[-1].answer.row, self.takes_last
            if not self.takes_last:
                for each in same:
                    rows = ", ".join(str(other.answer.row) for other in same if other is not each)
                    text = _("This mentee has another answer, in row %(rows)s. Say which one counts.")
                    each.problems.append(Problem(each.answer.row, "", text % {"rows": rows}, each.answer.answered_at))
        return len(several)

    def _fill(self, each: CheckedList) -> None:
        ranks: dict[int, tuple[Wish, Known]] = {}
        dropped = 0
        for wish in each.answer.wishes:
            found = self.mentors.find(wish.mentor) if wish.mentor else Finding()
            rank = rank_in(wish.rank)
            if found.left_out:
                dropped += 1
                continue
            each.problems += self._wish_problems(each, wish, found, rank, ranks)
            if found.person and rank and rank not in ranks:
                ranks[rank] = (wish, found.person)
        if not each.answer.wishes or dropped == len(each.answer.wishes):
            each.problems.append(Problem(each.answer.row, "", _("No mentor is named here.")))
        if not each.problems and not dropped:
            each.problems += _gaps(ranks)
        self._limit(each, ranks)

    def _limit(self, each: CheckedList, ranks: dict[int, tuple[Wish, Known]]) -> None:
        kept = [ranks[rank] for rank in sorted(ranks)]
        if len(kept) > self.length:
            self.longer += 1
            if not self.cuts:
                text = _("A list can have at most %(length)s mentors.") % {"length": self.length}
                wish = kept[self.length][0]
                each.problems.append(Problem(wish.row, wish.rank_column, text, wish.rank[:_SHOWN]))
        each.mentors = [mentor for _wish, mentor in kept[: self.length]]

    def _wish_problems(
        self, each: CheckedList, wish: Wish, found: Finding, rank: int, ranks: dict[int, tuple[Wish, Known]]
    ) -> Iterator[Problem]:
        shown = wish.mentor[:_SHOWN]
        mentor = found.person
        if mentor is None:
            if wish.mentor:
                self.asked.ask(KNOWN_MENTOR, wish.mentor, wish.row, found)
            text = _which(found, "@" in wish.mentor)
            yield Problem(wish.row, wish.column, text, shown)
        if rank < 1:
            yield Problem(wish.row, wish.rank_column, _("Enter a whole number, 1 or higher."), wish.rank[:_SHOWN])
        elif rank in ranks and mentor is not None and ranks[rank][1] != mentor:
            text = _("This mentee already has rank %(rank)s, in row %(row)s.")
            problem = text % {"rank": rank, "row": ranks[rank][0].row}
            yield Problem(wish.row, wish.rank_column, problem, wish.rank[:_SHOWN])
        if mentor is None:
            return
        if each.mentee and (each.mentee.user, mentor.user) in self.excluded:
            yield Problem(wish.row, wish.column, _("These two are not eligible for each other."), shown)
        elif any(mentor == other for _wish, other in ranks.values()):
            yield Problem(wish.row, wish.column, _("This mentee has already ranked this mentor."), shown)


def _gaps(ranks: dict[int, tuple[Wish, Known]]) -> Iterator[Problem]:
    for expected, (rank, (wish, _mentor)) in enumerate(sorted(ranks.items()), 1):
        if rank != expected:
            text = _("Rank %(rank)s of this mentee is missing.") % {"rank": expected}
            yield Problem(wish.row, wish.rank_column, text, wish.rank[:_SHOWN])
            return


def _who(found: Finding, email: str) -> str:
    if found.several:
        return who_is_meant(found)
    if email:
        return _("Nobody with this address is looking for a mentor here.")
    return _("Nobody with this name is looking for a mentor here.")


def _which(found: Finding, is_address: bool) -> str:
    if found.several:
        return who_is_meant(found)
    if is_address:
        return _("No mentor with this address can be ranked here.")
    return _("No mentor with this name can be ranked here.")
