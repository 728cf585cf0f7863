import factory
from factory.django import DjangoModelFactory

from people.models import Enrollment, MentorParticipation
from tests.factories.accounts import UserFactory
from tests.factories.programs import CycleFactory


class MentorParticipationFactory(DjangoModelFactory[MentorParticipation]):
    class Meta:
        model = MentorParticipation

    cycle = factory.SubFactory(CycleFactory)
    mentor = factory.SubFactory(UserFactory, title="Dr")
    state = MentorParticipation.State.READY
    capacity = 2


class EnrollmentFactory(DjangoModelFactory[Enrollment]):
    class Meta:
        model = Enrollment

    cycle = factory.SubFactory(CycleFactory)
    mentee = factory.SubFactory(UserFactory)
    state = Enrollment.State.ENROLLED
