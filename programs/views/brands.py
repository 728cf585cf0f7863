"""The colors and the logo of a school: choosing them, and handing them out to every page."""

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from accounts.uploads import read_upload
from core.body_limit import takes_pictures
from core.methods import form_page
from core.refusals import refusals_beside
from programs.access import get_administered_school_for
from programs.forms.brands import ColorsForm, LogoForm, with_nearest
from programs.models import Institution, SchoolLogo
from programs.presentation.brands import digest_of, stylesheet_of
from programs.services import brands

# What such an address names never changes, and it is the same for everybody.
_FOR_GOOD = "public, max-age=31536000, immutable"
_SIZES = ("small", "large")


@form_page
def edit_brand(request: SignedInRequest, school: str) -> HttpResponse:
    """The colors of the school, checked for contrast, with the nearest that pass; and its logo."""
    place = get_administered_school_for(request.user, school)
    data = posted(request)
    if data is not None and "nearest" in data:
        data = with_nearest(data)
    # The form writes into its instance; the page shows what is stored.
    form = ColorsForm(data, instance=copy(place))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            brands.set_colors(place, began_from=form.began_from, **form.cleaned_data)
            messages.success(request, _("Colors saved. Every page of your programs has them now."))
            return redirect("programs:edit-brand", school=school)
    return _page(request, place, form, LogoForm())


def _page(request: SignedInRequest, school: Institution, form: ColorsForm, logo_form: LogoForm) -> HttpResponse:
    failed = logo_form if logo_form.errors else form
    context = {"school": school, "colors": form, "logo_form": logo_form, "form": failed, "palettes": form.palettes()}
    return render(request, "programs/brand.html", context, status=422 if failed.errors else 200)


@takes_pictures
@require_POST
def keep_logo(request: SignedInRequest, school: str) -> HttpResponse:
    """Give the school a logo."""
    place = get_administered_school_for(request.user, school)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        now = timezone.now()
        with refusals_beside(form, field="logo"):
            content = read_upload(form.cleaned_data["logo"], by=request.user, now=now, most=brands.MAX_BYTES)
            brands.keep_logo(place, content=content, now=now)
            messages.success(request, _("Logo saved. It’s at the top of every page of your programs."))
            return redirect("programs:edit-brand", school=school)
    return _page(request, place, ColorsForm(instance=copy(place)), form)


@require_POST
def remove_logo(request: SignedInRequest, school: str) -> HttpResponse:
    """Show the name of the school alone."""
    brands.remove_logo(get_administered_school_for(request.user, school))
    messages.success(request, _("Logo removed."))
    return redirect("programs:edit-brand", school=school)


@login_not_required
@require_safe
def show_stylesheet(_request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """The colors of a school; under the address of other colors there is nothing."""
    school = get_object_or_404(Institution.objects.exclude(accent=""), pk=pk)
    if digest != digest_of(school.accent, school.accent_dark):
        raise Http404
    css = stylesheet_of(school.accent, school.accent_dark)
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": _FOR_GOOD})


@login_not_required
@require_safe
def show_logo(_request: HttpRequest, key: str, size: str) -> HttpResponse:
    """The logo of a school, for everybody."""
    if size not in _SIZES:
        raise Http404
    logo = get_object_or_404(SchoolLogo.objects.only(size), key=key)
    return HttpResponse(bytes(getattr(logo, size)), content_type="image/webp", headers={"Cache-Control": _FOR_GOOD})
