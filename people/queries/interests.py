"""How many people chose each interest."""

from django.db.models import Count, QuerySet

from core.search import narrowed
from people.models import PersonalInterest
from programs.models import Institution, InterestTerm


def counted_terms(school: Institution, *, words: str = "") -> QuerySet[InterestTerm]:
    """Return the school's interests by facet and name, each with `number`, how many people chose it."""
    terms = narrowed(school.interest_terms.all(), words, "name", "aliases__name")
    return terms.annotate(number=Count("people")).order_by("facet", "name")


def number_with_both(term: InterestTerm, other: InterestTerm) -> int:
    """Return how many people chose the two."""
    theirs = PersonalInterest.objects.filter(term=term).values("user")
    return PersonalInterest.objects.filter(term=other, user__in=theirs).count()
