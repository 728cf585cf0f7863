"""Writes of surveys and their versions."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from programs.models import Program
from surveys.errors import NotReady
from surveys.models import Asked, Phase, Survey, SurveyVersion, Wave
from surveys.models.content import Content
from surveys.models.content_check import content_problems
from surveys.services.instruments import instrument_problems


@transaction.atomic
def create_survey(program: Program, *, name: str, phase: Phase, asked: Asked, content: Content) -> SurveyVersion:
    """Create a survey with its first draft.

    Args:
        program: whose survey it is.
        name: what staff call it; people read the title of its content, where it has one.
        phase: when it is answered.
        asked: who answers it.
        content: of the draft; it need not be complete.
    """
    survey = Survey.objects.create(program=program, name=name, phase=phase, asked=asked)
    return SurveyVersion.objects.create(survey=survey, number=1, content=content)


@transaction.atomic
def start_draft(survey: Survey) -> SurveyVersion:
    """Return the draft of the survey; where there is none, a new one with the words of the last version."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    draft = survey.versions.filter(state=SurveyVersion.State.DRAFT).first()
    if draft:
        return draft
    last = survey.versions.first()
    if last is None:
        raise ValueError(survey)  # a survey begins with a version
    number = survey.versions.aggregate(last=Max("number"))["last"] + 1
    return SurveyVersion.objects.create(survey=survey, number=number, content=last.content)


@transaction.atomic
def publish_version(version: SurveyVersion, *, by: User | None, now: datetime, began_from: str = "") -> SurveyVersion:
    """Publish a draft. From now on it cannot be changed; waves that nobody was asked in take it.

    Args:
        version: a draft.
        by: who publishes it; None for what comes with the demo or a template.
        now: the instant.
        began_from: the revision of the content that `by` has read; empty where nobody has read it.

    Raises:
        EditedMeanwhile: somebody has changed the draft since.
        NotReady: the content has problems, or an instrument in it is off or was reworded.
        WrongState: it was published already.
    """
    current = SurveyVersion.objects.select_for_update().get(pk=version.pk)
    if not current.is_draft:
        raise WrongState(_("This version was published already. Start a new draft to change something."))
    refuse_stale(began_from, stored=current.content, message=_("The draft was changed meanwhile. Read it once more."))
    problems = content_problems(current.content)
    problems = problems or list(instrument_problems(current.survey.program.institution, current.questions))
    if problems:
        first = problems[0]
        raise NotReady(f"{first.place}: {first.message}" if first.place else first.message)
    current.state, current.published_at, current.published_by = SurveyVersion.State.PUBLISHED, now, by
    current.save(update_fields=["state", "published_at", "published_by"])
    Wave.objects.filter(version__survey=current.survey_id, opens_at__gt=now, asked=None).update(version=current)
    return current
