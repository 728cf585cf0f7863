"""What a person's page says to those who run the program: facts and dates, no content.

The apps above know of lists, offers, pairs and sessions; each registers a section of the page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.models import User
from people.queries.invitations import INVITATION, subject_of
from people.queries.person import PersonInProgram, Subjects
from programs.notices.events import HANDBOOK_PUBLISHED


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a section.

    Attributes:
        day: when it was or will be; a date, or an instant.
        text: what it is.
        status: its state, in a word.
        tone: how the state looks: "good", "partial", "attention", "inactive" or nothing.
        note: a second line.
        url: what `text` leads to.
    """

    day: date | datetime
    text: str
    status: str = ""
    tone: str = ""
    note: str = ""
    url: str = ""

    @property
    def order(self) -> str:
        """What sorts days and instants together."""
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that the reader may do about the person, on a page of its own: “Pair Noor by hand”."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """What one app knows of a person, as the reader may know it.

    Attributes:
        title: its heading.
        facts: the lines, the newest first.
        empty: what is said where there are none.
        note: a line below the heading.
        standing: how things stand now, a sentence for the head of the page.
        deeds: what the reader may do here, a button each.
        subjects: what messages the reader may know of: event → keys of what they are about.
    """

    title: str
    facts: tuple[Fact, ...]
    empty: str
    note: str = ""
    standing: str = ""
    deeds: tuple[Deed, ...] = ()
    subjects: Subjects = field(default_factory=dict)


# From the person, the reader and the instant of the page to a section; None where the reader may know nothing.
Source = Callable[[PersonInProgram, User, datetime], Section | None]
_SOURCES: list[Source] = []


def register_section(source: Source) -> None:
    """Make the section of an app known; sections stand in the order in which they were registered."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def sections_of(who: PersonInProgram, reader: User, *, now: datetime) -> list[Section]:
    """Return the sections of the apps above that `reader` may see."""
    found = (source(who, reader, now) for source in _SOURCES)
    return [section for section in found if section is not None]


def subjects_of(who: PersonInProgram, sections: Iterable[Section], handbooks: Iterable[int]) -> Subjects:
    """Return what messages the reader may know of: invitations, handbooks by key, and what the sections name."""
    own = {
        INVITATION: [subject_of(record) for record in who.records],
        HANDBOOK_PUBLISHED: [str(pk) for pk in handbooks],
    }
    return {**own, **{event: keys for section in sections for event, keys in section.subjects.items()}}
