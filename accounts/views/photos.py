"""Photos: one's own, and that of somebody whose key a page has told."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import PhotoForm
from accounts.models import Photo
from accounts.requests import SignedInRequest, posted
from accounts.services import photos
from accounts.uploads import read_upload
from core.body_limit import takes_pictures
from core.methods import form_page
from core.refusals import refusals_beside

# What a key names never changes, so a browser need not ask twice; nobody else keeps it.
_FOR_GOOD = "private, max-age=31536000, immutable"
_SIZES = ("small", "large")


@takes_pictures
@form_page
def edit_photo(request: SignedInRequest) -> HttpResponse:
    """Choose a photo and the part of it that is kept."""
    form = PhotoForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        with refusals_beside(form, field="photo"):
            content = read_upload(form.cleaned_data["photo"], by=request.user, now=now, most=photos.MAX_BYTES)
            photos.keep_photo(request.user, content=content, part=PhotoForm.PARTS[form.cleaned_data["part"]], now=now)
            messages.success(request, _("Photo saved."))
            return redirect("accounts:edit-photo")
    return render(request, "accounts/photo.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def remove_photo(request: SignedInRequest) -> HttpResponse:
    """Show letters in place of the photo."""
    photos.remove_photo(request.user)
    messages.success(request, _("Photo removed."))
    return redirect("accounts:edit-photo")


@require_safe
def show_photo(_request: SignedInRequest, key: str, size: str) -> HttpResponse:
    """A photo, for whoever is signed in and knows its key."""
    if size not in _SIZES:
        raise Http404
    photo = get_object_or_404(Photo.objects.only(size), key=key)
    return HttpResponse(bytes(getattr(photo, size)), content_type="image/webp", headers={"Cache-Control": _FOR_GOOD})
