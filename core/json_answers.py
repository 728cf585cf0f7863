"""Pages whose script sends a form and puts the answer where it belongs."""

from django.http import HttpRequest


def asks_for_json(request: HttpRequest) -> bool:
    """Whether the page's script asks, rather than a browser that wants the next page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
