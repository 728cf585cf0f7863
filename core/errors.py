"""The root of every refusal, and the one that every app needs."""


class DomainError(Exception):
    """A rule of the domain refuses what somebody asked for.

    Args:
        message: what to do now, in words for the person who asked, translated.
        field: the form field beside which the message belongs, or empty for the whole form.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class WrongState(DomainError):
    """What it concerns is past (or not yet at) the step that was asked for."""
