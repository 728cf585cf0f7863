"""Writing modules: the list of them, a draft with its details, publishing, taking out of use."""

from copy import copy
from typing import Any, cast

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from core.revised_forms import REVISION, refuse
from core.versions.choice import chosen_versions
from core.versions.errors import NotInADraft
from programs.access import get_administered_program_for
from programs.models import Program
from training.access import get_written_module_for
from training.forms.authoring import DetailsForm, PublishForm
from training.models import ModuleVersion, Step
from training.queries.modules import WrittenModule, written_module, written_modules
from training.services import modules
from training.services.starter import add_starter_set, missing_texts


@require_safe
def list_written(request: SignedInRequest, slug: str) -> HttpResponse:
    """All modules with what is in force and what is being written."""
    program = get_administered_program_for(request.user, slug)
    written = written_modules(program)
    known = {version.title for each in written for version in each.module.versions.all()}
    context = {"program": program, "modules": written, "to_add": len(missing_texts(program, known))}
    return render(request, "training/written.html", context)


@form_page
def add_module(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new module, as a draft without steps."""
    program = get_administered_program_for(request.user, slug)
    form = DetailsForm(posted(request), peers=program.is_peer)
    if request.method == "POST" and form.is_valid():
        draft = modules.create_module(program, details=cast(modules.Details, form.cleaned_data))
        messages.success(request, _("“%(title)s” started. Add its first step.") % {"title": draft.title})
        return redirect("training:edit-module", slug=slug, module_slug=draft.module.slug)
    status = 422 if form.errors else 200
    return render(request, "training/module_new.html", {"program": program, "form": form}, status=status)


@require_POST
def add_starter_modules(request: SignedInRequest, slug: str) -> HttpResponse:
    """The modules that come with the software, as drafts to be read and changed."""
    program = get_administered_program_for(request.user, slug)
    added = add_starter_set(program)
    said = ngettext("%(n)s module added as a draft.", "%(n)s modules added as drafts.", len(added)) % {"n": len(added)}
    messages.success(request, said if added else _("All the modules that come with the software are here already."))
    return redirect("training:edit-modules", slug=slug)


@form_page
def edit_module(request: SignedInRequest, slug: str, module_slug: str) -> HttpResponse:
    """The draft with its details and steps, or the way to begin one."""
    program, written = get_written_module_for(request.user, slug, module_slug)
    if request.method != "POST":
        return _page(request, program, written)
    form = DetailsForm(request.POST, instance=copy(written.draft or written.latest), peers=program.is_peer)
    if form.is_valid():
        with refusals_beside(form):
            details = cast(modules.Details, form.cleaned_data)
            draft = modules.edit_details(written.module, details=details, began_from=form.began_from)
            kept = _("Details saved to the draft.")
            anew = _("Details saved to a new draft, because the one you opened was published or discarded.")
            messages.success(request, kept if written.draft and written.draft.pk == draft.pk else anew)
            return redirect("training:edit-module", slug=slug, module_slug=module_slug)
    return _page(request, program, written, details_form=form)


def _page(request: SignedInRequest, program: Program, written: WrittenModule, **context: Any) -> HttpResponse:
    draft = written.draft
    if draft is not None:
        prefetch_related_objects([draft], "steps__edited_by")
        context.setdefault("details_form", DetailsForm(instance=draft, peers=program.is_peer))
        context.setdefault("publish_form", PublishForm(instance=draft, auto_id="publish_%s"))
        context |= {"steps": list(draft.steps.all()), "kinds": Step.Kind.choices}
    shown = [form for form in (context.get("details_form"), context.get("publish_form")) if form is not None]
    refused = any(form.errors for form in shown)
    versions = [version for version in written.module.versions.all() if not version.is_draft]
    context |= {"program": program, "written": written, "module": written.module, "versions": versions, "draft": draft}
    status = 409 if "lost_note" in context else 422 if refused else 200
    return render(request, "training/editor.html", context, status=status)


@require_POST
def move_module(request: SignedInRequest, slug: str, module_slug: str) -> HttpResponse:
    """One place up or down among the modules, for everybody who takes them."""
    _program, written = get_written_module_for(request.user, slug, module_slug)
    modules.move_module(written.module, up=request.POST.get("direction") == "up")
    return redirect("training:edit-modules", slug=slug)


@require_POST
def start_draft(request: SignedInRequest, slug: str, module_slug: str) -> HttpResponse:
    """Begin the next version with the steps of the latest one."""
    _program, written = get_written_module_for(request.user, slug, module_slug)
    modules.start_draft(written.module)
    return redirect("training:edit-module", slug=slug, module_slug=module_slug)


@require_POST
def discard_draft(request: SignedInRequest, slug: str, module_slug: str) -> HttpResponse:
    """Throw the draft away; what is in force stays, and a module that was never published goes."""
    _program, written = get_written_module_for(request.user, slug, module_slug)
    with refusals_said(request):
        if written.draft and modules.discard_module_draft(written.draft, began_from=request.POST.get(REVISION, "")):
            messages.success(request, _("Module deleted. It was never published."))
            return redirect("training:edit-modules", slug=slug)
        messages.success(request, _("Draft discarded. The published version hasn’t changed."))
    return redirect("training:edit-module", slug=slug, module_slug=module_slug)


@require_POST
def publish_module(request: SignedInRequest, slug: str, module_slug: str) -> HttpResponse:
    """Put the draft in force."""
    program, written = get_written_module_for(request.user, slug, module_slug)
    if written.draft is None:
        return _page(request, program, written, lost_note=request.POST.get("change_note", ""))
    form = PublishForm(request.POST, instance=copy(written.draft), auto_id="publish_%s")
    if form.is_valid():
        try:
            version = _publish(request, written.draft, form)
        except NotInADraft:
            return _page(request, program, _read_again(written), lost_note=form.cleaned_data["change_note"])
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Version %(n)d of “%(title)s” is published.") % _named(version))
            return redirect("training:edit-module", slug=slug, module_slug=module_slug)
    return _page(request, program, _read_again(written), publish_form=form)


def _read_again(written: WrittenModule) -> WrittenModule:
    """The module as somebody else has left it meanwhile. Raises Http404 where it went with its draft."""
    found = written_module(written.module.program, written.module.slug)
    if found is None:
        raise Http404
    return found


def _publish(request: SignedInRequest, draft: ModuleVersion, form: PublishForm) -> ModuleVersion:
    return modules.publish_module(
        draft,
        by=request.user,
        change_note=form.cleaned_data["change_note"],
        ask_again=form.cleaned_data["ask_again"],
        now=timezone.now(),
        began_from=form.began_from,
    )


def _named(version: ModuleVersion) -> dict[str, object]:
    return {"n": version.number, "title": version.title}


@require_safe
def compare_module(request: SignedInRequest, slug: str, module_slug: str) -> HttpResponse:
    """Two versions of a module beside each other."""
    program, written = get_written_module_for(request.user, slug, module_slug)
    choice = chosen_versions(request.GET, list(written.module.versions.all()))
    context = {"program": program, "module": written.module, "title": written.latest.title}
    if choice is None:
        return render(request, "training/compare_empty.html", context)
    return render(request, "training/compare.html", context | choice.context())


@require_POST
def withdraw_module(request: SignedInRequest, slug: str, module_slug: str) -> HttpResponse:
    """Ask nobody for the module any more."""
    _program, written = get_written_module_for(request.user, slug, module_slug)
    with refusals_said(request):
        modules.withdraw_module(written.published or written.latest)
        messages.success(request, _("Module withdrawn. Nobody is asked to take it anymore."))
    return redirect("training:edit-module", slug=slug, module_slug=module_slug)
