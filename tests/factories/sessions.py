from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from pairs.models import GroupMember, MentoringGroup
from sessions.models import Attendance, MentoringSession
from tests.factories.accounts import UserFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.programs import CycleFactory


class GroupFactory(DjangoModelFactory[MentoringGroup]):
    class Meta:
        model = MentoringGroup

    cycle = factory.SubFactory(CycleFactory)
    name = factory.Sequence(lambda n: f"Circle {n}")
    formed_on = date(2026, 9, 1)


class GroupMemberFactory(DjangoModelFactory[GroupMember]):
    class Meta:
        model = GroupMember

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(UserFactory)
    side = GroupMember.Side.MENTEE


class SessionFactory(DjangoModelFactory[MentoringSession]):
    """A scheduled session of a pair on Thursday 17 December 2026, 08:00 in Toronto, both confirmed."""

    class Meta:
        model = MentoringSession
        skip_postgeneration_save = True

    mentorship = factory.SubFactory(MentorshipFactory)
    cycle = factory.SelfAttribute("mentorship.cycle")
    organiser = factory.SelfAttribute("mentorship.mentor")
    starts_at = datetime(2026, 12, 17, 13, tzinfo=UTC)
    minutes = 45
    time_zone = "America/Toronto"
    state = MentoringSession.State.SCHEDULED

    @factory.post_generation
    def people(self: MentoringSession, create: bool, extracted: bool | None, **_: object) -> None:
        """Both of the pair come, unless `people=False`."""
        if not create or extracted is False or self.mentorship is None:
            return
        for user in (self.mentorship.mentee, self.mentorship.mentor):
            AttendanceFactory.create(session=self, user=user)


class WorkshopFactory(SessionFactory):
    """A workshop with two places, led by nobody in particular."""

    kind = MentoringSession.Kind.WORKSHOP
    mentorship = None
    cycle = factory.SubFactory(CycleFactory)
    organiser = factory.SubFactory(UserFactory)
    title = "Telling a story from practice"
    places = 2


class GroupSessionFactory(SessionFactory):
    """A session of a circle; nobody is invited yet."""

    kind = MentoringSession.Kind.GROUP
    mentorship = None
    group = factory.SubFactory(GroupFactory)
    cycle = factory.SelfAttribute("group.cycle")
    organiser = factory.SubFactory(UserFactory)


class AttendanceFactory(DjangoModelFactory[Attendance]):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory, people=False)
    user = factory.SubFactory(UserFactory)
    state = Attendance.State.CONFIRMED
