"""From an address to an object: invisible is 404."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from programs.access import get_configurable_program_for
from surveys.models import AskedPerson, Survey, Wave


def get_asked_for(user: User, pk: int) -> AskedPerson:
    """Return how `user` is asked in the wave; for everybody else there is no such page."""
    rows = AskedPerson.objects.filter(person=user, person__is_active=True)
    return get_object_or_404(rows.select_related("wave__version__survey", "wave__cycle__program__institution"), wave=pk)


def get_survey_for(user: User, slug: str, pk: int) -> Survey:
    """Return a survey of a program, with its versions, for those who coordinate or administer it."""
    program = get_configurable_program_for(user, slug)
    survey = get_object_or_404(Survey.objects.prefetch_related("versions__published_by"), program=program, pk=pk)
    survey.program = program
    return survey


def get_wave_for(user: User, pk: int) -> Wave:
    """Return a wave for those who run its program; who is asked in it has a page of their own."""
    rows = Wave.objects.filter(version__survey__in=Survey.objects.visible_to(user))
    return get_object_or_404(rows.select_related("version__survey", "cycle__program__institution"), pk=pk)
