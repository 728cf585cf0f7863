"""A topic for the next session."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from pairs.forms.fields import line_field
from pairs.models import Mentorship
from pairs.models.of_whole import Whole


class TopicForm(forms.Form):
    """One topic."""

    text = line_field(gettext_lazy("Add a topic"))

    def __init__(self, *args: Any, whole: Whole, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "id_topic_%s"} | kwargs))
        if isinstance(whole, Mentorship):
            words = _("%(name)s sees it at once. Nobody else does.") % {"name": whole.other_of(reader).given_name}
        else:
            words = _("Everyone in the group sees it at once. Nobody else does.")
        self.fields["text"].help_text = words
