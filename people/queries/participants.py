"""The reads that programs need of those who take part."""

from django.db.models import QuerySet, Sum

from accounts.models import Reader, User
from people.models import Enrollment, MentorParticipation
from people.policies import sides_in, took_part_in
from programs.models.participants import Keys, Participants


def is_enrolling(user: User, program: int) -> bool:
    """Whether `user` has begun to enroll in the program and not finished."""
    begun = Enrollment.objects.filter(mentee=user, cycle__program=program, state=Enrollment.State.STARTED)
    return begun.exists()


def mentees_and_mentors(cycles: Keys, answered: bool) -> tuple[QuerySet[User], QuerySet[User]]:
    """Return who takes part in one of `cycles` and has not finished or left; `answered`: without the invited."""
    mentees = Enrollment.objects.current().filter(cycle__in=cycles)
    mentors = MentorParticipation.objects.current().filter(cycle__in=cycles)
    if answered:
        mentees = mentees.exclude(state=Enrollment.State.INVITED)
        mentors = mentors.exclude(state=MentorParticipation.State.INVITED)
    return (
        User.objects.filter(pk__in=mentees.values("mentee")),
        User.objects.filter(pk__in=mentors.values("mentor")),
    )


def own_enrollment(user: Reader, cycle: int) -> Enrollment | None:
    """Return the enrollment of `user` in the cycle, unless they have left it."""
    if not user.is_authenticated:
        return None
    return Enrollment.objects.not_withdrawn().filter(cycle=cycle, mentee=user).first()


def places_offered(cycle: int) -> int:
    """Return the places that mentors who are ready offer."""
    ready = MentorParticipation.objects.filter(cycle=cycle, state=MentorParticipation.State.READY)
    return ready.aggregate(places=Sum("capacity"))["places"] or 0


def has_people(program: int) -> bool:
    """Return whether anybody is or was in a year of the program, whatever became of them."""
    records = (Enrollment.objects, MentorParticipation.objects)
    return any(rows.filter(cycle__program=program).exists() for rows in records)


def programs_of(user: User) -> tuple[Keys, Keys]:
    """Return the keys of the programs in which `user` takes part or took part, as mentee and as mentor."""
    mentee_in = Enrollment.objects.not_withdrawn().filter(mentee=user).order_by()
    mentor_in = MentorParticipation.objects.not_declined().filter(mentor=user).order_by()
    return mentee_in.values_list("cycle__program", flat=True), mentor_in.values_list("cycle__program", flat=True)


PARTICIPANTS = Participants(
    is_enrolling=is_enrolling,
    sides_in=sides_in,
    took_part_in=took_part_in,
    mentees_and_mentors=mentees_and_mentors,
    own_enrollment=own_enrollment,
    places_offered=places_offered,
    has_people=has_people,
    programs_of=programs_of,
)
