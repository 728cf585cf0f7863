"""The list of interests: who chose what, and what becomes of it when the list changes."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from core.revisions import EditedMeanwhile, revision_of, stored_fields
from people.imports.vocabulary import vocabulary_of
from people.models import PersonalInterest
from people.services.enrollments import set_interests
from people.services.interests import merge_terms
from programs.errors import NameTaken, TermGone
from programs.models import Cycle, Facet, HandbookVersion, Institution, InterestAlias, InterestTerm
from programs.services import interests
from programs.services.handbooks import acknowledge_handbook
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.programs import InstitutionFactory, InterestTermFactory, ProgramFactory
from tests.handbooks import text

NEEDS = {
    "given_name": "Noor",
    "time_zone": "UTC",
    "first_need": "networking",
    "second_need": "",
    "third_need": "",
    "introduction": "",
}


@pytest.fixture
def office(sign_in: SignIn, admin: User) -> Client:
    return sign_in(admin)


@pytest.fixture
def old(institution: Institution) -> InterestTerm:
    return InterestTermFactory.create(institution=institution, name="Paeds", slug="paeds")


@pytest.fixture
def new(institution: Institution) -> InterestTerm:
    return InterestTermFactory.create(institution=institution, name="Pediatrics", slug="pediatrics")


def _choose(*terms: InterestTerm) -> User:
    person = UserFactory.create()
    set_interests(person, program=ProgramFactory.create(), interests=terms)
    return person


def _of(person: User) -> list[str]:
    return sorted(PersonalInterest.objects.filter(user=person).values_list("term__name", flat=True))


def test_merging_gives_everybody_the_other_and_nobody_twice(old: InterestTerm, new: InterestTerm) -> None:
    rest = InterestTermFactory.create(institution=old.institution, name="Surgery")
    one, both, other = _choose(old, rest), _choose(old, new), _choose(new)
    assert merge_terms(old.pk, into_pk=new.pk) == 2
    assert [_of(person) for person in (one, both, other)] == [["Pediatrics", "Surgery"], ["Pediatrics"], ["Pediatrics"]]
    assert not InterestTerm.objects.filter(pk=old.pk).exists()


def test_merging_again_or_both_ways_is_refused(old: InterestTerm, new: InterestTerm) -> None:
    person, gone = _choose(old), old.pk
    merge_terms(gone, into_pk=new.pk)
    for pk, into in ((gone, new.pk), (new.pk, gone)):
        with pytest.raises(TermGone):
            merge_terms(pk, into_pk=into)
    with pytest.raises(WrongState):
        merge_terms(new.pk, into_pk=new.pk)
    assert _of(person) == ["Pediatrics"]


def test_nothing_is_merged_into_what_is_not_offered_or_of_another_school(
    old: InterestTerm, new: InterestTerm, now: datetime
) -> None:
    foreign = InterestTermFactory.create(institution=InstitutionFactory.create(slug="other"))
    interests.retire_term(new, now=now)
    for into in (new, foreign):
        with pytest.raises(WrongState):
            merge_terms(old.pk, into_pk=into.pk)


def test_who_chose_it_on_an_open_page_gets_the_other(old: InterestTerm, new: InterestTerm) -> None:
    third = InterestTermFactory.create(institution=old.institution, name="Child health")
    merge_terms(old.pk, into_pk=new.pk)
    merge_terms(new.pk, into_pk=third.pk)
    assert _of(_choose(old, new)) == ["Child health"]


def test_a_form_that_was_open_means_the_other(
    sign_in: SignIn,
    student: User,
    handbook: HandbookVersion,
    old: InterestTerm,
    institution: Institution,
    now: datetime,
) -> None:
    new = InterestTermFactory.create(institution=old.institution, name="Child health", facet=Facet.CAREER)
    page, gone = sign_in(student), old.pk
    acknowledge_handbook(handbook, by=student, now=now)
    merge_terms(gone, into_pk=new.pk)
    url = reverse("people:enroll", args=["compass"])
    assert page.post(url, NEEDS | {"interests": [gone]}).status_code == 302
    assert _of(student) == ["Child health"]


def test_a_retired_interest_is_kept_and_not_offered(
    sign_in: SignIn, student: User, handbook: HandbookVersion, old: InterestTerm, new: InterestTerm, now: datetime
) -> None:
    acknowledge_handbook(handbook, by=student, now=now)
    set_interests(student, program=handbook.program, interests=[old])
    for term in (old, new):
        interests.retire_term(term, now=now)
    client = sign_in(student)
    url = reverse("people:enroll", args=["compass"])
    page = text(client.get(url))
    assert "Paeds" in page
    assert "Pediatrics" not in page
    refused = client.post(url, NEEDS | {"interests": [old.pk, new.pk]})
    assert refused.status_code == 422
    assert "One of these isn’t offered any more." in text(refused)
    assert client.post(url, NEEDS | {"interests": [old.pk]}).status_code == 302
    assert _of(student) == ["Paeds"]
    interests.bring_back_term(new)
    assert "Pediatrics" in text(client.get(url))


def test_searching_interests_keeps_what_was_typed_and_saves_nothing(
    sign_in: SignIn, student: User, handbook: HandbookVersion, old: InterestTerm, new: InterestTerm, now: datetime
) -> None:
    """Without a script: by its button, or by Enter, which presses the first button of the form."""
    acknowledge_handbook(handbook, by=student, now=now)
    client, url = sign_in(student), reverse("people:enroll", args=["compass"])
    typed = NEEDS | {"first_need": "", "introduction": "I sing.", "interests": [old.pk], "find_interest": "pediat"}
    for button in ({"find": "1"}, {"enter": "1"}):
        page = client.post(url, typed | button)
        assert page.status_code == 200
        assert not page.context["form"].errors
        shown = text(page)
        assert "1 interest matches “pediat”." in shown
        assert "I sing." in shown
        row = r'<li( hidden)?>\s*<label class="form-check">\s*<input [^>]*?value="(\d+)"[^>]*?( checked)?>'
        boxes = re.findall(row, page.content.decode())
        assert {(int(key), bool(gone), bool(chosen)) for gone, key, chosen in boxes} == {
            (old.pk, True, True),
            (new.pk, False, False),
        }
    assert not student.interests.exists()
    # Enter in another line saves, though the page still shows what was searched for.
    saves = NEEDS | {"interests": [old.pk], "find_interest": "pediat", "found_interest": "pediat", "enter": "1"}
    assert client.post(url, saves).status_code == 302
    assert _of(student) == ["Paeds"]


def test_retiring_twice_and_bringing_back_twice_change_nothing(old: InterestTerm, now: datetime) -> None:
    for _ in range(2):
        assert interests.retire_term(old, now=now).retired_at == now
    for _ in range(2):
        assert interests.bring_back_term(old).retired_at is None


@pytest.mark.parametrize("name", ["Paeds", "paeds", "PAEDS", "Pæds"])
def test_a_name_is_on_the_list_once(institution: Institution, old: InterestTerm, name: str) -> None:
    with pytest.raises(NameTaken):
        interests.add_term(institution, facet=Facet.CAREER, name=name)
    other = InterestTermFactory.create(institution=institution, name="Surgery")
    with pytest.raises(NameTaken):
        interests.rename_term(other, facet=Facet.CAREER, name=name)
    interests.rename_term(old, facet=Facet.CAREER, name=name)


def test_the_database_keeps_names_apart_too(institution: Institution, old: InterestTerm) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        InterestTerm.objects.create(institution=institution, facet=Facet.CAREER, slug="x", name="PAEDS")


def test_a_new_name_may_look_like_an_old_one(institution: Institution, old: InterestTerm, cycle: Cycle) -> None:
    interests.rename_term(old, facet=Facet.SPECIALTY, name="Child health")
    again = interests.add_term(institution, facet=Facet.CAREER, name="Paeds")
    assert again.slug == "paeds-2"
    known = vocabulary_of(cycle, ()).terms
    assert (known["paeds"].name, known["child health"].name) == ("Paeds", "Child health")


def test_a_file_that_names_a_merged_interest_is_understood(
    institution: Institution, old: InterestTerm, new: InterestTerm, cycle: Cycle
) -> None:
    merge_terms(old.pk, into_pk=new.pk)
    assert vocabulary_of(cycle, ()).terms["paeds"].name == "Pediatrics"
    interests.add_term(institution, facet=Facet.SPECIALTY, name="Paeds")
    assert vocabulary_of(cycle, ()).terms["paeds"].name == "Paeds"
    assert not InterestAlias.objects.exists()


def test_two_who_rename_one_interest_see_each_other(old: InterestTerm) -> None:
    seen = revision_of(stored_fields(old, ("facet", "name")))
    interests.rename_term(old, facet=Facet.SPECIALTY, name="Child health", began_from=seen)
    with pytest.raises(EditedMeanwhile):
        interests.rename_term(old, facet=Facet.SPECIALTY, name="Children", began_from=seen)


def test_the_list_counts_people_and_is_searched_by_old_names_too(
    office: Client, old: InterestTerm, new: InterestTerm
) -> None:
    for _ in range(2):
        _choose(new)
    _choose(old)
    page = office.get(reverse("people:list-interests", args=["halden-lake"])).context["page"]
    assert {term.name: term.number for term in page} == {"Paeds": 1, "Pediatrics": 2}
    merge_terms(old.pk, into_pk=new.pk)
    url = reverse("people:list-interests", args=["halden-lake"])
    assert "Pediatrics" in text(office.get(url, {"q": "paeds"}))
    assert "No interest matches this search." in text(office.get(url, {"q": "astronomy"}))


def test_an_administrator_merges_by_form(office: Client, old: InterestTerm, new: InterestTerm) -> None:
    _choose(old, new)
    url = reverse("people:merge-interest", args=["halden-lake", old.pk])
    page = office.get(url, {"into": new.pk})
    assert "1 of them has it already." in text(page)
    data = {"into": new.pk, "revision": page.context["revision"]}
    assert "Paeds is now part of Pediatrics, for 1 person." in text(office.post(url, data, follow=True))
    assert office.post(url, data).status_code == 404


def test_a_merge_asks_again_when_a_name_changed(office: Client, old: InterestTerm, new: InterestTerm) -> None:
    url = reverse("people:merge-interest", args=["halden-lake", old.pk])
    revision = office.get(url, {"into": new.pk}).context["revision"]
    interests.rename_term(new, facet=Facet.SPECIALTY, name="Surgery")
    refused = office.post(url, {"into": new.pk, "revision": revision})
    assert refused.status_code == 422
    assert "Someone renamed one of the two." in text(refused)
    assert InterestTerm.objects.count() == 2


def test_a_merge_into_nothing_says_what_is_missing(office: Client, old: InterestTerm) -> None:
    page = office.get(reverse("people:merge-interest", args=["halden-lake", old.pk]), {"into": ""})
    assert (page.status_code, list(page.context["merge_form"].errors)) == (200, ["into"])


@pytest.mark.parametrize("into", ["x", "999999", "9" * 400])
def test_a_merge_needs_another_interest(office: Client, old: InterestTerm, into: str) -> None:
    for choice in (into, str(old.pk)):
        assert (
            office.get(reverse("people:merge-interest", args=["halden-lake", old.pk]), {"into": choice}).status_code
            == 422
        )


def test_an_administrator_adds_renames_and_retires_by_form(office: Client, old: InterestTerm) -> None:
    add, edit = (
        reverse("people:add-interest", args=["halden-lake"]),
        reverse("people:edit-interest", args=["halden-lake", old.pk]),
    )
    assert office.post(add, {"facet": "career", "name": "Rural practice"}).status_code == 302
    refused = office.post(add, {"facet": "career", "name": "rural PRACTICE"})
    assert refused.status_code == 422
    assert "Rural practice is on the list already." in text(refused)
    assert office.post(edit, {"facet": "personal", "name": "  "}).status_code == 422
    assert office.post(edit, {"facet": "personal", "name": "Rural practice"}).status_code == 422
    assert office.post(edit, {"facet": "personal", "name": "Children"}).status_code == 302
    offer = reverse("people:retire-interest", args=["halden-lake", old.pk])
    assert office.post(offer, {}).status_code == 404
    assert "isn’t offered any more" in text(office.post(offer, {"offered": "no"}, follow=True))
    refused = office.post(add, {"facet": "career", "name": "Children"})
    assert "Bring it back instead." in text(refused)
    assert "Children is offered again." in text(office.post(offer, {"offered": "yes"}, follow=True))


def test_interests_of_another_school_are_not_there(office: Client) -> None:
    foreign = InterestTermFactory.create(institution=InstitutionFactory.create(slug="other"))
    assert office.get(reverse("people:edit-interest", args=["halden-lake", foreign.pk])).status_code == 404


def test_the_pages_ask_as_often_for_many(
    office: Client, institution: Institution, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        terms = [InterestTermFactory.create(institution=institution) for _ in range(number)]
        people = UserFactory.create_batch(number)
        PersonalInterest.objects.bulk_create(PersonalInterest(user=p, term=t) for p in people for t in terms)
        with django_assert_num_queries(6):
            office.get(reverse("people:list-interests", args=["halden-lake"]))
        with django_assert_num_queries(7):
            office.get(reverse("people:edit-interest", args=["halden-lake", terms[0].pk]))
