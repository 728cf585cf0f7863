"""Who takes which modules, and who writes them. The only home of those rules."""

from collections.abc import Collection

from accounts.models import Reader
from programs.models import Audience, Program
from programs.models.participants import participants
from programs.policies import can_configure


def sides_of(user: Reader, program: Program) -> frozenset[str]:
    """Return on which sides `user` takes part or took part in the program: values of `Audience`."""
    held = zip((Audience.MENTEES, Audience.MENTORS), participants().sides_in(user, program.pk), strict=True)
    return frozenset(audience.value for audience, takes_part in held if takes_part)


def audiences_for(user: Reader, program: Program) -> frozenset[str]:
    """Return the audiences whose modules `user` may read: their own, and all for those who run the program."""
    if can_configure(user, program):
        return frozenset(Audience.values)
    return audiences_of(sides_of(user, program))


def audiences_of(sides: Collection[str]) -> frozenset[str]:
    """Return for whom a module may be written to be meant for somebody on `sides`, who are values of `Audience`."""
    return frozenset({*sides, Audience.BOTH.value}) if sides else frozenset()
