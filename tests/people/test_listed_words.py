"""Titles, professions and departments are those of the school's lists."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from people.imports.reading import read_people
from people.models import MentorParticipation
from people.services.listed_words import merge_word, rename_word
from programs.errors import NameTaken, WordGone
from programs.models import Cycle, Institution, ListedWord, WordList
from programs.services.listed_words import add_word, retire_word
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory
from tests.factories.people import MentorParticipationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def surgery(institution: Institution) -> ListedWord:
    return add_word(institution, kind=WordList.DEPARTMENT, name="Surgery")


def test_a_word_is_renamed_and_merged_for_everybody_who_has_it(
    institution: Institution, surgery: ListedWord, participation: MentorParticipation, mentor: User, cycle: Cycle
) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle, department_limits={"Surgery": 3})
    MentorParticipation.objects.filter(pk=participation.pk).update(department="Surgery")
    assert rename_word(surgery, name="General surgery") == 1
    participation.refresh_from_db()
    match_round.refresh_from_db()
    assert (participation.department, match_round.department_limits) == ("General surgery", {"General surgery": 3})

    doctor, physician = (add_word(institution, kind=WordList.PROFESSION, name=name) for name in ("Doctor", "Physician"))
    both = MentorParticipationFactory.create(cycle__program__institution__slug="other").mentor
    MentorParticipationFactory.create(cycle=cycle, mentor=both)
    User.objects.filter(pk__in=[mentor.pk, both.pk]).update(profession="Doctor")
    assert merge_word(doctor, into=physician) == 1
    assert [User.objects.get(pk=user.pk).profession for user in (mentor, both)] == ["Physician", "Doctor"]
    assert not institution.listed_words.filter(name="Doctor").exists()
    with pytest.raises(WordGone):
        merge_word(doctor, into=physician)
    with pytest.raises(WrongState):
        merge_word(surgery, into=physician)
    with pytest.raises(NameTaken):
        add_word(institution, kind=WordList.PROFESSION, name="physician")


def test_files_are_read_by_the_lists_and_what_is_not_on_them_is_asked_and_kept(
    cycle: Cycle, surgery: ListedWord
) -> None:
    rename_word(surgery, name="General surgery")
    file = """role,email,given_name,family_name,department,profession
mentor,a@x.example,A,B,SURGERY,Seer
mentor,b@x.example,C,D,General surgry,
"""
    checked = read_people(file.encode(), cycle=cycle)
    assert [row.department for row in checked.rows] == ["General surgery", "General surgry"]
    assert not checked.problems
    assert [(word.word, word.nearest, word.is_kept) for word in checked.unknown] == [
        ("General surgry", "General surgery", True)
    ]


def test_an_administrator_settles_what_is_in_use_and_forms_offer_the_list(
    institution: Institution,
    surgery: ListedWord,
    participation: MentorParticipation,
    mentor: User,
    admin: User,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: Any,
) -> None:
    MentorParticipation.objects.filter(pk=participation.pk).update(department="Surgry")
    User.objects.filter(pk=mentor.pk).update(title="Dr", profession="Physician")
    office, slug = sign_in(admin), institution.slug
    page, settle = reverse("people:list-words", args=[slug]), reverse("people:settle-words", args=[slug])
    with django_assert_num_queries(8):
        assert "In use, and not on the list" in office.get(page).content.decode()
    with django_assert_num_queries(10):
        office.get(reverse("people:edit-word", args=[slug, surgery.pk]))
    for data in (
        {"kind": "department", "name": "Surgry", "into": surgery.pk},
        {"kind": "profession", "name": "Physician", "into": ""},
    ):
        assert office.post(settle, data).status_code == 302
    assert office.post(settle, {"kind": "profession", "name": "Seer", "into": ""}).status_code == 404
    participation.refresh_from_db()
    assert participation.department == "Surgery"
    oversight = reverse("people:edit-participation", args=[participation.pk])
    fields = sign_in(coordinator).get(oversight).context["form"].fields
    assert [word for word, _label in fields["department"].choices] == ["", "Surgery"]

    own = sign_in(mentor).get(oversight).context["form"].fields
    assert [word for word, _label in own["profession"].choices] == ["", "Physician"]
    assert [word for word, _label in own["title"].choices][:2] == ["", "Dr"]
    retire_word(institution.listed_words.get(name="Physician"), now=now)
    add_word(institution, kind=WordList.PROFESSION, name="Nurse")
    again = sign_in(mentor).get(oversight).context["form"].fields
    assert [word for word, _label in again["profession"].choices] == ["", "Physician", "Nurse"]
    stranger = sign_in(coordinator).get(page)
    assert stranger.status_code in (403, 404)
