from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from accounts.models import Role
from programs.models import (
    Appointment,
    Chapter,
    Cycle,
    CycleState,
    Facet,
    HandbookImage,
    HandbookVersion,
    HelpContact,
    Institution,
    InterestTerm,
    Program,
    Quote,
)
from tests.factories.accounts import UserFactory


class InstitutionFactory(DjangoModelFactory[Institution]):
    class Meta:
        model = Institution
        django_get_or_create = ("slug",)

    name = "Halden Lake School of Medicine"
    short_name = "Halden Lake"
    slug = "halden-lake"
    time_zone = "America/Toronto"


class ProgramFactory(DjangoModelFactory[Program]):
    class Meta:
        model = Program

    institution = factory.SubFactory(InstitutionFactory)
    slug = factory.Sequence(lambda n: f"program-{n}")
    name = factory.Sequence(lambda n: f"Program {n}")
    status = Program.Status.OPEN
    purpose = "Nobody passes through the school without one good conversation partner."


class CycleFactory(DjangoModelFactory[Cycle]):
    """A cycle in its ranking phase on 20 September 2026, the day that the tests call today."""

    class Meta:
        model = Cycle

    program = factory.SubFactory(ProgramFactory)
    name = "2026–27"
    state = CycleState.RANKING
    term_starts_on = date(2026, 9, 7)
    planning_from = date(2026, 6, 1)
    enrolling_from = date(2026, 8, 3)
    ranking_opens_at = datetime(2026, 9, 14, 12, tzinfo=UTC)
    ranking_closes_at = datetime(2026, 9, 25, 21, tzinfo=UTC)
    running_from = date(2026, 10, 5)
    closing_from = date(2027, 6, 7)
    ends_on = date(2027, 7, 16)


class AppointmentFactory(DjangoModelFactory[Appointment]):
    class Meta:
        model = Appointment

    user = factory.SubFactory(UserFactory)
    program = factory.SubFactory(ProgramFactory)
    institution = factory.SelfAttribute("program.institution")
    role = Role.COORDINATOR


class HelpContactFactory(DjangoModelFactory[HelpContact]):
    class Meta:
        model = HelpContact

    institution = factory.SubFactory(InstitutionFactory)
    heading = "In danger, or worried about someone’s life"
    text = "Campus emergency, day and night."
    phone = "+1 555 0100"


class InterestTermFactory(DjangoModelFactory[InterestTerm]):
    class Meta:
        model = InterestTerm

    institution = factory.SubFactory(InstitutionFactory)
    facet = Facet.SPECIALTY
    slug = factory.Sequence(lambda n: f"term-{n}")
    name = factory.Sequence(lambda n: f"Term {n}")


class HandbookVersionFactory(DjangoModelFactory[HandbookVersion]):
    class Meta:
        model = HandbookVersion

    program = factory.SubFactory(ProgramFactory)
    number = 1


class ChapterFactory(DjangoModelFactory[Chapter]):
    class Meta:
        model = Chapter

    version = factory.SubFactory(HandbookVersionFactory)
    position = factory.Sequence(lambda n: n + 1)
    slug = factory.Sequence(lambda n: f"chapter-{n}")
    title = factory.Sequence(lambda n: f"Chapter {n}")
    body = "## A heading\n\nSome words."


class HandbookImageFactory(DjangoModelFactory[HandbookImage]):
    class Meta:
        model = HandbookImage

    program = factory.SubFactory(ProgramFactory)
    sha256 = factory.Sequence(lambda n: f"{n:064x}"[::-1])
    key = factory.LazyAttribute(lambda image: image.sha256[:16])
    content = b"RIFF"
    width, height = 40, 30
    added_at = datetime(2026, 1, 1, tzinfo=UTC)


class QuoteFactory(DjangoModelFactory[Quote]):
    """Words that somebody is asked for."""

    class Meta:
        model = Quote

    program = factory.SubFactory(ProgramFactory)
    person = factory.SubFactory(UserFactory)
    as_mentor = False
    words = "I came with one question and left with three better ones."
    asked_at = datetime(2026, 9, 1, tzinfo=UTC)
