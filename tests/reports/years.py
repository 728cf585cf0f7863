"""Years with people and sessions, for tests of reports."""

from datetime import UTC, datetime, timedelta

from pairs.models import Mentorship
from programs.models import Cycle, CycleState
from sessions.models import MentoringSession
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.sessions import SessionFactory


def filled_year(cycle: Cycle, *, ranks: list[int], held: int) -> Cycle:
    """Return a year in which as many mentees were matched as there are ranks, and so many of the pairs met once."""
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.RUNNING)
    mentor = MentorParticipationFactory.create(cycle=cycle, capacity=20, trained_on=cycle.planning_from)
    started = {"cycle": cycle, "participation": mentor, "started_on": cycle.running_from}
    pairs: list[Mentorship] = [
        MentorshipFactory.create(enrollment=EnrollmentFactory.create(cycle=cycle), rank=rank, **started)
        for rank in ranks
    ]
    starts = datetime.combine(cycle.running_from, datetime.min.time(), tzinfo=UTC) + timedelta(days=9, hours=16)
    for pair in pairs[:held]:
        SessionFactory.create(mentorship=pair, starts_at=starts, state=MentoringSession.State.HELD, people=False)
    return Cycle.objects.select_related("program__institution").get(pk=cycle.pk)
