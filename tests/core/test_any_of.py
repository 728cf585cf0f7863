"""What is in any of several queries."""

import pytest

from core.any_of import any_of
from programs.models import Cycle
from tests.factories.programs import CycleFactory

pytestmark = pytest.mark.django_db


def test_each_row_once_whatever_becomes_of_the_query() -> None:
    one, other, _third = CycleFactory.create_batch(3)
    rows = Cycle.objects
    found = any_of(rows.none(), rows.filter(pk=one.pk), rows.filter(pk__in=(one.pk, other.pk)))
    assert list(found.order_by("pk")) == [one, other]
    assert found.exclude(pk=one.pk).get() == other
    assert found.filter(pk__in=()).count() == any_of(rows.none(), rows.none()).count() == 0
