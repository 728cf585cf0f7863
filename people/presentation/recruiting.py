"""How far the mentors of a year have come, from invited to ready, and why some declined: figures and addresses.

Every number is that of the list of mentors under filters, so the page counts what a click on it shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.charts.histograms import Bar, Histogram
from core.disclosure.tables import suppress_row
from core.lists.reading import Reading
from people.models import MentorParticipation, ReasonsRelease
from people.presentation.lists.year import Year

_State = MentorParticipation.State
_YES = tuple(state.value for state in MentorParticipation.TAKING_PART)
_GONE = tuple(state.value for state in MentorParticipation.GONE)
Narrowing = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way.

    Attributes:
        name: in words.
        done: the filters that show who has come so far.
        open: the filters that show who has not, of those who could; None where there is nothing to do.
        step: what can be done about them in the list.
    """

    name: Any
    done: Narrowing
    open: Narrowing | None = None
    step: Any = ""


_WRITE = gettext_lazy("In the list: choose them and write to them.")
_INVITE = gettext_lazy("In the list: choose them and invite them again.")
STAGES = (
    Stage(gettext_lazy("Invited"), {}),
    Stage(gettext_lazy("Answered"), {"state": (*_YES, *_GONE)}, {"state": (_State.INVITED,)}, _INVITE),
    Stage(gettext_lazy("Said yes"), {"state": _YES}),
    Stage(
        gettext_lazy("Signed in"),
        {"state": _YES, "invitation": ("in",)},
        {"state": _YES, "reach": ("never",)},
        _INVITE,
    ),
    Stage(
        gettext_lazy("Profile complete"),
        {"state": _YES, "profile": ("yes",)},
        {"state": _YES, "profile": ("no",)},
        _WRITE,
    ),
    Stage(
        gettext_lazy("Handbook acknowledged"),
        {"state": _YES, "handbook": ("yes",)},
        {"state": _YES, "handbook": ("no",)},
        gettext_lazy("In the list: choose them and remind them of the handbook."),
    ),
    Stage(
        gettext_lazy("Trained"),
        {"state": _YES, "training": ("done", "accompanied")},
        {"state": _YES, "training": ("open",)},
        gettext_lazy("In the list: choose them and remind them of the training."),
    ),
    Stage(gettext_lazy("Ready"), {"state": (_State.READY, _State.PAUSED)}, {"state": (_State.ACCEPTED,)}, _WRITE),
)
# How a department is drawn: each of its mentors is in one of these.
_PARTS: tuple[tuple[str, Any, Narrowing], ...] = (
    ("series-1", gettext_lazy("ready"), STAGES[-1].done),
    ("series-2", gettext_lazy("said yes, not ready yet"), {"state": (_State.ACCEPTED,)}),
    ("series-none", gettext_lazy("no answer yet"), {"state": (_State.INVITED,)}),
    ("series-5", gettext_lazy("declined or left"), {"state": _GONE}),
)
_ALL, _DONE, _OPEN = 0, tuple(range(len(STAGES))), tuple(range(len(STAGES), 2 * len(STAGES)))
# A bar leaves room for its number; so many departments fit into a picture.
_WIDEST, _DRAWN = 88, 12
_ROW, _LABEL_AT, _BAR_AT, _NUMBER_AT = 40, 12, 18, 28


@dataclass(frozen=True, slots=True)
class ShownStage:
    """A stage of one year: its numbers, and where they lead.

    Attributes:
        stage: the stage.
        number, open_number: how many have come so far, and how many have not.
        url, open_url: the list of either.
    """

    stage: Stage
    number: int
    open_number: int
    url: str
    open_url: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a department's bar: how it is drawn, where, and how many it stands for."""

    series: str
    start: float
    width: float
    number: int


