"""Systems of a school that are told of events, for its administrators."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from programs.access import get_administered_school_for
from programs.forms.webhooks import NewWebhookForm, WebhookKindsForm
from programs.models import Webhook, WebhookDelivery
from programs.services import webhooks

_SHOWN = 20


@form_page
def list_webhooks(request: SignedInRequest, school: str) -> HttpResponse:
    """The systems that are told, and a form for one more."""
    place = get_administered_school_for(request.user, school)
    form = NewWebhookForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            webhook = webhooks.add_webhook(place, **form.cleaned_data, now=timezone.now())
            messages.success(request, _("Address added. Copy its secret into your system, then send a test."))
            return redirect("programs:edit-webhook", school=school, pk=webhook.pk)
    context = {"school": place, "webhooks": place.webhooks.all(), "form": form}
    return render(request, "programs/webhooks.html", context, status=422 if form.errors else 200)


def _webhook_for(request: SignedInRequest, school: str, pk: UUID) -> Webhook:
    place = get_administered_school_for(request.user, school)
    return get_object_or_404(Webhook.objects.select_related("institution"), pk=pk, institution=place)


@form_page
def edit_webhook(request: SignedInRequest, school: str, pk: UUID) -> HttpResponse:
    """What one system is told of, its secret, and its last deliveries."""
    webhook = _webhook_for(request, school, pk)
    form = WebhookKindsForm(posted(request), stored={"kinds": webhook.kinds})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            webhooks.choose_kinds(webhook, kinds=form.cleaned_data["kinds"], began_from=form.began_from)
            messages.success(request, _("Your choices are saved."))
            return redirect("programs:edit-webhook", school=school, pk=pk)
    context = {"school": webhook.institution, "webhook": webhook, "form": form}
    context["deliveries"] = webhook.deliveries.all()[:_SHOWN]
    context["both_sign"] = webhook.former_until and webhook.former_until > timezone.now()
    return render(request, "programs/webhook.html", context, status=422 if form.errors else 200)


@require_POST
def take_step(request: SignedInRequest, school: str, pk: UUID) -> HttpResponse:
    """Send a test, sign with a new secret, pause, resume or remove: what the button says."""
    webhook, now = _webhook_for(request, school, pk), timezone.now()
    steps: dict[str, tuple[Callable[[], None], str]] = {
        "test": (
            lambda: webhooks.send_test(webhook, now=now),
            _("Test on its way. Reload this page in a moment to see the answer."),
        ),
        "rotate": (
            lambda: webhooks.rotate_secret(webhook, now=now),
            _("New secret made. For a day we’ll sign with the old one too."),
        ),
        "pause": (lambda: webhooks.pause(webhook, now=now), _("Sending paused. New events wait for up to 30 days.")),
        "resume": (
            lambda: webhooks.resume(webhook, now=now),
            _("Sending resumed. Anything that was waiting is on its way."),
        ),
        "remove": (lambda: webhooks.remove_webhook(webhook), _("Address removed.")),
    }
    name = request.POST.get("step", "")
    if name not in steps:
        raise Http404
    step, said = steps[name]
    with refusals_said(request):
        step()
        messages.success(request, said)
    if name == "remove":
        return redirect("programs:list-webhooks", school=school)
    return redirect("programs:edit-webhook", school=school, pk=pk)


@require_POST
def send_again(request: SignedInRequest, school: str, pk: UUID, delivery: UUID) -> HttpResponse:
    """Send one delivery once more."""
    webhook = _webhook_for(request, school, pk)
    with refusals_said(request):
        webhooks.send_again(get_object_or_404(WebhookDelivery, pk=delivery, webhook=webhook), now=timezone.now())
        messages.success(request, _("It’s on its way again."))
    return redirect("programs:edit-webhook", school=school, pk=pk)
