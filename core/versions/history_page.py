"""The page of the earlier texts of a part: which there are, what one said, and putting it back."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.numbers import read_number
from core.refusals import refusals_said
from core.revised_forms import REVISION
from core.versions.comparison import PartChange
from core.versions.errors import PartIsGone
from core.versions.history import as_it_was, texts_before
from core.versions.models import Part
from core.versions.parts import put_back


def history_context(request: HttpRequest, part: Part) -> dict[str, Any]:
    """Return the variables of the page: the earlier texts, and the one that was chosen beside the present one."""
    texts = list(texts_before(part))
    wanted = read_number(request.GET.get("text"))
    chosen = next((each for each in texts if each.pk == wanted), None)
    change = PartChange(as_it_was(part, chosen), part) if chosen else None
    return {"part": part, "texts": texts, "chosen": chosen, "change": change}


def put_back_posted(request: HttpRequest, part: Part | None, *, by: Model) -> None:
    """Put the earlier text back that was chosen; a refusal is said on the next page."""
    with refusals_said(request):
        if part is None:
            raise PartIsGone(_("This was deleted from the draft."))
        text, began_from = read_number(request.POST.get("text")) or 0, request.POST.get(REVISION, "")
        put_back(part, text=text, began_from=began_from, by=by, now=timezone.now())
        messages.success(request, _("The earlier text is back. What was here before is among the earlier ones now."))
