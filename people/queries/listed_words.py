"""Who has which of a school’s titles, professions and departments."""

from django.db.models import Count, QuerySet

from accounts.models import User
from people.models import MentorParticipation
from people.models.schools import beyond_schools, in_schools
from programs.models import Institution, WordList


def people_with(school: Institution, kind: WordList) -> QuerySet[User]:
    """Those whose title or profession the school’s list is about: its own people, and of no other school."""
    return User.objects.filter(in_schools([school.pk])).exclude(beyond_schools([school.pk])).exclude(**{kind.value: ""})


def mentors_with(school: Institution) -> QuerySet[MentorParticipation]:
    """The years of mentors of the school who have a department."""
    return MentorParticipation.objects.filter(cycle__program__institution=school).exclude(department="")


def words_in_use(school: Institution) -> dict[str, dict[str, int]]:
    """Return list → word → how many people have it. One query for each list."""
    found: dict[str, dict[str, int]] = {}
    for kind in (WordList.TITLE, WordList.PROFESSION):
        people = people_with(school, kind).order_by().values_list(kind.value)
        found[kind] = dict(people.annotate(Count("pk")))
    departments = mentors_with(school).order_by().values_list("department")
    found[WordList.DEPARTMENT] = dict(departments.annotate(Count("mentor", distinct=True)))
    return found
