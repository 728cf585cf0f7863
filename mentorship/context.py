"""What every page knows: the institution, where to get help, the navigation, the roles of the reader."""

from typing import Any

from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of `base.html`."""
    return {}
