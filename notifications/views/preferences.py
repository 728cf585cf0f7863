"""What a person wants to hear, and where: by email, and on devices that they add themselves."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from notifications.forms import DeviceForm, PreferenceForm
from notifications.models import Device
from notifications.presentation.devices import device_name
from notifications.presentation.pushes import public_key
from notifications.queries.preferences import preference_values
from notifications.services.devices import add_device, remove_device
from notifications.services.preferences import set_preference

PAGE = "notifications:edit-preferences"


@form_page
def edit_preferences(request: SignedInRequest) -> HttpResponse:
    """Show and save what the reader wants to hear."""
    user = request.user
    form = _preference_form(request, posted(request))
    if request.method == "POST" and form.is_valid():
        chosen = {name: value for name, value in form.cleaned_data.items() if name not in ("by_email", "by_push")}
        with refusals_beside(form):
            set_preference(user, opted_out=form.opted_out, pushed=form.pushed, began_from=form.began_from, **chosen)
            messages.success(request, _("Your choices are saved."))
            return redirect(PAGE)
    return _page(request, form)


def _preference_form(request: SignedInRequest, data: QueryDict | None = None) -> PreferenceForm:
    has_devices = bool(public_key()) and Device.objects.filter(user=request.user).exists()
    return PreferenceForm(data, stored=preference_values(request.user), has_devices=has_devices)


def _page(request: SignedInRequest, form: PreferenceForm, device_form: DeviceForm | None = None) -> HttpResponse:
    failed, push_key = device_form or form, public_key()
    devices = Device.objects.filter(user=request.user).defer("subscription") if push_key else []
    context: dict[str, Any] = {"preferences": form, "form": failed, "push_key": push_key, "devices": devices}
    context["can_be_texted"] = bool(settings.SMS_URL)
    return render(request, "notifications/preferences.html", context, status=422 if failed.errors else 200)


@require_POST
def keep_device(request: SignedInRequest) -> HttpResponse:
    """Have the reader told on the device that they are looking at."""
    if not public_key():
        raise Http404
    form = DeviceForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            name = device_name(request.headers.get("User-Agent", ""))
            add_device(request.user, subscription=form.cleaned_data["subscription"], name=name, now=timezone.now())
            messages.success(request, _("Device added. You’ll get notifications on it too."))
            return redirect(PAGE)
    return _page(request, _preference_form(request), form)


@require_POST
def drop_device(request: SignedInRequest, pk: str) -> HttpResponse:
    """Tell a device of the reader nothing any more."""
    device = get_object_or_404(Device, pk=pk, user=request.user)
    remove_device(device)
    messages.success(request, _("%(device)s removed. It won’t get any more notifications.") % {"device": device.name})
    return redirect(PAGE)


@login_not_required
@require_safe
def show_worker(request: HttpRequest) -> HttpResponse:
    """The service worker that shows what was pushed. It serves the inbox, so the one that keeps logs is left alone."""
    response = render(request, "notifications/push_worker.js", content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response
