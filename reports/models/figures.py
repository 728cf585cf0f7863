"""The figures of one year as they are stored: counted once, and shown by pages and files without asking again.

Every figure says of how many it is (`n`, `whole`) and how many are unknown (`missing`).
"""

from typing import TypedDict

# Another shape of the figures: what was counted before is counted again.
FORMAT = 2


class Share(TypedDict):
    """So many of so many."""

    part: int
    whole: int


class Waited(TypedDict):
    """How long something took, in hours.

    Attributes:
        n: how often it is known; missing: how often it has not happened yet.
        median: half were faster; None where n is 0.
        within: how often it took at most as long as each of `reports.queries.waiting.STEPS`, and longer.
    """

    n: int
    missing: int
    median: float | None
    within: list[int]


class MethodFigures(TypedDict):
    """What a method of pairing gave, or would have given, in a round that was published."""

    round: str
    method: str
    published: bool
    enrolled: int
    matched: int
    rankers: int
    first_choice: int
    top_three: int
    mean_rank: float | None
    blocking_pairs: int


class MatchFigures(TypedDict):
    """Who has a mentor or a group, and whom from their list.

    Attributes:
        enrolled: mentees who took part; matched: those of them with a mentor or a group.
        rankers: those of them who handed in a list; rankers_matched: with a mentor.
        unranked_matched: of those without a list, the ones with a mentor.
        profile: rankers whose first mentor stood at rank 1, 2, 3 …; off_list: whose mentor was not on the list.
        mean_rank: over `profile`.
        changed_by_hand: pairs that a coordinator changed before publishing.
        origins: how pairs came about → pairs.
        informal: pairs of the whole school that found each other and went on in the year; they are nobody's places.
    """

    enrolled: int
    matched: int
    rankers: int
    rankers_matched: int
    unranked_matched: int
    profile: list[int]
    off_list: int
    mean_rank: float | None
    changed_by_hand: int
    origins: dict[str, int]
    informal: int
    methods: list[MethodFigures]


class LoadFigures(TypedDict):
    """How mentees spread over mentors: `mentees_each[n]` mentors had n mentees."""

    mentors: int
    places: int
    wanted: int
    mentees_each: list[int]


class ResponseFigures(TypedDict):
    """How fast people answered offers and logged sessions."""

    mentees: Waited
    mentors: Waited
    logs: Waited


class MonthFigures(TypedDict):
    """Sessions of one month, such as 2026-10."""

    month: str
    held: int
    expected: float


class MeetingFigures(TypedDict):
    """Sessions of formal pairs and of groups.

    Attributes:
        expected: one for each of the program's usual intervals in which a pair or a group went on, pauses left out.
        no_shows: how often somebody did not come, of the times that attendance was logged.
    """

    held: int
    expected: float
    hours: float
    cancelled: int
    no_shows: Share
    months: list[MonthFigures]


class PartFigures(TypedDict):
    """The pairs or groups of one kind: how they came about, or in which format they meet."""

    kind: str
    pairs: int
    held: int
    expected: float
    ended_early: int


class DriftFigures(TypedDict):
    """Pairs that once held nothing for one and a half of the usual intervals, and what became of them."""

    pairs: int
    quiet: int
    met_again: int
    still_quiet: int
    ended: int


class MilestoneFigures(TypedDict):
    """How many pairs reached what."""

    pairs: int
    reached: dict[str, int]


class MentorFigures(TypedDict):
    """Who mentored.

    Attributes:
        returning: mentors who mentored in the program's year before, of all who did; None in its first year.
        once_mentees: mentors who were mentees of the school in an earlier year.
        again: of those who said what they think of another year, the ones who want one.
    """

    mentors: int
    trained: int
    returning: Share | None
    once_mentees: int
    again: Share


class PracticeFigures(TypedDict):
    """What protects people.

    Attributes:
        acknowledged: those who take part and acknowledged the handbook that binds them.
        conflicts: conflicts of interest on file about mentees of the year; blocking: of kinds that rule a pairing out.
        agreements: pairs whose agreement both have signed; None where the program has none.
    """

    acknowledged: Share
    conflicts: int
    conflicts_block: bool
    agreements: Share | None


class CycleFigures(TypedDict):
    """All figures of one year."""

    match: MatchFigures
    load: LoadFigures
    response: ResponseFigures
    meetings: MeetingFigures
    by_origin: list[PartFigures]
    by_format: list[PartFigures]
    drift: DriftFigures
    milestones: MilestoneFigures
    mentors: MentorFigures
    practice: PracticeFigures
