"""Surveys of a program as those who write them see them."""

from dataclasses import dataclass

from programs.models import Program
from surveys.models import Phase, Survey, SurveyVersion


@dataclass(frozen=True, slots=True)
class WrittenSurvey:
    """A survey with its draft and its newest published version, either of which may be missing."""

    survey: Survey
    draft: SurveyVersion | None
    published: SurveyVersion | None

    @property
    def shown(self) -> SurveyVersion:
        """The version that its writers work on: the draft, else what is published. A survey has one of them."""
        version = self.draft or self.published
        if version is None:
            raise ValueError(self.survey)
        return version


def written(survey: Survey) -> WrittenSurvey:
    """Return a survey with its versions; they are read before or now."""
    versions = list(survey.versions.all())
    for version in versions:
        version.survey = survey
    drafts = [version for version in versions if version.is_draft]
    published = [version for version in versions if not version.is_draft]
    return WrittenSurvey(survey, drafts[0] if drafts else None, published[0] if published else None)


def written_surveys(program: Program) -> list[WrittenSurvey]:
    """Return the surveys of a program, those that are asked first, by their phase's place in a year. Two queries."""
    surveys = Survey.objects.filter(program=program).prefetch_related("versions")
    phases = list(Phase)
    return [
        written(each)
        for each in sorted(surveys, key=lambda each: (each.retired, phases.index(Phase(each.phase)), each.name))
    ]
