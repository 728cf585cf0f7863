"""The handbook as a file to take along: PDF, e-book, plain text."""

from collections.abc import Callable
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core.numbers import read_number
from programs.access import get_program_for, get_version_for
from programs.presentation.handbook_document import HandbookDocument, document_of
from programs.presentation.handbook_epub import handbook_epub
from programs.presentation.handbook_pdf import handbook_pdf
from programs.presentation.handbook_text import handbook_text
from programs.presentation.readers import chosen_side, select

_Maker = Callable[[HandbookDocument], bytes]
_FORMS: dict[str, tuple[_Maker, str]] = {
    "pdf": (handbook_pdf, "application/pdf"),
    "epub": (handbook_epub, "application/epub+zip"),
    "txt": (lambda document: handbook_text(document).encode(), "text/plain; charset=utf-8"),
}
_LAST_VERSION = 9999


@login_not_required
@require_safe
def download_handbook(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """A version as a file, with the chapters of the reader's side or of the one that the address names.

    A browser that has the same file already is told so and loads nothing.
    """
    if form not in _FORMS:
        raise Http404
    make, content_type = _FORMS[form]
    program = get_program_for(request.user, slug)
    number = read_number(request.GET.get("version"), at_most=_LAST_VERSION)
    version = get_version_for(request.user, program, number)
    selection = select(list(version.chapters.all()), chosen_side(request.user, program, request.GET.get("for")))
    content = make(document_of(version, selection, now=timezone.now()))
    name = f"{program.slug}-handbook-{version.number}.{form}"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(form == "epub", name) or "inline"
    # Whether somebody may read it is asked each time; nobody else keeps it.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag = f'"{sha256(content).hexdigest()}"'
    return get_conditional_response(request, etag=etag, response=response) or response
