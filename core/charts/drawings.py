"""Drawings: shapes with x in percent of the width and y in pixels, so that text keeps its size on a phone.

A look is a class of `report.css` and a name in `charts.typ`; no shape has a color of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar or a part of one."""

    x: float
    y: float
    width: float
    height: float
    look: str
    kind: str = field(default="rect", init=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A line from one point to another."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: str
    kind: str = field(default="line", init=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point; its look tells the form too: filled, open, square."""

    x: float
    y: float
    look: str
    kind: str = field(default="mark", init=False)


@dataclass(frozen=True, slots=True)
class Words:
    """A text: `anchor` is start, middle or end, as the language runs."""

    x: float
    y: float
    text: str
    look: str = ""
    anchor: str = "middle"
    kind: str = field(default="words", init=False)


Shape = Rect | Line | Mark | Words


@dataclass(frozen=True, slots=True)
class Panel:
    """A stripe of a drawing.

    Attributes:
        height: in pixels.
        shapes: what is drawn.
        label: what it is of, beside or above it.
        value: its number in words.
        heading: stands above it and those that follow.
    """

    height: int
    shapes: Sequence[Shape]
    label: str = ""
    value: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class SideLabel:
    """A text beside a plot: its lines, each with its distance from the top in pixels."""

    lines: Sequence[tuple[int, str]]
    look: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """The texts on one side of a plot, and the room that they need in pixels."""

    labels: Sequence[SideLabel]
    width: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of a chart.

    Attributes:
        panels: from top to bottom.
        axis: the numbers below; None where every bar has its number.
        key: looks with their names, in the order in which they stand in a bar.
        short: whether labels are so short that they stand beside their bars on a phone too.
        before, after: what stands at the beginning and at the end of a plot.
    """

    panels: Sequence[Panel]
    axis: Panel | None = None
    key: Sequence[tuple[str, str]] = ()
    short: bool = False
    before: Side | None = None
    after: Side | None = None

    def mirrored(self) -> "Drawing":
        """Return the drawing for a language that runs from right to left."""
        return replace(
            self,
            panels=[_mirrored(panel) for panel in self.panels],
            axis=_mirrored(self.axis) if self.axis else None,
        )


def _mirrored(panel: Panel) -> Panel:
    return replace(panel, shapes=[_mirrored_shape(shape) for shape in panel.shapes])


def _mirrored_shape(shape: Shape) -> Shape:
    if isinstance(shape, Rect):
        return replace(shape, x=100 - shape.x - shape.width)
    if isinstance(shape, Line):
        return replace(shape, x1=100 - shape.x1, x2=100 - shape.x2)
    return replace(shape, x=100 - shape.x)
