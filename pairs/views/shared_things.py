"""Links and files that two people share, and what they thank each other for."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from accounts.uploads import read_upload
from core.body_limit import takes_pictures
from core.documents.kinds import FileKind
from core.encryption import DecryptionError
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from pairs.access import get_of_own_pair_for, get_own_mentorship_for
from pairs.forms.shared_things import ThanksForm, ThingForm
from pairs.models import Mentorship, SharedThing, WordOfThanks
from pairs.services.shared_things import MOST_BYTES, remove_thing, share_file, share_link
from pairs.services.thanks import allow_showing, say_thanks
from pairs.views.sections import THINGS, changed, form_page_of, refused, to_section

# Whatever a file holds, a browser that opens it runs nothing and asks for nothing.
_LOCKED = "default-src 'none'; frame-ancestors 'none'; sandbox"


@takes_pictures
@form_page
def share(request: SignedInRequest, pk: int) -> HttpResponse:
    """Share a link or a file."""
    pair = get_own_mentorship_for(request.user, pk)
    form = ThingForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form, field="file" if form.cleaned_data["file"] else "link"):
            _share(request, pair, form)
            name = pair.other_of(request.user).given_name
            messages.success(request, _("Shared with %(name)s.") % {"name": name})
            return to_section(pair, THINGS)
    title = _("Share a link or a file")
    return form_page_of(request, pair, form=form, title=title, submit=_("Share it"))


def _share(request: SignedInRequest, pair: Mentorship, form: ThingForm) -> None:
    by, now, data = request.user, timezone.now(), form.cleaned_data
    if data["file"]:
        content = read_upload(data["file"], by=by, now=now, most=MOST_BYTES)
        share_file(pair, by=by, title=data["title"], content=content, now=now)
    else:
        share_link(pair, by=by, title=data["title"], url=data["link"], now=now)


@require_safe
def open_file(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """A shared file: a picture, which was made anew, to be seen; every other to be downloaded."""
    thing = get_of_own_pair_for(request.user, SharedThing, pair=pair, pk=pk)
    if thing.type is None:
        raise Http404
    try:
        content = thing.content
    except DecryptionError:
        messages.error(request, _("This file can’t be opened. Whoever shared it can share it again."))
        return to_section(thing.mentorship, THINGS)
    # A title without a letter leaves nothing but the ending.
    name = get_valid_filename(f"{thing.title}.{thing.type.ending}")
    name = f"file{name}" if name.startswith(".") else name
    is_picture = thing.type.kind == FileKind.PICTURE
    headers = {
        "Content-Disposition": content_disposition_header(not is_picture, name),
        "Content-Security-Policy": _LOCKED,
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=thing.type.content_type, headers=headers)


@require_POST
def remove(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Take away a link or a file that one has shared."""
    thing = get_of_own_pair_for(request.user, SharedThing, pair=pair, pk=pk)
    try:
        remove_thing(thing, by=request.user)
    except DomainError as error:
        return refused(request, thing.mentorship, THINGS, error.message)
    return changed(request, thing.mentorship, THINGS, _("Not shared any more."))


@form_page
def thank(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say thank you to the other of the two."""
    pair = get_own_mentorship_for(request.user, pk)
    form = ThanksForm(posted(request), of_mentee=request.user.pk == pair.mentee_id)
    name = pair.other_of(request.user).given_name
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form, field="text"):
            say_thanks(pair, by=request.user, **form.cleaned_data, now=timezone.now())
            messages.success(request, _("Thanks said. %(name)s will get an email.") % {"name": name})
            return redirect("sessions:show-pair", pk=pk)
    title = _("Say thank you to %(name)s") % {"name": name}
    return form_page_of(request, pair, form=form, title=title, submit=_("Say thank you"))


@require_POST
def allow_showing_thanks(request: SignedInRequest, pair: int, pk: UUID) -> HttpResponse:
    """Let one's mentor have a word of thanks in their portfolio, or no longer."""
    thanks = get_of_own_pair_for(request.user, WordOfThanks, pair=pair, pk=pk)
    allowed = "allow" in request.POST
    with refusals_said(request):
        allow_showing(thanks, by=request.user, allowed=allowed)
        said = _("Your mentor may have it in a portfolio.") if allowed else _("It stays between the two of you.")
        messages.success(request, said)
    return redirect("sessions:show-pair", pk=pair)
