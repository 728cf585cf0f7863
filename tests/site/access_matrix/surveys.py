from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from surveys.models import AskedPerson, SurveyResponse, Wave
from surveys.models.waves import written_answers
from tests.factories.surveys import SurveyVersionFactory, WaveFactory
from tests.site.access_matrix import Expected, Route, World, everybody, for_roles


def _open(world: World) -> Wave:
    """Both are asked; the student has answered."""
    now = timezone.now()
    days = timedelta(days=7)
    wave = WaveFactory.create(cycle=world.cycle, opens_at=now - days, closes_at=now + days)
    for role, side in (("student", "mentee"), ("mentor", "mentor")):
        AskedPerson.objects.create(wave=wave, person=world.people[role], role=side, asked_at=now)
    row = SurveyResponse(wave=wave, person=world.people["student"], role="mentee", started_at=now, saved_at=now)
    row.answers, row.submitted_at = written_answers({"often": "no", "why": "Too far."}), now
    row.save(force_insert=True)
    return wave


def _pk(world: World) -> dict[str, Any]:
    return {"pk": _open(world).pk}


def _slug(world: World) -> dict[str, Any]:
    _open(world)
    return {"slug": world.program.slug}


def _planned(world: World) -> dict[str, Any]:
    now = timezone.now()
    days = timedelta(days=7)
    return {"pk": WaveFactory.create(cycle=world.cycle, opens_at=now + days, closes_at=now + 2 * days).pk}


def _survey(world: World) -> dict[str, Any]:
    return {"cycle_pk": world.cycle.pk, "pk": SurveyVersionFactory.create(survey__program=world.program).survey_id}


def _written(world: World) -> dict[str, Any]:
    """A draft in which mentees are asked."""
    draft = SurveyVersionFactory.create(survey__program=world.program, state="draft", published_at=None)
    return {"slug": world.program.slug, "pk": draft.survey_id}


def _program(world: World) -> dict[str, Any]:
    return {"slug": world.program.slug}


def _keyed(**keys: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: _written(world) | keys


def _staff(status: int) -> dict[str, Expected]:
    return for_roles(outsider=403, student=403, mentor=403, coordinator=status, admin=status, safeguarding=403)


_PART, _QUESTION = {"key": "part"}, {"key": "often"}

MATRIX: dict[str, Route] = {
    "surveys:list-surveys": Route(_staff(200), _program),
    "surveys:create-survey": Route(_staff(200), _program),
    "surveys:edit-survey": Route(_staff(200), _written),
    "surveys:edit-details": Route(_staff(200), _written),
    "surveys:publish-survey": Route(_staff(302), _written, method="post"),
    "surveys:start-version": Route(_staff(302), _written, method="post"),
    "surveys:discard-draft": Route(_staff(302), _written, method="post"),
    "surveys:preview-survey": Route(_staff(200), _written),
    "surveys:edit-languages": Route(_staff(200), _written),
    "surveys:drop-language": Route(_staff(302), _keyed(key="fr"), method="post"),
    "surveys:choose-instrument": Route(_staff(200), _written),
    "surveys:add-instrument": Route(_staff(302), _keyed(key="burnout"), method="post"),
    "surveys:add-part": Route(_staff(200), _written),
    "surveys:edit-part": Route(_staff(200), _keyed(**_PART)),
    "surveys:move-part": Route(_staff(302), _keyed(**_PART), method="post"),
    "surveys:delete-part": Route(_staff(302), _keyed(**_PART), method="post"),
    "surveys:take-questions": Route(_staff(200), _keyed(**_PART)),
    "surveys:add-question": Route(_staff(200), _keyed(**_PART, kind="text")),
    "surveys:edit-question": Route(_staff(200), _keyed(**_QUESTION)),
    "surveys:move-question": Route(_staff(302), _keyed(**_QUESTION), method="post"),
    "surveys:delete-question": Route(_staff(302), _keyed(**_QUESTION), method="post"),
    "surveys:list-waves": Route(_staff(200), _slug),
    "surveys:plan-wave": Route(_staff(200), _survey),
    "surveys:plan-year": Route(_staff(302), lambda world: {"cycle_pk": world.cycle.pk}, method="post"),
    "surveys:edit-wave": Route(for_roles(coordinator=200, admin=200), _pk),
    "surveys:open-wave": Route(for_roles(coordinator=302, admin=302), _planned, method="post"),
    "surveys:close-wave": Route(for_roles(coordinator=302, admin=302), _pk, method="post"),
    "surveys:drop-wave": Route(for_roles(coordinator=302, admin=302), _planned, method="post"),
    "surveys:list-mine": Route(everybody(200)),
    "surveys:answer": Route(for_roles(student=200, mentor=200), _pk),
    "surveys:show-answers": Route(for_roles(student=200, mentor=200), _pk),
    "surveys:take-back": Route(for_roles(student=302, mentor=302), _pk, method="post"),
}
