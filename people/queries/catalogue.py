"""For whom the catalogue of messages shows a message."""

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.models import User
from people.models import Enrollment, MentorParticipation
from programs.models import Program

_FEW = 8


def people_named(program: Program, words: str) -> list[User]:
    """Return a few people of the program whose name or address has `words` in it, by name, with their preferences."""
    named = User.objects.annotate(whole=Concat(F("given_name"), Value(" "), F("family_name")))
    found = named.filter(_in_program(program), Q(whole__icontains=words) | Q(email__icontains=words), is_active=True)
    return list(found.select_related("notification_preference").order_by("sort_name", "given_name", "pk")[:_FEW])


def hears_as_mentee(program: Program, person: User) -> bool:
    """Whether what is told to both sides is told to `person` as to a mentee; to somebody of neither side, too."""
    mentors = MentorParticipation.objects.current().filter(cycle__program=program, mentor=person)
    return not mentors.exists() or _mentees(program).filter(mentee=person).exists()


def _in_program(program: Program) -> Q:
    mentors = MentorParticipation.objects.current().filter(cycle__program=program)
    return Q(pk__in=_mentees(program).values("mentee")) | Q(pk__in=mentors.values("mentor"))


def _mentees(program: Program) -> QuerySet[Enrollment]:
    return Enrollment.objects.not_withdrawn().filter(cycle__program=program)
