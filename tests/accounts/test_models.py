import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.forms import ProfileForm
from accounts.models import User, validate_time_zone
from accounts.queries import profile_values
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


@pytest.mark.parametrize("user", [User(given_name="Suharto"), User(title="Dr", given_name="Nakato")])
def test_one_name_is_a_name(user: User) -> None:
    assert user.display_name == user.formal_name == f"{user.title} {user.given_name}".strip()
    assert user.get_short_name() == user.given_name
    assert user.initials == user.given_name[0]


def _stores_one_spelling() -> None:
    first = UserFactory.create(email="Inga@München.example")
    assert first.email == "inga@xn--mnchen-3ya.example"
    for spelling in ("inga@xn--mnchen-3ya.example", "INGA@MÜNCHEN.EXAMPLE", "Inga <inga@münchen.example>"):
        assert User.objects.get(email=spelling) == first
        assert User.objects.filter(email__iexact=spelling).count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.bulk_create([User(email=spelling, given_name="Inga")])
    for written in ("inga@m\u00fcnchen.example", "INGA@out.example"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET email = %s", [written])


def test_the_database_holds_one_spelling_of_an_address(db: None) -> None:
    _stores_one_spelling()


@pytest.mark.postgres
def test_postgresql_holds_one_spelling_of_an_address(db: None) -> None:
    _stores_one_spelling()


def test_people_with_one_name_stand_where_it_sorts_them(db: None) -> None:
    for given, family in (("Zoë", "Abbott"), ("Nakato", ""), ("Ada", "Zimmer")):
        UserFactory.create(given_name=given, family_name=family)
    assert [user.given_name for user in User.objects.all()] == ["Zoë", "Nakato", "Ada"]
    with pytest.raises(IntegrityError):
        UserFactory.create(given_name="", family_name="Alone")


@pytest.mark.parametrize(
    ("before", "after", "taken"),
    [
        ("", "Prof", False),
        ("", "Dr", False),
        ("Dr", "Prof", False),
        ("Dr", "Dr", True),
        ("Dr", "", True),
        ("", "Ms", True),
        ("", "Mx", True),
    ],
)
def test_nobody_gives_themselves_an_academic_title(before: str, after: str, taken: bool, db: None) -> None:
    user = UserFactory.create(title=before, given_name="Noor")
    form = ProfileForm(user_data(user) | {"title": after}, stored=profile_values(user))
    assert ("title" not in form.errors) is taken


def user_data(user: User) -> dict[str, str]:
    return {"title": user.title, "given_name": user.given_name, "family_name": user.family_name, "time_zone": "UTC"}
