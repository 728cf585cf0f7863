"""Pages for whoever watches the site. They are public, and say only what is well and what is not."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.queries.health import database_answers, outbox_moves


@login_not_required
@require_safe
@never_cache
def check_process(_request: HttpRequest) -> JsonResponse:
    """Whether this process answers at all: for whoever starts it anew. A database that is away is no reason to."""
    return _answer(process=True)


@login_not_required
@require_safe
@never_cache
def check_web(_request: HttpRequest) -> JsonResponse:
    """Whether pages can be served: for a load balancer, which must not take the site away because mail is late."""
    return _answer(database=database_answers())


@login_not_required
@require_safe
@never_cache
def check_site(_request: HttpRequest) -> JsonResponse:
    """Whether all is well, mail too: for whoever is to be woken."""
    return _answer(database=database_answers(), mail=_mail_is_well())


def _mail_is_well() -> bool:
    try:
        return outbox_moves(now=timezone.now())
    except DatabaseError:
        return False


def _answer(**parts: bool) -> JsonResponse:
    words = {part: "ok" if is_well else "not ok" for part, is_well in parts.items()}
    return JsonResponse(words, status=200 if all(parts.values()) else 503)
