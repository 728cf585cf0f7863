from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from pairs.models import Conflict, Mentorship, Origin
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory, InstitutionFactory


class MentorshipFactory(DjangoModelFactory[Mentorship]):
    """An active formal pair that uses one place."""

    class Meta:
        model = Mentorship
        skip_postgeneration_save = True

    cycle = factory.SubFactory(CycleFactory)
    enrollment = factory.SubFactory(EnrollmentFactory, cycle=factory.SelfAttribute("..cycle"))
    participation = factory.SubFactory(MentorParticipationFactory, cycle=factory.SelfAttribute("..cycle"))
    mentee = factory.SelfAttribute("enrollment.mentee")
    mentor = factory.SelfAttribute("participation.mentor")
    origin = Origin.CHOSEN
    started_on = datetime(2026, 10, 5, tzinfo=UTC).date()

    @factory.post_generation
    def placed(self: Mentorship, create: bool, extracted: bool | None, **_: object) -> None:
        if create and extracted is not False and self.participation:
            self.participation.places_taken += 1
            self.participation.save(update_fields=["places_taken"])


class ConflictFactory(DjangoModelFactory[Conflict]):
    class Meta:
        model = Conflict

    institution = factory.SubFactory(InstitutionFactory)
    mentor = factory.SubFactory(UserFactory)
    mentee = factory.SubFactory(UserFactory)
    kind = Conflict.Kind.GRADES