@dataclass(frozen=True, slots=True)
class ShownDepartment:
    """A department: its numbers, one for each stage, the list of its mentors, and its bar."""

    name: str
    url: str
    numbers: list[int]
    segments: list[Segment]
    label_at: int
    bar_at: int
    number_at: int
    end: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """The way of a year's mentors.

    Attributes:
        stages: in their order.
        departments: the largest first; none where nobody has one.
        drawn: those of them that the picture has.
        key: how their parts are drawn, with words.
        departments_height: of their picture, in pixels.
    """

    stages: list[ShownStage]
    departments: list[ShownDepartment]
    key: list[tuple[str, Any]]

    @property
    def figure(self) -> Histogram:
        """The stages as bars: they do not add up, as somebody can have taken several steps."""
        return Histogram(
            key="stages-chart",
            title=_("How many mentors have come to which stage."),
            finding=_("Of %(yes)s who said yes, %(ready)s are ready.") % {"yes": self.said_yes, "ready": self.ready},
            caption=_(
                "From “Signed in” on, those who said yes are counted. They can take these steps in any order, so a "
                "bar can be longer than the one above."
            ),
            bars=[Bar(str(each.stage.name), each.number) for each in self.stages],
            of_what=_("Stage"),
            counted=_("Done"),
            whole=self.invited,
        )

    @property
    def drawn(self) -> list[ShownDepartment]:
        """The departments that the picture has."""
        return self.departments[:_DRAWN]

    @property
    def departments_height(self) -> int:
        """Of the picture of the departments, in pixels."""
        return _ROW * len(self.drawn)

    @property
    def invited(self) -> int:
        """How many were invited."""
        return self.stages[0].number

    @property
    def unanswered(self) -> int:
        """How many of them have not answered."""
        return self.stages[1].open_number

    @property
    def said_yes(self) -> int:
        """How many take part."""
        return self.stages[2].number

    @property
    def ready(self) -> int:
        """How many of those are ready."""
        return self.stages[-1].number


def funnel_of(reading: Reading[Year, MentorParticipation], list_url: str) -> Funnel:
    """Return the way of the mentors of a year. One query.

    Args:
        reading: the list of mentors, not narrowed.
        list_url: the address of the list.
    """
    narrowings = [stage.done for stage in STAGES] + [stage.open or {} for stage in STAGES]
    counted = reading.count_by("department", narrowings + [part for _series, _words, part in _PARTS])
    totals = [sum(numbers) for numbers in zip(*counted.values(), strict=True)] or [0] * len(narrowings)

    def url(chosen: Narrowing) -> str:
        query = reading.query(chosen=chosen)
        return f"{list_url}?{query}" if query else list_url

    stages = [_shown(place, totals, url) for place in _DONE]
    by_size = sorted(counted.items(), key=lambda item: (-item[1][_ALL], item[0]))
    most = by_size[0][1][_ALL] if by_size else 0
    departments = [
        _department(place, name, numbers, url({"department": [name or "-"]}), most)
        for place, (name, numbers) in enumerate(by_size)
    ]
    known = any(name for name, _numbers in by_size)
    return Funnel(stages, departments if known else [], [(series, words) for series, words, _part in _PARTS])


def _shown(place: int, totals: Sequence[int], url: Any) -> ShownStage:
    stage = STAGES[place]
    return ShownStage(
        stage=stage,
        number=totals[place],
        open_number=totals[_OPEN[place]] if stage.open else 0,
        url=url(stage.done),
        open_url=url(stage.open) if stage.open else "",
    )


def _department(place: int, name: str, numbers: Sequence[int], url: str, most: int) -> ShownDepartment:
    segments, start, top = [], 0.0, _ROW * place
    parts = numbers[2 * len(STAGES) :]
    for (series, _words, _part), number in zip(_PARTS, parts, strict=True):
        width = _WIDEST * number / max(1, most)
        if number:
            segments.append(Segment(series, start, width, number))
        start += width
    return ShownDepartment(
        name=name or _("No department"),
        url=url,
        numbers=list(numbers[: len(STAGES)]),
        segments=segments,
        label_at=top + _LABEL_AT,
        bar_at=top + _BAR_AT,
        number_at=top + _NUMBER_AT,
        end=start,
    )


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why mentors declined, as far as it can be told without pointing to one of them.

    Attributes:
        total: how many declined.
        least: how many have to say why before a figure is shown, or shown anew.
        shown: reason and number, the most frequent first.
        rest: how many gave another reason.
    """

    total: int
    least: int
    shown: list[tuple[str, int]]
    rest: int


def reasons_of(declined: int, release: ReasonsRelease, *, least: int) -> Reasons:
    """Return the reasons that at least `least` people gave; who declined is on a list, by name.

    So a reason that everybody gave who had declined by then, or everybody but one, is not shown either: it would stand
    beside each name.

    Args:
        declined: how many declined, as of now.
        release: the figures that may be seen.
        least: the program's smallest number of answers.
    """
    counts = [release.counts.get(reason, 0) for reason in MentorParticipation.Because]
    shown, _total = suppress_row(counts, least=least)
    if max(counts) >= release.declined - 1:
        shown = [None] * len(counts)
    told = [(str(reason.label), number) for reason, number in zip(MentorParticipation.Because, shown, strict=True)]
    named = [(label, number) for label, number in told if number]
    rest = release.answers - sum(number for _reason, number in named)
    return Reasons(declined, least, sorted(named, key=lambda each: -each[1]), rest)
