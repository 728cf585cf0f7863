"""What one did: as a mentor, with certificates, and as a mentee, with a record of each year."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from pairs.presentation.goals import log_of
from pairs.queries.goals import achieved_goals, achievements_of
from reports.access import get_year_of_mentee_for
from reports.models import Certificate
from reports.presentation.recognition_pdf import year_pdf
from reports.queries.recognition import mentoring_records
from reports.queries.years_as_mentee import trainings_in, years_as_mentee
from reports.views.pdf_answer import pdf_answer
from sessions.presentation.looking_back import hindsight_of


@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """The reader’s own record; nobody else’s."""
    user = request.user
    certificates = Certificate.objects.valid().visible_to(user).select_related("institution")
    context = {
        "records": mentoring_records(user),
        "certificates": certificates,
        "years": years_as_mentee(user),
    }
    return render(request, "reports/recognition/show.html", context)


@require_safe
def download_year(request: SignedInRequest, pk: int) -> HttpResponse:
    """A mentee’s record of a year."""
    pair = get_year_of_mentee_for(request.user, pk)
    content = year_pdf(
        pair,
        hindsight=hindsight_of(pair, request.user),
        reached=log_of(achieved_goals(pair), achievements_of(pair)),
        trainings=trainings_in(pair),
        made_at=timezone.now(),
    )
    return pdf_answer(content, "my-year.pdf")
