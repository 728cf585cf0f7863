"""The ways to pair, and which of them a program's rounds may end in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Program


class Strategy(models.TextChoices):
    """The ways to pair, by the names of the engine."""

    CHOICE_STABLE = "choice-stable", _("Stable matching")
    CHOICE_BEST = "choice-best", _("Best ranks")
    SURVEY = "survey", _("Shared interests")
    LOTTERY = "lottery", _("Random draw")
    BALANCED = "balanced", _("Balanced")


_BOUND = {Program.Pairing.SURVEY: (Strategy.SURVEY,), Program.Pairing.RANDOM: (Strategy.LOTTERY,)}


def possible_strategies(program: Program) -> tuple[Strategy, ...]:
    """The strategies that a round of the program may be published with: its own, or any where the mentees rank."""
    return _BOUND.get(Program.Pairing(program.pairing), tuple(Strategy))
