"""What those who run a program do about a mentor's taking part, each step with a page that says what follows."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from core.revisions import stored_fields
from people.access import get_record_for
from people.forms.person import EndMentoringForm, MentorLeaveForm, ReturnForm
from people.models import MentorParticipation
from people.services import mentor_steps as services


def _mentor(request: SignedInRequest, slug: str, pk: int, record: int) -> MentorParticipation:
    """A mentor other than the reader, who has a page of their own for this."""
    row = get_record_for(request.user, slug, pk, role=Role.MENTOR, record=record)
    if not isinstance(row, MentorParticipation) or row.mentor_id == request.user.pk or not row.takes_part:
        raise Http404
    return row


@form_page
def mentor_leave(request: SignedInRequest, slug: str, pk: int, record: int) -> HttpResponse:
    """Put a mentor on leave, change its days, or note that they are back."""
    mentor, now = _mentor(request, slug, pk, record), timezone.now()
    is_back = request.POST.get("do") == "back"
    stored = stored_fields(mentor, services.LEAVE_DAYS)
    form = MentorLeaveForm(None if is_back else posted(request), stored=stored)
    back = ReturnForm(posted(request) if is_back else None, prefix="back")
    asked = back if is_back else form
    if request.method == "POST" and asked.is_valid():
        with refusals_beside(asked):
            step = {"by": request.user, "now": now, **asked.cleaned_data}
            if is_back:
                services.end_leave(mentor, **step)
            else:
                services.set_leave(mentor, began_from=form.began_from, **step)
            messages.success(request, _("Saved. They and their mentees will get an email."))
            return redirect("people:show-person", slug=slug, pk=pk)
    context = _context(mentor) | {"form": form, "back": back}
    return render(request, "people/mentor_leave.html", context, status=422 if asked.errors else 200)


@form_page
def end_mentoring(request: SignedInRequest, slug: str, pk: int, record: int) -> HttpResponse:
    """Say what it means that a mentor leaves the year, and do it."""
    mentor = _mentor(request, slug, pk, record)
    form = EndMentoringForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            reason = form.cleaned_data["reason"]
            services.end_mentoring(mentor, reason=reason, by=request.user, now=timezone.now())
            name = mentor.mentor.display_name
            messages.success(request, _("%(name)s no longer mentors this year.") % {"name": name})
            return redirect("people:show-person", slug=slug, pk=pk)
    context = _context(mentor) | {"form": form}
    return render(request, "people/end_mentoring.html", context, status=422 if form.errors else 200)


def _context(mentor: MentorParticipation) -> dict[str, object]:
    cycle = mentor.cycle
    return {"row": mentor, "person": mentor.mentor, "cycle": cycle, "program": cycle.program}
