"""Which chapters a reader is shown first: those for everybody, and those for their side."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from accounts.models import Reader
from programs.models import Chapter, HandbookVersion, Program
from programs.models.handbooks import Audience
from programs.models.participants import participants
from programs.policies import staff_roles_in

# What an address says of whom a page or a file is for.
_NAMES = {Audience.BOTH: "everyone", Audience.MENTEES: "mentees", Audience.MENTORS: "mentors"}
_SIDES = {name: side for side, name in _NAMES.items()}


@dataclass(frozen=True, slots=True)
class Selection:
    """The chapters of a version, as one side reads them.

    Attributes:
        readers: the side; `Audience.BOTH` reads everything.
        own: the chapters for it.
        others: those for the other side alone, which it can open as well.
    """

    readers: Audience
    own: list[Chapter]
    others: list[Chapter]

    @property
    def query(self) -> str:
        """What an address says after the question mark to have these chapters."""
        return self._query(self.readers)

    @property
    def whole_query(self) -> str:
        """The same for all chapters."""
        return self._query(Audience.BOTH)

    def _query(self, readers: Audience) -> str:
        version = (self.own + self.others)[0].version
        named = {} if version.state == HandbookVersion.State.PUBLISHED else {"version": version.number}
        return urlencode({"for": _NAMES[readers], **named})


def side_of(user: Reader, program: Program) -> Audience:
    """Return the side on which `user` reads: visitors, peers, staff and who is on both sides read everything."""
    if program.is_peer or staff_roles_in(user, program):
        return Audience.BOTH
    sides = {(True, False): Audience.MENTEES, (False, True): Audience.MENTORS}
    return sides.get(participants().sides_in(user, program.pk), Audience.BOTH)


def chosen_side(user: Reader, program: Program, asked: str | None) -> Audience:
    """Return the side that an address names (`?for=`), else that of the reader."""
    return _SIDES.get(asked or "") or side_of(user, program)


def select(chapters: Sequence[Chapter], readers: Audience) -> Selection:
    """Divide chapters into those for `readers` and the others; both keep their order."""
    theirs = {Audience.BOTH, readers}
    own = [chapter for chapter in chapters if readers == Audience.BOTH or chapter.audience in theirs]
    return Selection(readers, own, [chapter for chapter in chapters if chapter not in own])
