"""Instruments of a school: what each measures, where it is from, and whether surveys use it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside
from core.revised_forms import refuse
from programs.access import get_administered_school_for
from programs.models import Institution
from surveys.forms.instruments import InstrumentFileForm, SwitchOnForm
from surveys.imports.instrument_files import InstrumentRefused
from surveys.models import Asked
from surveys.presentation.instrument_pages import told_parts, told_scores
from surveys.services import instruments as instrument_services
from surveys.services.instruments import HeldInstrument


@form_page
def list_instruments(request: SignedInRequest, school: str) -> HttpResponse:
    """All instruments, and a field for one that the school brings."""
    place = get_administered_school_for(request.user, school)
    form = InstrumentFileForm(posted(request), request.FILES if request.method == "POST" else None)
    context: dict[str, Any] = {"school": place, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            instrument = instrument_services.add_instrument(place, form.cleaned_data["file"])
        except InstrumentRefused as error:
            context["problems"] = error.problems
            refuse(form, error)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("“%(name)s” is added. Switch it on to use it.") % {"name": instrument.name})
            return redirect("surveys:show-instrument", school=school, key=instrument.slug)
    context["instruments"] = instrument_services.instruments_of(place).values()
    return render(request, "surveys/instruments.html", context, status=422 if form.errors else 200)


def _held_for(request: SignedInRequest, school: str, key: str) -> tuple[Institution, HeldInstrument]:
    place = get_administered_school_for(request.user, school)
    held = instrument_services.instruments_of(place).get(key)
    if held is None:
        raise Http404
    return place, held


@form_page
def show_instrument(request: SignedInRequest, school: str, key: str) -> HttpResponse:
    """What an instrument asks, how it is scored, whose it is; a form to switch it on, with its terms."""
    place, held = _held_for(request, school, key)
    form = SwitchOnForm(posted(request), terms=bool(held.instrument.terms))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            accepted = form.cleaned_data.get("accepted", False)
            instrument_services.switch_on(
                place, held.instrument, accepted=accepted, by=request.user, now=timezone.now()
            )
            messages.success(request, _("“%(name)s” is on. Surveys can use it.") % {"name": held.instrument.name})
            return redirect("surveys:show-instrument", school=school, key=key)
    context = {
        "school": place,
        "held": held,
        "instrument": held.instrument,
        "parts": told_parts(held.instrument),
        "scores": told_scores(held.instrument),
        "asked": Asked(held.instrument.asked).label,
        "form": form,
    }
    return render(request, "surveys/instrument.html", context, status=422 if form.errors else 200)


@require_POST
def switch_instrument_off(request: SignedInRequest, school: str, key: str) -> HttpResponse:
    """New versions of surveys use it no longer."""
    place, held = _held_for(request, school, key)
    instrument_services.switch_off(place, held.instrument)
    messages.success(
        request,
        _("“%(name)s” is off. Surveys that are being answered stay as they are.") % {"name": held.instrument.name},
    )
    return redirect("surveys:show-instrument", school=school, key=key)


@require_safe
def download_instrument(request: SignedInRequest, school: str, key: str) -> HttpResponse:
    """An instrument as its file, as a pattern for one’s own."""
    _place, held = _held_for(request, school, key)
    headers = {"Content-Disposition": f'attachment; filename="{held.instrument.slug}.toml"'}
    return HttpResponse(held.file, content_type="application/toml; charset=utf-8", headers=headers)
