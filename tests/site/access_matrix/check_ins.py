"""Check-ins: a part of the matrix of `pairs`."""

from typing import Any

from django.utils import timezone

from pairs.models import CheckIn, CheckInAnswers, SharedWords
from tests.factories.pairs import MentorshipFactory
from tests.site.access_matrix import Route, World, for_roles


def _pair_args(world: World) -> dict[str, Any]:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    return {"pk": pair.pk}


def _shared(world: World) -> dict[str, Any]:
    """The student asks for a talk."""
    now = timezone.now()
    row = CheckIn(
        mentorship_id=_pair_args(world)["pk"],
        person=world.people["student"],
        kind=CheckIn.Kind.EARLY,
        answered_at=now,
        shared_at=now,
    )
    row.answers, row.shared = CheckInAnswers("unsure").as_json(), SharedWords("Please call").as_json()
    row.save(force_insert=True)
    return {"pk": row.pk}


def _slug(world: World) -> dict[str, Any]:
    _shared(world)
    return {"slug": world.program.slug}


CHECK_INS: dict[str, Route] = {
    "pairs:check-in": Route(for_roles(student=200, mentor=200, coordinator=403, admin=403), _pair_args),
    "pairs:list-talks": Route(
        for_roles(outsider=403, student=403, mentor=403, coordinator=200, admin=403, safeguarding=403), _slug
    ),
    "pairs:note-talk": Route(for_roles(coordinator=302), _shared, method="post"),
}
