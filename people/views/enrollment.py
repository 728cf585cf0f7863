"""A mentee's way into a cycle: read, acknowledge, tell."""

from django.contrib import messages
from django.db.models import Exists
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from core.revised_forms import REVISION
from people.forms.participation import EnrollmentForm
from people.models import Enrollment
from people.presentation.own_profile import professions_in
from people.queries.form_values import mentee_profile_values
from people.services import enrollments as enrollment_services
from people.services.profiles import save_mentee_profile
from people.services.withdrawals import withdraw_enrollment
from programs.access import get_program_for
from programs.forms.handbooks import AcknowledgeForm
from programs.models import Cycle, Program
from programs.policies import enrollment_is_open
from programs.queries.handbooks import binding_acknowledgements, published_handbook
from programs.queries.programs import current_cycle

_State = Enrollment.State


@form_page
def enroll(request: SignedInRequest, slug: str) -> HttpResponse:
    """One page that shows the step that comes next; a post takes it."""
    program = get_program_for(request.user, slug)
    cycle = current_cycle(program)
    if cycle is None:
        return _page(request, program, None, None, step="closed")
    enrollment, acknowledged = _enrollment(request, cycle)
    if enrollment is not None and REVISION in request.POST:
        # Typed before the state changed in another window: the service says why it is refused, the text stays.
        return _tell(request, program, cycle, enrollment)
    if enrollment is None or enrollment.state in (_State.INVITED, _State.WITHDRAWN):
        return _begin(request, program, cycle, enrollment)
    if enrollment.state == _State.COMPLETED:
        return _page(request, program, cycle, enrollment, step="ended")
    if not acknowledged:
        return _page(request, program, cycle, enrollment, step="handbook", form=AcknowledgeForm())
    return _tell(request, program, cycle, enrollment)


def _enrollment(request: SignedInRequest, cycle: Cycle) -> tuple[Enrollment | None, bool]:
    """Of the reader, and whether they have acknowledged the handbook; one query."""
    signed = Exists(binding_acknowledgements(cycle.program).filter(user=request.user))
    enrollment = Enrollment.objects.filter(cycle=cycle, mentee=request.user).annotate(acknowledged=signed).first()
    if enrollment is None:
        return None, False
    enrollment.cycle, enrollment.mentee = cycle, request.user
    return enrollment, enrollment.acknowledged  # type: ignore[attr-defined]


def _begin(request: SignedInRequest, program: Program, cycle: Cycle, enrollment: Enrollment | None) -> HttpResponse:
    if request.method == "POST":
        try:
            enrollment_services.start_enrollment(cycle, by=request.user, now=timezone.now())
        except DomainError as error:
            messages.error(request, error.message)
            return _page(request, program, cycle, enrollment, step="closed", status=409)
        return redirect("people:enroll", slug=program.slug)
    invited = enrollment is not None and enrollment.state == _State.INVITED
    open_now = enrollment_is_open(cycle, invited=invited)
    return _page(request, program, cycle, enrollment, step="begin" if open_now else "closed")


def _tell(request: SignedInRequest, program: Program, cycle: Cycle, enrollment: Enrollment) -> HttpResponse:
    form = EnrollmentForm(
        posted(request),
        institution=program.institution,
        among_peers=program.is_peer,
        stored=mentee_profile_values(enrollment),
        professions=professions_in([program.institution_id]),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            save_mentee_profile(
                enrollment,
                person=form.profile_fields(),
                languages=form.languages(),
                interests=form.interests(),
                support=form.needs(),
                introduction=form.cleaned_data["introduction"],
                meeting_times=form.cleaned_data["meeting_times"],
                now=timezone.now(),
                began_from=form.began_from,
            )
            messages.success(request, _("Saved. You’re taking part in %(cycle)s.") % {"cycle": cycle})
            return redirect("people:enroll", slug=program.slug)
    return _page(request, program, cycle, enrollment, step="about", form=form)


def _page(
    request: SignedInRequest,
    program: Program,
    cycle: Cycle | None,
    enrollment: Enrollment | None,
    *,
    step: str,
    form: EnrollmentForm | AcknowledgeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "program": program,
        "cycle": cycle,
        "enrollment": enrollment,
        "step": step,
        "form": form,
        "handbook": published_handbook(program) if step in ("begin", "handbook") else None,
        "enrolled": enrollment is not None and enrollment.takes_part,
    }
    return render(request, "people/enroll.html", context, status=422 if form and form.errors else status)


@require_POST
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Leave the cycle, without a reason."""
    program = get_program_for(request.user, slug)
    cycle = current_cycle(program)
    enrollment = get_object_or_404(Enrollment, cycle=cycle, mentee=request.user)
    with refusals_said(request):
        withdraw_enrollment(enrollment, by=request.user, now=timezone.now())
        messages.success(request, _("You’ve given up your place in %(cycle)s.") % {"cycle": cycle})
    return redirect("people:enroll", slug=slug)
