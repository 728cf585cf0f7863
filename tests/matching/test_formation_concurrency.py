"""Two people at once: groups are formed and published once, whoever is faster."""

from datetime import datetime

import pytest

from accounts.models import User
from matching.models import Formation
from matching.queries.formations import members_of
from matching.services.formation_publishing import publish_groups
from matching.services.formations import begin_forming, create_formation, discard
from matching.services.forming import form
from pairs.models import GroupMember, MentoringGroup
from people.models import Enrollment
from people.services.withdrawals import withdraw_enrollment
from programs.models import Cycle
from tests.formations import QUICK, people_for
from tests.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_coordinators_start_one_formation(cycle: Cycle, coordinator: User, now: datetime) -> None:
    people_for(cycle)
    outcomes = at_once([lambda: create_formation(cycle=cycle, by=coordinator, now=now)] * 2)
    assert sorted(outcomes) == ["LiveFormationExists", "done"]
    assert Formation.objects.count() == 1


def test_two_workers_store_one_result(draft: Formation, now: datetime) -> None:
    assert at_once([lambda: begin_forming(draft, now=now)] * 2) == ["done", "done"]
    assert at_once([lambda: form(draft.pk, clock=lambda: now, search=QUICK)] * 2) == ["done", "done"]
    assert draft.members.count() == 6


def test_groups_published_by_two_are_made_once(proposed: Formation, coordinator: User, now: datetime) -> None:
    assert at_once([lambda: publish_groups(proposed, by=coordinator, now=now)] * 2) == ["done", "done"]
    assert MentoringGroup.objects.count() == 2
    assert GroupMember.objects.count() == 6


def test_groups_are_published_or_discarded_never_both(proposed: Formation, coordinator: User, now: datetime) -> None:
    at_once([lambda: publish_groups(proposed, by=coordinator, now=now), lambda: discard(proposed)])
    proposed.refresh_from_db()
    assert (proposed.state == Formation.State.PUBLISHED) == MentoringGroup.objects.exists()


def test_nobody_withdraws_into_a_group(proposed: Formation, coordinator: User, now: datetime) -> None:
    member = next(one for one in members_of(proposed) if one.enrollment)
    enrollment = member.enrollment
    assert enrollment
    at_once([
        lambda: publish_groups(proposed, by=coordinator, now=now),
        lambda: withdraw_enrollment(enrollment, by=member.person, now=now),
    ])  # fmt: skip
    enrollment.refresh_from_db()
    assert enrollment.state == Enrollment.State.WITHDRAWN
    published = Formation.objects.get().state == Formation.State.PUBLISHED
    assert published == GroupMember.objects.exists()
