"""Writes of templates: a program from one, a program as one, one from a file."""

import re
from dataclasses import asdict, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.markdown import IMAGE
from programs.errors import NameTaken
from programs.imports.starter_templates import STARTERS, starter
from programs.imports.template_extras import template_extras
from programs.imports.template_files import ProgramTemplate, TemplateChapter, document_of, template_of
from programs.imports.template_parts import SETTINGS
from programs.models import HandbookVersion, Institution, Program, SavedTemplate
from programs.presentation.setup_steps import steps_of
from programs.presentation.year_plan import USUAL, dates_from, name_of_year, plan_of
from programs.queries.programs import current_cycle
from programs.queries.templates import key_of, saved_template, saved_templates
from programs.services.chapters import add_chapter
from programs.services.cycles import create_cycle
from programs.services.handbooks import start_draft
from programs.services.programs import create_program, update_program
from programs.services.setup import settle

_PICTURE = re.compile(rf"!\[([^\]]*)\]\({re.escape(IMAGE)}[^)]*\)")
# Steps of which a template cannot know the answer.
_THE_SCHOOLS_OWN = frozenset({"exams", "questions"})


def find_template(institution: Institution, key: str) -> ProgramTemplate | None:
    """Return the template of this key, of the software or of the school; None where there is none."""
    if key in STARTERS:
        return starter(key)
    saved = saved_template(institution, key)
    return template_of(saved.document) if saved else None


def templates_of(institution: Institution) -> dict[str, ProgramTemplate]:
    """Return all templates of a school by their keys, those that come with the software first."""
    own = {key_of(saved): template_of(saved.document) for saved in saved_templates(institution)}
    return {key: starter(key) for key in STARTERS} | own


@transaction.atomic
def create_from_template(
    institution: Institution, template: ProgramTemplate, *, name: str, first_day: date, by: User, now: datetime
) -> Program:
    """Create a program in draft with the settings, the year, the handbook's draft and all else of a template.

    Args:
        institution: the school.
        template: checked.
        name: what the program is called.
        first_day: the first day of term, from which the dates of the year are counted.
        by: who creates it; its first coordinator, and who decided its settings by choosing the template.
        now: the instant.
    """
    program = create_program(institution, name=name, tagline="", by=by)
    program = update_program(program, fields=template.settings)
    dates = dates_from(template.plan, first_day, zone=institution.zone)
    create_cycle(program, fields=dates | {"name": name_of_year(first_day, dates["ends_on"])})
    if template.chapters:
        draft = start_draft(program)
        for chapter in template.chapters:
            add_chapter(draft, by=by, now=now, **asdict(chapter))
    for extra in template_extras():
        if extra.name in template.extras:
            extra.put_into(program, template.extras[extra.name], by, now)
    decided = (step.key for step in steps_of(program) if step.url is None and step.key not in _THE_SCHOOLS_OWN)
    settle(program, *decided, by=by, now=now)
    return program


def renamed(template: ProgramTemplate, name: str) -> ProgramTemplate:
    """Return the template under another name; an empty one changes nothing."""
    return replace(template, name=name.strip()) if name.strip() else template


def template_from(program: Program, *, name: str, summary: str) -> ProgramTemplate:
    """Return a program as a template: settings, year, handbook and what other apps add; no people and no pictures."""
    cycle = current_cycle(program)
    published = HandbookVersion.objects.filter(program=program, state=HandbookVersion.State.PUBLISHED).first()
    version = published or program.handbook_versions.first()
    chapters = version.chapters.all() if version else ()
    return ProgramTemplate(
        name=name,
        summary=summary,
        settings={field: getattr(program, field) for field in SETTINGS},
        plan=plan_of(cycle) if cycle else USUAL,
        chapters=tuple(
            TemplateChapter(each.title, each.audience, _PICTURE.sub(r"\1", each.body), each.purpose)
            for each in chapters
        ),
        extras={extra.name: value for extra in template_extras() if (value := extra.written(program)) is not None},
    )


@transaction.atomic
def save_template(institution: Institution, template: ProgramTemplate, *, by: User, now: datetime) -> SavedTemplate:
    """Keep a template under its name.

    Raises:
        NameTaken: the school has a template of this name.
        TemplateRefused: it could not be read again, such as a year whose dates are two years apart.
    """
    document = document_of(template)
    template_of(document)
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    if institution.templates.filter(name=template.name).exists():
        raise NameTaken(_("The school already has a template of this name. Choose another."), field="name")
    return institution.templates.create(name=template.name, document=document, saved_by=by, saved_at=now)


def delete_template(template: SavedTemplate) -> None:
    """Delete a template of the school; programs that began with it stay as they are."""
    SavedTemplate.objects.filter(pk=template.pk).delete()
