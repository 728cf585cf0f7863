import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User, validate_time_zone
from tests.factories.accounts import UserFactory


def test_display_name_has_title_and_letters() -> None:
    user = User(title="Dr", given_name="Ruth", family_name="Nambozo-Hale", credentials="MD")
    assert user.display_name == "Dr Ruth Nambozo-Hale, MD"
    assert user.initials == "RN"


def test_formal_name_without_title_is_the_full_name() -> None:
    assert User(given_name="Noor", family_name="Haddad-Quist").formal_name == "Noor Haddad-Quist"


def test_two_people_cannot_share_an_address_in_other_letters(db: None) -> None:
    UserFactory.create(email="noor@haldenlake.example")
    with pytest.raises(IntegrityError):
        UserFactory.create(email="Noor@haldenlake.example")


def test_it_refuses_a_time_zone_that_does_not_exist() -> None:
    with pytest.raises(ValidationError):
        validate_time_zone("Mars/Olympus")
