"""What the rules of pairs refuse."""

from django.utils.translation import gettext as _

from core.errors import DomainError


class AlreadyPaired(DomainError):
    """The mentee has a mentor in this cycle."""

    def __init__(self) -> None:
        super().__init__(_("This pair can’t start: the mentee already has another mentor in this cycle."))


class RuledOut(DomainError):
    """A conflict came between the two before their pair began. Its kind, and whose it is, is not said."""

    def __init__(self) -> None:
        super().__init__(_("One of you has a role that rules out this pairing. It says nothing about either of you."))


class ConflictKnown(DomainError):
    """The same conflict is on the list."""

    def __init__(self) -> None:
        super().__init__(_("This conflict is already on the list, for the same two people and the same course."))


class NotEligible(DomainError):
    """The two may not be paired. Which rule, and whose, is not said."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("These two are not eligible for each other."), field="participation")


class AgainstTheRules(NotEligible):
    """The program says who may mentor whom, and these two are not among them. It is no secret."""

    def __init__(self) -> None:
        super().__init__(
            _("In this program, mentees of this year or profession have other mentors. Choose another one."),
        )


class NotTrained(DomainError):
    """The program requires a training that the mentor has still to do."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This mentor hasn’t done a training that the program requires. Record their training or give them a "
                "co-mentor first, or choose another one."
            ),
            field="participation",
        )


class OwnPair(DomainError):
    """Somebody decides about a pair of their own."""

    def __init__(self) -> None:
        super().__init__(_("You’re part of this pair. Ask another coordinator to change it."))


class AlreadyGrouped(DomainError):
    """A mentee is in one group of a kind in a cycle."""

    def __init__(self) -> None:
        super().__init__(_("Someone here is already in a group of this kind. Form the groups again without them."))


class AnotherVersion(DomainError):
    """The agreement was changed since the one who signs it has read it."""

    def __init__(self) -> None:
        super().__init__(
            _("The agreement was changed after you opened it, so nothing is signed. Read it again, then sign.")
        )


class TooMany(DomainError):
    """A list of two people is as long as anybody can keep in view."""

    def __init__(self, most: int, *, field: str = "text") -> None:
        super().__init__(
            _("There are %(most)d already. Take off what is done or no longer needed first.") % {"most": most},
            field=field,
        )


class MenteesOwn(DomainError):
    """How far a mentee has come only the mentee says."""

    def __init__(self) -> None:
        super().__init__(_("Only the mentee says how far a goal is and what was reached."))


class NotShared(DomainError):
    """What one of two people shared only they take away."""

    def __init__(self) -> None:
        super().__init__(_("Only the one who shared this can remove it."))


class GoneMeanwhile(DomainError):
    """The other of the two has taken it away since the page was opened."""

    def __init__(self) -> None:
        super().__init__(_("This isn’t there any more: the other of you has taken it away. Nothing was saved."))
