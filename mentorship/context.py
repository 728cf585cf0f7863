"""What every page knows: the institution, where to get help, the navigation, the hats of the reader."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User
from home.hats import Hat, current_hat, hats_of
from mentorship.navigation import nav_items
from notifications.selectors import unread_count
from programs.models import HelpContact, Institution

# Where somebody looks for help, and what is printed to be kept.
_HELP_OPEN = frozenset({"home", "help", "programs:print-handbook"})


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of `base.html`.

    They are worked out once for a request and a reader, although each message and e-mail is a rendering of its own.
    """
    reader = getattr(request, "user", None)
    user = reader if isinstance(reader, User) else None
    known: dict[int | None, dict[str, Any]] = vars(request).setdefault("_house", {})
    key = user.pk if user else None
    if key not in known:
        known[key] = _house(request, user)
    return known[key]


def _house(request: HttpRequest, user: User | None) -> dict[str, Any]:
    hats = hats_of(user) if user else []
    hat = current_hat(request, hats) if user else None
    institution = _institution(hat)
    return {
        "demo": settings.DEMO,
        "institution": institution,
        "help_contacts": _help_contacts(institution, hat),
        "help_open": bool(request.resolver_match and request.resolver_match.view_name in _HELP_OPEN),
        "hats": hats,
        "hat": hat,
        "nav_items": nav_items(hat, user=user, path=request.path),
        "unread_count": unread_count(user) if user else 0,
    }


def _institution(hat: Hat | None) -> Institution | None:
    if hat and hat.program:
        return hat.program.institution
    if hat and isinstance(hat.place, Institution):
        return hat.place
    return Institution.objects.order_by("pk").first()


def _help_contacts(institution: Institution | None, hat: Hat | None) -> list[HelpContact]:
    if institution is None:
        return []
    program = hat.program if hat else None
    return list(institution.help_contacts.filter(Q(program=None) | Q(program=program)))
