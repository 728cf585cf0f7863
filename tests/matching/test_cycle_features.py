"""What is kept of a cycle for a minute: where its age shows, and where never."""

import time

import pytest
from django.core.cache.backends import locmem

from matching.presentation.explanations import explain_mentors
from matching.queries import cycle_features
from matching.queries.cycle_features import KEPT_SECONDS
from matching.queries.mentors import by_overlap, lines_of, ready_mentors
from people.models import Enrollment
from programs.models import Cycle
from tests.factories.people import MentorParticipationFactory
from tests.factories.programs import InterestTermFactory


def test_of_two_processes_the_one_that_has_kept_it_is_late_in_the_order_alone(
    enrollment: Enrollment, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (locmem.LocMemCache(name, {}) for name in ("features-one", "features-two"))

    def listed(cache: locmem.LocMemCache) -> list[int]:
        monkeypatch.setattr(cycle_features, "cache", cache)
        return by_overlap(enrollment, lines_of(ready_mentors(enrollment)))

    first, second = (MentorParticipationFactory.create(cycle=cycle, mentor__family_name=name) for name in "AB")
    term = InterestTermFactory.create()
    enrollment.mentee.interests.create(term=term)
    assert listed(one) == [first.pk, second.pk]
    second.mentor.interests.create(term=term)
    assert listed(one) == [first.pk, second.pk]
    assert explain_mentors(enrollment, [second])[second.pk].shared == [term.name]
    assert listed(two) == [second.pk, first.pk]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + KEPT_SECONDS + 1)
    assert listed(one) == [second.pk, first.pk]
    third = MentorParticipationFactory.create(cycle=cycle, mentor__family_name="C")
    third.mentor.interests.create(term=term)
    assert listed(one) == listed(two) == [second.pk, third.pk, first.pk], "who is new has it counted anew"
    enrollment.mentee.interests.all().delete()
    assert listed(one) == [first.pk, second.pk, third.pk], "what the mentee looks for is read each time"
