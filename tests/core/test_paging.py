"""One page of a long list."""

import pytest
from django.db.models import F
from django.test import RequestFactory

from accounts.models import User
from core.paging import PER_PAGE, page_of, page_of_wide

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("more", [0, 1])
def test_a_page_of_wide_rows_has_the_same_rows(more: int) -> None:
    User.objects.bulk_create(
        User(email=f"{n}@school.example", given_name="A", family_name=f"{n % 5}") for n in range(PER_PAGE + more)
    )
    rows = User.objects.annotate(name=F("family_name")).order_by("-name", "pk")
    for place in "12":
        request = RequestFactory().get("/", {"page": place})
        wide, plain = page_of_wide(request, rows), page_of(request, rows)
        assert [(row.pk, vars(row)["name"]) for row in wide] == [(row.pk, vars(row)["name"]) for row in plain]
        assert (wide.number, wide.paginator.count) == (plain.number, PER_PAGE + more)
