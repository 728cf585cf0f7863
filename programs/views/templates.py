"""Templates: which there are, what each brings, in and out as one file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.errors import DomainError
from core.markdown import render as render_markdown
from core.methods import form_page
from core.refusals import refusals_beside
from core.revised_forms import refuse
from programs.access import get_administered_program_for, get_founding_school_for
from programs.forms.templates import SaveTemplateForm, TemplateFileForm
from programs.imports.starter_templates import STARTERS
from programs.imports.template_extras import template_extras
from programs.imports.template_files import ProgramTemplate, TemplateRefused, read_template, write_template
from programs.models import Institution, Program
from programs.presentation.year_plan import planned_steps
from programs.queries.templates import saved_template
from programs.services import templates as template_services


@form_page
def list_templates(request: SignedInRequest, school: str) -> HttpResponse:
    """All templates, and a field for a file from another school."""
    place = get_founding_school_for(request.user, school)
    form = TemplateFileForm(posted(request), request.FILES if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "school": place}
    if request.method == "POST" and form.is_valid():
        try:
            return _keep(request, place, form)
        except TemplateRefused as error:
            context["problems"] = error.problems
            refuse(form, error)
        except DomainError as error:
            refuse(form, error)
    context["templates"] = template_services.templates_of(place).items()
    context["shipped"] = STARTERS
    return render(request, "programs/templates.html", context, status=422 if form.errors else 200)


def _keep(request: SignedInRequest, school: Institution, form: TemplateFileForm) -> HttpResponse:
    template = read_template(form.cleaned_data["file"])
    template = template_services.renamed(template, form.cleaned_data["name"])
    template_services.save_template(school, template, by=request.user, now=timezone.now())
    messages.success(request, _("“%(name)s” is one of your templates now.") % {"name": template.name})
    if template.left_out:
        parts = ", ".join(template.left_out)
        messages.warning(
            request,
            _("This site doesn’t know these parts of the file and left them out: %(parts)s.") % {"parts": parts},
        )
    return redirect("programs:list-templates", school=school.slug)


@require_safe
def show_template(request: SignedInRequest, school: str, key: str) -> HttpResponse:
    """What a template brings: settings, dates, chapters."""
    place = get_founding_school_for(request.user, school)
    template = template_services.find_template(place, key)
    if template is None:
        raise Http404
    # Not stored; it says its settings in words.
    example = Program(institution=place, name=template.name, **template.settings)
    context = {
        "school": place,
        "key": key,
        "template": template,
        "example": example,
        "chapters": [(each.title, render_markdown(each.body)) for each in template.chapters],
        "dates": planned_steps(template.plan),
        "extras": _extras(template, example),
        "is_own": key not in STARTERS,
    }
    return render(request, "programs/template.html", context)


def _extras(template: ProgramTemplate, example: Program) -> list[tuple[Any, list[str]]]:
    """The headings and lines of the parts that other apps know."""
    held = [extra for extra in template_extras() if extra.name in template.extras]
    return [(extra.title, extra.told(template.extras[extra.name], example)) for extra in held]


@require_safe
def download_template(request: SignedInRequest, school: str, key: str) -> HttpResponse:
    """A template as one file, for other schools."""
    template = template_services.find_template(get_founding_school_for(request.user, school), key)
    if template is None:
        raise Http404
    name = slugify(template.name) or "template"
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return HttpResponse(write_template(template), content_type="application/json", headers=headers)


@require_POST
def delete_saved_template(request: SignedInRequest, school: str, key: str) -> HttpResponse:
    """Delete one of the school's own."""
    template = saved_template(get_founding_school_for(request.user, school), key)
    if template is None:
        raise Http404
    template_services.delete_template(template)
    messages.success(request, _("“%(name)s” is deleted. Programs stay as they are.") % {"name": template.name})
    return redirect("programs:list-templates", school=school)


@form_page
def save_program_as_template(request: SignedInRequest, slug: str) -> HttpResponse:
    """Keep a program as a template, without its people."""
    program = get_administered_program_for(request.user, slug)
    school = get_founding_school_for(request.user, program.institution.slug)
    form = SaveTemplateForm(posted(request), initial={"name": program.name, "summary": program.tagline})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            template = template_services.template_from(program, **form.cleaned_data)
            template_services.save_template(school, template, by=request.user, now=timezone.now())
            messages.success(request, _("“%(name)s” is one of your templates now.") % {"name": template.name})
            return redirect("programs:list-templates", school=school.slug)
    context = {"program": program, "form": form}
    return render(request, "programs/save_template.html", context, status=422 if form.errors else 200)
