"""What the rules of surveys refuse."""

from core.errors import DomainError, WrongState


class WaveNotOpen(WrongState):
    """The wave is closed, or has not opened yet."""


class NothingAnswered(DomainError):
    """An empty form is no answer."""


class Unanswered(DomainError):
    """A question that is required has no answer; `field` names it."""


class UnfitAnswer(DomainError):
    """A value is none that the question can have; `field` names it."""


class NotReady(DomainError):
    """The content of a version has problems that keep it from being published."""


class TermsNotAccepted(DomainError):
    """An instrument has terms, and the school has not accepted them."""


class InstrumentThere(DomainError):
    """The school has an instrument of this name already."""


class NotADraft(WrongState):
    """The version was published or discarded, or the part is no more in it."""


class NameTaken(DomainError):
    """The program has a survey of this name."""
