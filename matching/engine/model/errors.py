"""The errors that the engine raises on purpose."""


class InstanceError(ValueError):
    """The instance itself is wrong: `place` names where, `message` says what. Exit code 2."""

    def __init__(self, place: str, message: str) -> None:
        self.place = place
        self.message = message
        super().__init__(f"{place}: {message}")


class Infeasible(Exception):
    """The instance is sound, but what it demands cannot be met together. Exit code 3."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Undecided(Exception):
    """The time given was too short to find an answer, or to show that there is none. Exit code 4."""
