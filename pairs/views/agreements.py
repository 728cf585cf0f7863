"""The agreement of a pair, for its two people."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from pairs.access import get_agreement_pair_for, get_writable_agreement_pair_for
from pairs.forms.agreements import AgreementForm, SignForm
from pairs.policies import can_write_agreement
from pairs.presentation.agreement_pdf import agreement_pdf
from pairs.presentation.agreements import answered, changes, is_complete, last_read, signers
from pairs.queries.agreements import (
    current_version,
    earlier_agreement,
    entries_to_ask,
    stored_answers,
    versions_of,
)
from pairs.services.agreements import sign_agreement, write_agreement


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is agreed, who has signed it, what is different since the reader knew it, and earlier versions."""
    user = request.user
    pair = get_agreement_pair_for(user, pk)
    versions = list(versions_of(pair))
    current = versions[0] if versions else None
    context: dict[str, Any] = {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.other_of(user),
        "version": current,
        "can_write": can_write_agreement(user, pair),
        "earlier": versions[1:],
    }
    if current:
        known = last_read(versions, user)
        context |= {
            "signers": signers(pair, current),
            "complete": is_complete(current),
            "mine": any(signature.person_id == user.pk for signature in current.signatures.all()),
            "answers": answered(current),
            "known": known,
            "changes": changes(known, current) if known else [],
        }
    return render(request, "pairs/agreement.html", context)


@form_page
def write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the program's questions, or change what is answered."""
    user = request.user
    pair = get_writable_agreement_pair_for(user, pk)
    current = current_version(pair)
    earlier = earlier_agreement(pair) if current is None else None
    begins = earlier is not None and request.GET.get("begin") == "earlier"
    suggested = stored_answers(earlier.entries) if earlier and begins else {}
    form = AgreementForm(posted(request), entries=entries_to_ask(pair, current), suggested=suggested)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            began_from = form.began_from
            answers = form.cleaned_data
            saved = write_agreement(pair, answers=answers, by=user, now=timezone.now(), began_from=began_from)
            said = _said_after_saving(saved.number, changed=saved != current)
            messages.success(request, said % _named(pair.other_of(user)))
            return redirect("pairs:show-agreement", pk=pk)
    context = {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.other_of(user),
        "form": form,
        "signed": bool(current and current.signatures.all()),
        "earlier": earlier,
        "begins": begins,
    }
    return render(request, "pairs/write_agreement.html", context, status=422 if form.errors else 200)


def _said_after_saving(number: int, *, changed: bool) -> str:
    if not changed:
        return _("Nothing was different, so nothing changed.")
    if number == 1:
        return _("Agreement saved. %(name)s will hear of it. Sign it once it suits you both.")
    return _("Agreement saved as a new version. %(name)s will hear of it, and both of you sign it.")


def _named(person: User) -> dict[str, str]:
    return {"name": person.given_name}


@require_POST
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign the version that was read."""
    pair = get_writable_agreement_pair_for(request.user, pk)
    form = SignForm(request.POST)
    sha256 = form.cleaned_data["sha256"] if form.is_valid() else ""
    with refusals_said(request):
        sign_agreement(pair, sha256=sha256, by=request.user, now=timezone.now())
        messages.success(request, _("Signed. %(name)s will hear of it.") % _named(pair.other_of(request.user)))
    return redirect("pairs:show-agreement", pk=pk)


@require_safe
def show_version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One version, and what it changed in the one before."""
    pair = get_agreement_pair_for(request.user, pk)
    found = {version.number: version for version in versions_of(pair).filter(number__in=(number, number - 1))}
    if number not in found:
        raise Http404
    version, before = found[number], found.get(number - 1)
    context = {
        "pair": pair,
        "cycle": pair.cycle,
        "other": pair.other_of(request.user),
        "version": version,
        "signers": signers(pair, version),
        "before": before,
        "changes": changes(before, version) if before else [],
        "answers": answered(version),
    }
    return render(request, "pairs/agreement_version.html", context)


@require_safe
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """The current version as a PDF, with both names and what is signed."""
    pair = get_agreement_pair_for(request.user, pk)
    version = current_version(pair)
    if version is None:
        raise Http404
    response = HttpResponse(agreement_pdf(pair, version, made_at=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="agreement-version-{version.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
