"""Certificates of one's own: made, downloaded, shown as far as one likes, withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from reports.access import get_certificate_for, get_mentoring_record_for
from reports.forms.certificates import ShownForm
from reports.models import Certificate
from reports.presentation.recognition_pdf import certificate_pdf, portfolio_pdf
from reports.services.certificates import choose_shown, make_certificate, withdraw_certificate
from reports.views.pdf_answer import pdf_answer


@form_page
def make(request: SignedInRequest, school: str) -> HttpResponse:
    """Choose what the public page tells, and make a certificate of what stands today."""
    record = get_mentoring_record_for(request.user, school)
    form = ShownForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            make_certificate(record, holder=request.user, shown=form.cleaned_data["shown"], now=timezone.now())
            messages.success(request, _("Certificate made. You can download it below."))
            return redirect("reports:show-recognition")
    context = {"form": form, "record": record, "school": record.school}
    return render(request, "reports/recognition/make.html", context, status=422 if form.errors else 200)


@form_page
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose what the public page tells from now on."""
    certificate = get_certificate_for(request.user, pk)
    form = ShownForm(posted(request), stored={"shown": certificate.shown})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            shown = form.cleaned_data["shown"]
            choose_shown(certificate, by=request.user, shown=shown, began_from=form.began_from)
            messages.success(request, _("Saved. The public page tells just that."))
            return redirect("reports:show-recognition")
    context = {"form": form, "certificate": certificate, "school": certificate.institution}
    return render(request, "reports/recognition/edit.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let the code be unknown from now on."""
    certificate = get_certificate_for(request.user, pk)
    with refusals_said(request):
        withdraw_certificate(certificate, by=request.user, now=timezone.now())
        messages.success(request, _("Withdrawn. Its code is unknown from now on."))
    return redirect("reports:show-recognition")


@require_safe
def download(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The certificate as PDF."""
    certificate = get_certificate_for(request.user, pk)
    return pdf_answer(certificate_pdf(certificate, verify_url=_verify_url(request, certificate)), "certificate.pdf")


@require_safe
def download_portfolio(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The teaching portfolio as PDF."""
    certificate = get_certificate_for(request.user, pk)
    record = get_mentoring_record_for(request.user, certificate.institution.slug)
    url = _verify_url(request, certificate)
    return pdf_answer(portfolio_pdf(certificate, record, verify_url=url, made_at=timezone.now()), "portfolio.pdf")


def _verify_url(request: SignedInRequest, certificate: Certificate) -> str:
    return request.build_absolute_uri(reverse("reports:verify-code", args=[certificate.shown_code]))
