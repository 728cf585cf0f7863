"""Whether a certificate is genuine, for anybody who has its code."""

from allauth.core.ratelimit import consume_or_429
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.access import certificate_with
from reports.forms.certificates import CodeForm
from reports.models.certificates import read_code
from reports.presentation.certified import public_facts


@login_not_required
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and lead to its page."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid() and (code := read_code(form.cleaned_data["code"])):
        return redirect("reports:verify-code", code=code)
    return _unlisted(render(request, "reports/recognition/verify.html", {"form": form}))


@login_not_required
@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the holder of a certificate lets anybody read; of an unknown or withdrawn one that there is none."""
    if limited := consume_or_429(request, action="verify_certificate", limit_get=True):
        refused: HttpResponse = limited
        return refused
    certificate = certificate_with(code)
    context = {
        "form": CodeForm(),
        "tried": True,
        "certificate": certificate,
        "school": certificate.institution if certificate else None,
        "facts": public_facts(certificate) if certificate else (),
    }
    page = render(request, "reports/recognition/verify.html", context, status=200 if certificate else 404)
    return _unlisted(page)


def _unlisted(page: HttpResponse) -> HttpResponse:
    """Keep the page out of search engines."""
    page.headers["X-Robots-Tag"] = "noindex, nofollow"
    return page
