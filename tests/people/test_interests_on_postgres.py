"""Two administrators, or one and a student, change the same interests at the same moment."""

import pytest
from django.db import transaction

from accounts.models import User
from people.models import PersonalInterest
from people.services.enrollments import set_interests
from people.services.interests import merge_terms
from programs.models import Facet, Institution, InterestTerm
from programs.services import interests
from tests.factories.accounts import UserFactory
from tests.factories.programs import InterestTermFactory, ProgramFactory
from tests.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _two(institution: Institution) -> tuple[InterestTerm, InterestTerm]:
    one, other = (InterestTermFactory.create(institution=institution) for _ in range(2))
    return one, other


@transaction.atomic
def _choose(person: User, term: InterestTerm) -> None:
    set_interests(person, program=ProgramFactory.create(institution=term.institution), interests=[term])


def test_two_merge_the_same_pair_in_opposite_directions(institution: Institution) -> None:
    one, other = _two(institution)
    people = UserFactory.create_batch(5)
    PersonalInterest.objects.bulk_create(
        PersonalInterest(user=person, term=term) for person in people for term in (one, other)
    )
    results = at_once([lambda: merge_terms(one.pk, into_pk=other.pk), lambda: merge_terms(other.pk, into_pk=one.pk)])
    assert sorted(results) == ["TermGone", "done"]
    assert InterestTerm.objects.count() == 1
    assert PersonalInterest.objects.count() == 5


@pytest.mark.parametrize("attempt", range(3))
def test_a_student_chooses_while_it_is_merged(institution: Institution, attempt: int) -> None:
    one, other = _two(institution)
    person = UserFactory.create()
    assert at_once([lambda: _choose(person, one), lambda: merge_terms(one.pk, into_pk=other.pk)]) == ["done", "done"]
    assert [chosen.term for chosen in person.interests.select_related("term")] == [other]


def test_two_add_one_name(institution: Institution) -> None:
    def add(name: str) -> object:
        return interests.add_term(institution, facet=Facet.CAREER, name=name)

    assert sorted(at_once([lambda: add("Écoute"), lambda: add("ecoute")])) == ["NameTaken", "done"]
