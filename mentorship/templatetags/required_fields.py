"""Whether a form needs the sentence about the asterisk: `{% if form|any_required %}`."""

from django import template
from django.forms import BaseForm

register = template.Library()


@register.filter
def any_required(form: BaseForm) -> bool:
    """Return whether `form` has a field that must be filled in."""
    return any(field.required for field in form.fields.values())
