"""Two records of one person become one: nothing that names either is forgotten."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from django.db.models import ForeignObjectRel

from accounts.errors import MergeRefused
from accounts.models import SignInLink, User
from accounts.services.merging import merge_people, reference_to
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> User:
    return UserFactory.create(given_name="Noor", family_name="Haddad-Quist", headline="")


@pytest.fixture
def gone() -> User:
    return UserFactory.create(given_name="Noor", family_name="Haddad", headline="Listens")


def test_every_column_that_names_a_person_says_what_becomes_of_it() -> None:
    """A new one fails here until its app registers it with `accounts.services.merging`."""
    relations = [field for field in User._meta.get_fields(include_hidden=True) if isinstance(field, ForeignObjectRel)]
    columns = [(relation.related_model, relation.field.name) for relation in relations if not relation.many_to_many]
    assert len(columns) > 40
    unsaid = [f"{model}.{name}" for model, name in columns if reference_to(model, name) is None]
    assert unsaid == []


def test_the_record_that_goes_is_empty_and_signs_nobody_in(kept: User, gone: User) -> None:
    old = gone.email
    merge_people(kept, gone, with_address=True)
    gone.refresh_from_db()
    assert (gone.is_active, gone.merged_into, gone.has_usable_password()) == (False, kept, False)
    assert filter_users_by_email(old) == [kept]
    assert list(EmailAddress.objects.filter(user=kept, primary=True).values_list("email", flat=True)) == [kept.email]
    assert not SignInLink.objects.filter(user=gone).exists()
    kept.refresh_from_db()
    assert (kept.family_name, kept.headline) == ("Haddad-Quist", "Listens")


def test_an_address_that_is_not_taken_along_signs_nobody_in(kept: User, gone: User) -> None:
    old = gone.email
    merge_people(kept, gone, with_address=False)
    assert filter_users_by_email(old) == []
    assert filter_users_by_email(kept.email) == [kept]


@pytest.mark.parametrize("changed", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}])
def test_who_looks_after_the_site_is_not_merged(changed: dict[str, Any], kept: User, gone: User) -> None:
    User.objects.filter(pk=gone.pk).update(**changed)
    with pytest.raises(MergeRefused):
        merge_people(kept, gone, with_address=True)


def test_a_record_is_merged_once_and_not_with_itself(kept: User, gone: User) -> None:
    with pytest.raises(MergeRefused):
        merge_people(kept, kept, with_address=True)
    merge_people(kept, gone, with_address=True)
    with pytest.raises(MergeRefused):
        merge_people(kept, gone, with_address=True)
