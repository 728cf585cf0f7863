from datetime import timedelta
from typing import Any

from django.utils import timezone

from surveys.models import AskedPerson, SurveyResponse, Wave
from surveys.models.waves import written_answers
from tests.factories.surveys import WaveFactory
from tests.site.access_matrix import Route, World, for_roles


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


MATRIX: dict[str, Route] = {
    "surveys:answer": Route(for_roles(student=200, mentor=200), _pk),
    "surveys:show-answers": Route(for_roles(student=200, mentor=200), _pk),
    "surveys:take-back": Route(for_roles(student=302, mentor=302), _pk, method="post"),
}
