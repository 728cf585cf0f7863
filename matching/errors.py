"""What matching refuses, and in which words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError


class LiveRoundExists(DomainError):
    """A cycle has one round at a time."""

    def __init__(self) -> None:
        super().__init__(_("This cycle has an unfinished round. Publish or cancel it first."))


class NothingToMatch(DomainError):
    """There is nobody on one of the two sides."""


class TrainingFirst(DomainError):
    """A mentor says yes to a request, and the program requires a training that they have still to do."""

    def __init__(self) -> None:
        super().__init__(_("Take the training first, then say yes. The request stays open until its day."))


class MentorsNotTrained(DomainError):
    """Mentors of a round or of groups have a required training to do, and the program doesn’t match who has.

    Args:
        names: of these mentors.
    """

    def __init__(self, names: Sequence[str]) -> None:
        text = ngettext(
            "%(n)s mentor hasn’t done a training that this program requires: %(names)s. Leave them out, give "
            "them a co-mentor or record their training; or change the rule in the settings. Nothing has happened yet.",
            "%(n)s mentors haven’t done a training that this program requires: %(names)s. Leave them out, give "
            "them a co-mentor or record their training; or change the rule in the settings. Nothing has happened yet.",
            len(names),
        )
        shown = [*names[:5], *(["…"] if len(names) > 5 else [])]
        super().__init__(text % {"n": len(names), "names": ", ".join(shown)})


class SeedIsFixed(DomainError):
    """The lottery seed is part of the frozen input."""

    def __init__(self, seed: int) -> None:
        text = _(
            "Lists are closed, and the lottery seed %(seed)s is part of the frozen input. Use that seed, or reopen "
            "the round."
        )
        super().__init__(text % {"seed": seed})


class NameMismatch(DomainError):
    """The typed name is not the name of the round."""

    def __init__(self) -> None:
        super().__init__(_("Type the name of the round exactly as it appears above."), field="name")


class StrategyNotAllowed(DomainError):
    """Mentees were told of another method: by their program, or by the round before they ranked."""

    def __init__(self) -> None:
        super().__init__(_("Mentees were told about another method before they ranked. Choose that proposal."))


class BeatenProposal(DomainError):
    """Another proposal that may be published is at least as good in every figure, and better in one."""

    def __init__(self, method: str) -> None:
        text = _("“%(method)s” is at least as good in every figure. To publish this one all the same, check the box.")
        super().__init__(text % {"method": method}, field="although_beaten")


class SecondCoordinatorNeeded(DomainError):
    """The program wants one coordinator to put a proposal forward, and another to publish it."""


class StaleProposal(DomainError):
    """Since the lists closed, something changed that a pair of the proposal does not survive."""


class NotInSnapshot(DomainError):
    """The mentor joined after the lists had closed."""

    def __init__(self) -> None:
        text = _("This mentor joined after lists closed. Reopen the round, or wait for the supplementary one.")
        super().__init__(text, field="participation")


class RankingClosed(DomainError):
    """The round does not take lists, or not any more."""

    def __init__(self) -> None:
        super().__init__(_("Lists are closed. Nothing was changed."))


class CannotRankNow(DomainError):
    """The mentee does not take part, has not finished enrolling, or has a mentor."""

    def __init__(self) -> None:
        super().__init__(_("You can rank once you’ve finished enrolling, as long as you don’t have a mentor."))


class BrokenList(DomainError):
    """The ranks are not 1, 2, 3 … with one eligible mentor each; nothing of the list was saved."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="ranks")


class ListChanged(DomainError):
    """Since the page was opened the list was changed elsewhere."""

    def __init__(self) -> None:
        super().__init__(
            _("Your list was changed in another window. Nothing was saved. This is your list as it is now.")
        )


class LiveFormationExists(DomainError):
    """Groups of a cycle are formed once at a time."""

    def __init__(self) -> None:
        super().__init__(_("Groups of this year are being formed already. Publish or discard them first."))


class CannotFormGroups(DomainError):
    """People, sizes, mentors and wishes do not make such groups."""


class ImpossibleMove(DomainError):
    """A group cannot take the person, or cannot do without."""


class OwnGroup(DomainError):
    """Somebody moves themselves to another group."""

    def __init__(self) -> None:
        super().__init__(_("You’re part of this change. Ask another coordinator to make it."))


class StaleGroups(DomainError):
    """Since the groups were formed, somebody left, or they were changed."""


class CannotAsk(DomainError):
    """The program, the year or the mentee's own standing does not allow a request to this mentor now."""


class TooManyRequests(DomainError):
    """The mentee has as many requests open as the program allows."""

    def __init__(self, limit: int) -> None:
        text = ngettext(
            "You can have %(n)s open request at a time. Wait for the answer, or take the request back.",
            "You can have %(n)s open requests at a time. Wait for an answer, or take one back.",
            limit,
        )
        super().__init__(text % {"n": limit})


class OwnOffer(DomainError):
    """Nobody decides as a coordinator about an offer that was made to them."""

    def __init__(self) -> None:
        super().__init__(_("This offer was made to you. Another coordinator can do it."))
