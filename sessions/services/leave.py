"""Nothing is booked in a mentor's leave, and in the pause of a pair."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.clocks import day_text
from pairs.models import Mentorship
from pairs.queries.pauses import present_pause
from people.models import MentorParticipation
from programs.models import Cycle
from sessions.errors import ImpossibleTime
from sessions.queries.pauses import first_moment


def refuse_times_in_leave(mentorship: Mentorship, starts: Sequence[datetime]) -> None:
    """Refuse times that fall into the leave of the pair's mentor, or into the pause that one of the two asked for.

    Raises:
        ImpossibleTime: one of `starts` does. The days are told, never why.
    """
    pause = present_pause(mentorship)
    if pause and pause.back_on and min(starts) < first_moment(mentorship, pause.back_on):
        raise ImpossibleTime(
            _("Your mentorship is paused until %(day)s. Choose that day or a later one.")
            % {"day": day_text(pause.back_on)},
            field="date",
        )
    if mentorship.participation_id is not None:
        _refuse(MentorParticipation.objects.filter(pk=mentorship.participation_id), starts)


def refuse_absent_leaders(cycle: Cycle, leaders: Iterable[int], starts: Sequence[datetime]) -> None:
    """Refuse times that fall into the leave of one of `leaders` (primary keys) of a group session or workshop.

    Raises:
        ImpossibleTime: one of `starts` does.
    """
    _refuse(MentorParticipation.objects.filter(cycle=cycle, mentor__in=list(leaders)), starts)


def _refuse(participations: QuerySet[MentorParticipation], starts: Sequence[datetime]) -> None:
    absent = participations.filter(away_until__isnull=False)
    for away in absent.select_related("mentor", "cycle__program__institution"):
        if away.leave is not None and any(away.is_away_on(away.cycle.local_day(start)) for start in starts):
            first, last = away.leave
            raise ImpossibleTime(
                _("%(name)s is away from %(first)s and back on %(last)s. Choose another day.")
                % {"name": away.mentor.display_name, "first": day_text(first), "last": day_text(last)},
                field="date",
            )
