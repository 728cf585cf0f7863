"""What the milestones, the goals and the thanks of two people add when they look back."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.clocks import day_text
from pairs.models import Achievement, Goal, Mentorship, WordOfThanks
from pairs.presentation.looking_back import Part
from pairs.presentation.milestones import together


def milestones_reached(mentorship: Mentorship, reader: User) -> Part | None:
    """Tell the milestones to which the two came, the first one first, each with its day."""
    done = together(mentorship, reader, day=mentorship.cycle.ends_on).done
    return _part(_("Milestones"), [f"{one.title}: {day_text(one.reached_on)}" for one in done if one.reached_on])


def goals_reached(mentorship: Mentorship, reader: User) -> Part | None:
    """Tell the goals that were achieved and what else the mentee reached, in the order of their days."""
    goals = Goal.objects.visible_to(reader).filter(mentorship=mentorship, state=Goal.State.ACHIEVED)
    achievements = Achievement.objects.visible_to(reader).filter(mentorship=mentorship)
    dated = [(goal.settled_on or goal.added_at.date(), str(goal.text)) for goal in goals]
    dated += [(one.reached_on, str(one.text)) for one in achievements]
    return _part(_("Goals reached"), [text for _day, text in sorted(dated)])


def thanks_given(mentorship: Mentorship, reader: User) -> Part | None:
    """Tell the words of thanks that the two wrote each other on the way, the first one first."""
    words = WordOfThanks.objects.visible_to(reader).filter(mentorship=mentorship).select_related("written_by")
    return _part(_("Thanks on the way"), [f"{one.written_by.given_name}: {one.text}" for one in reversed(words)])


def _part(title: str, lines: list[str]) -> Part | None:
    return Part(title, tuple(lines)) if lines else None
