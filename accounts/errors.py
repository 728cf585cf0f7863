"""The root of every refusal, which the floor below keeps; the apps know it from here."""

from core.errors import RuleBroken

__all__ = ["RuleBroken"]


class AddressTaken(RuleBroken):
    """Two accounts cannot have one address."""
