"""A topic for the next session."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from pairs.forms.fields import line_field


class TopicForm(forms.Form):
    """One topic."""

    text = line_field(gettext_lazy("Add a topic"))

    def __init__(self, *args: Any, other: User, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "id_topic_%s"} | kwargs))
        self.fields["text"].help_text = _("%(name)s sees it at once. Nobody else does.") % {"name": other.given_name}
