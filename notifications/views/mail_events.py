"""Where a provider of mail posts what became of emails."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications.imports.provider_events import HOLDS_FOR, READERS, NotSigned, NotUnderstood
from notifications.services.returned import record_returned


@login_not_required
@csrf_exempt  # the signature is the proof
@require_POST
@never_cache
def receive_mail_event(request: HttpRequest, provider: str) -> HttpResponse:
    """Record one event; 404 where the site shares no key with that provider, 401 for what it did not sign."""
    key, read, now = settings.MAIL_EVENT_KEYS.get(provider), READERS.get(provider), timezone.now()
    if not key or read is None:
        raise Http404
    try:
        event = read(request.body, request.headers, key=key, now=now)
    except NotSigned:
        return HttpResponse(status=401)
    except NotUnderstood:
        return HttpResponse(status=400)
    seen = f"mail-event:{provider}:{event.name}"
    if event.returned and not cache.get(seen):
        record_returned(event.returned, now=now, trust_address=True)
        cache.set(seen, True, timeout=int(2 * HOLDS_FOR.total_seconds()))
    return HttpResponse(status=204)
