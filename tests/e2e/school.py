"""A small school on the day before it opens its program."""

from dataclasses import dataclass

from accounts.models import Role, User
from notifications.models import Message
from people.models import MentorParticipation
from programs.models import Cycle, Program
from tests.factories.accounts import UserFactory
from tests.factories.people import MentorParticipationFactory
from tests.factories.programs import (
    AppointmentFactory,
    CycleFactory,
    HelpContactFactory,
    InterestTermFactory,
    ProgramFactory,
)

PASSWORD = "a-long-walk-by-the-lake"


@dataclass(frozen=True, slots=True)
class School:
    """Its people, and the year that they play.

    Attributes:
        admin: runs the whole institution; signs in with `PASSWORD`.
        coordinator: runs the program.
        students: three, who know nothing of the program yet.
        mentors: two, invited into the year.
    """

    program: Program
    cycle: Cycle
    admin: User
    coordinator: User
    students: tuple[User, User, User]
    mentors: tuple[User, User]


def found_school() -> School:
    """Write the school to the database: a program in draft, whose cycle is in its ranking phase."""
    program = ProgramFactory.create(slug="compass", name="Compass", status=Program.Status.DRAFT)
    HelpContactFactory.create(institution=program.institution)
    InterestTermFactory.create(institution=program.institution, name="Paediatrics")
    cycle = CycleFactory.create(program=program)
    invited = MentorParticipation.State.INVITED
    mentors = [_person("Ruth", "Nambozo", title="Dr"), _person("Samuel", "Okoro", title="Dr")]
    for mentor in mentors:
        MentorParticipationFactory.create(cycle=cycle, mentor=mentor, state=invited, capacity=0)
    admin = AppointmentFactory.create(
        institution=program.institution, program=None, role=Role.ADMIN, user=_person("Ana", "Reyes")
    ).user
    admin.set_password(PASSWORD)
    admin.save(update_fields=["password"])
    return School(
        program=program,
        cycle=cycle,
        admin=admin,
        coordinator=AppointmentFactory.create(program=program, user=_person("Dana", "Whitlow")).user,
        students=(_person("Noor", "Haddad"), _person("Ivo", "Marsh"), _person("Lena", "Brandt")),
        mentors=(mentors[0], mentors[1]),
    )


def _person(given_name: str, family_name: str, *, title: str = "") -> User:
    email = f"{given_name}.{family_name}@haldenlake.example".lower()
    return UserFactory.create(email=email, given_name=given_name, family_name=family_name, title=title)


def notices_of(person: User) -> set[str]:
    """Return the kinds of news that the outbox holds for a person."""
    return set(Message.objects.filter(recipient=person).values_list("event", flat=True))
