"""Figures for a Prometheus server, which shows a token."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from notifications.presentation.metrics import metrics_text


@login_not_required
@require_safe
@never_cache
def show_metrics(request: HttpRequest) -> HttpResponse:
    """The figures; 404 for everybody where the site has no token, and 401 for whoever does not show it."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "")
    if not constant_time_compare(shown.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse("Show the token.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(metrics_text(now=timezone.now()), content_type=CONTENT_TYPE_LATEST)
