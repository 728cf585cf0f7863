"""The instance of a formation as a file: taken away to be edited, and brought back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from core.body_limit import takes_files
from core.errors import DomainError
from core.refusals import refusals_beside
from matching.access import get_formation_for
from matching.forms.formation_files import InstanceFileForm
from matching.models import Formation
from matching.policies import can_download_groups
from matching.services.formation_files import file_to_edit, form_from_file
from matching.tasks import start_forming
from matching.views.downloads import file_answer
from matching.views.formations import render_formation


@require_safe
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the groups would be formed of, with addresses."""
    formation = get_formation_for(request.user, pk)
    if not can_download_groups(request.user, formation):
        messages.error(request, _("Since you take part yourself this year, ask another coordinator for the file."))
        return redirect("matching:show-formation", pk=pk)
    try:
        content = file_to_edit(formation, now=timezone.now())
    except DomainError as refusal:
        return render_formation(request, formation, status=409, refusal=refusal.message)
    return file_answer(content, f"groups-{pk}-to-edit.json", "application/json")


@takes_files
@require_POST
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Form the groups that a file asks for."""
    formation = get_formation_for(request.user, pk)
    form = InstanceFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_beside(form):
            form_from_file(formation, content=file.read(), file_name=file.name, now=timezone.now())
            start_forming(formation.pk)
            return redirect("matching:show-formation", pk=pk)
    formation.refresh_from_db()
    if formation.state != Formation.State.DRAFT:
        messages.error(request, _("Someone has formed these groups meanwhile. Nothing was saved."))
        return redirect("matching:show-formation", pk=pk)
    return render_formation(request, formation, status=422, file_form=form)
