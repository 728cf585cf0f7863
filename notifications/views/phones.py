"""The number to which a person wants to be texted."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from notifications.forms import CodeForm, NumberForm
from notifications.models import PhoneNumber
from notifications.services.phones import confirm_number, forget_number, give_number

PAGE = "notifications:keep-number"


@form_page
def keep_number(request: SignedInRequest) -> HttpResponse:
    """Give a number, which is texted a code."""
    form = NumberForm(posted(request))
    if settings.SMS_URL and request.method == "POST" and form.is_valid():
        with refusals_beside(form, field="number"):
            give_number(request.user, number=form.cleaned_data["number"], now=timezone.now())
            messages.success(request, _("We’ll text you a code. Enter it here within 10 minutes."))
            return redirect(PAGE)
    return _page(request, form)


def _page(request: SignedInRequest, form: NumberForm | CodeForm) -> HttpResponse:
    if not settings.SMS_URL:
        raise Http404
    phone = PhoneNumber.objects.filter(user=request.user).first()
    number_form = form if isinstance(form, NumberForm) else NumberForm()
    code_form = form if isinstance(form, CodeForm) else CodeForm()
    context = {"phone": phone, "form": form, "number_form": number_form, "code_form": code_form}
    return render(request, "notifications/phone.html", context, status=422 if form.errors else 200)


@require_POST
def confirm(request: SignedInRequest) -> HttpResponse:
    """Confirm the number by its code."""
    form = CodeForm(request.POST)
    if settings.SMS_URL and form.is_valid():
        with refusals_beside(form):
            confirm_number(request.user, code=form.cleaned_data["code"], now=timezone.now())
            messages.success(
                request, _("Number confirmed. We’ll text you if a session in the next 24 hours is cancelled or moved.")
            )
            return redirect(PAGE)
    return _page(request, form)


@require_POST
def remove(request: SignedInRequest) -> HttpResponse:
    """Forget the number."""
    forget_number(request.user)
    messages.success(request, _("Number removed. We won’t text you."))
    return redirect("notifications:edit-preferences")
