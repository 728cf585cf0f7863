"""What somebody had typed into a form whose page is gone or closed to them by now."""

from typing import Any

from django import template
from django.http import QueryDict

register = template.Library()

_SHORTEST = 20
_SECRET = ("password", "token", "code", "revision", "login")


@register.inclusion_tag("_typed.html", takes_context=True)
def typed(context: template.Context) -> dict[str, Any]:
    """Show the longer texts that were posted, so that they can be copied. Secrets and short values are left out."""
    request = context.get("request")
    posted = request.POST if request is not None and request.method == "POST" else QueryDict()
    texts = [
        str(text)
        for name in posted
        if not any(word in name.lower() for word in _SECRET)
        for text in posted.getlist(name)
        if len(text) >= _SHORTEST
    ]
    return {"typed": "\n\n".join(texts)}
