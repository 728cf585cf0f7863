"""Writing to many people of a list, and what was written."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.lists.actions import LeftOut
from core.lists.left_out import said_of, summed_up
from core.lists.reading import Reading
from core.lists.selection import Selection, revision_of_rows
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside
from core.undecryptable import for_editing
from notifications.models import Message
from people.forms.staff_messages import StaffMessageForm
from people.models import MessageTemplate, StaffMessage
from people.presentation.lists.year import Year
from people.presentation.merge_fields import filled_in, text_for
from people.queries.staff_messages import (
    deliveries_of,
    messages_of,
    states_of,
    taking_part,
    templates_of,
    unreachable,
)
from people.services.staff_messages import delete_template, keep_template, send_staff_message
from people.views.listing.bulk import back_to, nothing_chosen, whom
from people.views.listing.pages import lists_of, reading_for
from programs.access import get_configurable_program_for, get_configurable_years_for
from programs.queries.programs import meant_cycle

_PREVIEWS = 50


@form_page
def write_message(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """Write to the people of the rows that the address chooses: a preview first, then it is sent."""
    _program, cycles = get_configurable_years_for(request.user, slug)
    reading = reading_for(request, cycles, name)
    if reading is None or reading.definition.people is None:
        raise Http404
    rows = list(Selection(reading, request.GET).rows)
    if not rows:
        return nothing_chosen(request, reading)
    people, left_out = _recipients(reading, rows)
    templates = list(templates_of(reading.scope.program))
    form = _form(request, templates, people)
    revision = revision_of_rows(people)
    sending = request.method == "POST" and "send" in request.POST
    changed = sending and request.POST.get("revision") != revision
    if form.is_bound and form.is_valid() and sending and not changed:
        with refusals_beside(form):
            return _send(request, reading, form.cleaned_data, people, left_out)
    context = {
        "program": reading.scope.program,
        "definition": reading.definition,
        "form": form,
        **whom(people, attrgetter("display_name"), left_out),
        "revision": revision,
        "changed": changed,
        "preview": _preview(request, reading.scope, form, people),
        "templates": templates,
        "back": back_to(reading),
    }
    failed = changed or bool(form.errors)
    return render(request, "people/write_message.html", context, status=422 if failed else 200)


def _recipients(reading: Reading[Year, Any], rows: Sequence[Any]) -> tuple[list[User], list[LeftOut]]:
    """Whom it goes to, each once, and who is left out and why."""
    find = reading.definition.people
    people = {person.pk: person for row in rows for person in (find(row) if find else ())}
    meant = set(taking_part(reading.scope.cycle).filter(pk__in=people).order_by().values_list("pk", flat=True))
    lost = unreachable(people)
    why = {pk: _("No longer takes part.") for pk in people if pk not in meant}
    why |= {pk: _("Email doesn’t reach them.") for pk in lost & meant}
    left_out = [LeftOut(people[pk].display_name, reason) for pk, reason in why.items()]
    return [person for pk, person in people.items() if pk not in why], left_out


def _form(request: SignedInRequest, templates: Sequence[MessageTemplate], people: Sequence[User]) -> StaffMessageForm:
    choices = [(str(person.pk), person.display_name) for person in people[:_PREVIEWS]]
    initial: dict[str, Any] = {}
    asked = request.GET.get("template", "")
    template = next((each for each in templates if str(each.pk) == asked), None)
    if template:
        initial = {"subject": for_editing(template.subject), "text": for_editing(template.text)}
    return StaffMessageForm(posted(request), initial=initial, people=choices)


def _preview(
    request: SignedInRequest, year: Year, form: StaffMessageForm, people: Sequence[User]
) -> Mapping[str, Any] | None:
    if not form.is_bound or form.errors or not people:
        return None
    chosen = form.cleaned_data["preview_for"]
    person = next((each for each in people if str(each.pk) == chosen), people[0])
    about: dict[str, Any] = {"person": person, "cycle": year.cycle, "by": request.user}
    return {
        "person": person,
        "subject": filled_in(form.cleaned_data["subject"], **about),
        "text": filled_in(form.cleaned_data["text"], **about),
    }


def _send(
    request: SignedInRequest,
    reading: Reading[Year, Any],
    data: Mapping[str, Any],
    people: Sequence[User],
    left_out: Sequence[LeftOut],
) -> HttpResponse:
    year = reading.scope
    message = send_staff_message(
        year.cycle,
        key=data["key"],
        people=[person.pk for person in people],
        subject=data["subject"],
        text=data["text"],
        list_name=reading.definition.name,
        by=request.user,
        now=year.now,
    )
    if data["keep_as"]:
        keep_template(year.program, name=data["keep_as"], subject=data["subject"], text=data["text"])
    number = message.recipients
    text = ngettext(
        "Your message is on its way to %(n)s person. Replies come to your email address.",
        "Your message is on its way to %(n)s people. Replies come to your email address.",
        number,
    )
    messages.success(request, text % {"n": number})
    for each in summed_up(left_out):
        messages.warning(request, said_of(each))
    return redirect("people:show-message", slug=year.program.slug, pk=message.pk)


@require_safe
def list_messages(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who wrote what to how many, and what became of it."""
    program, cycles = get_configurable_years_for(request.user, slug)
    cycle = meant_cycle(cycles, None)
    lists = lists_of(Year(cycle, request.user, timezone.now(), tuple(cycles))) if cycle else []
    page = page_of(request, messages_of(program))
    states = states_of(list(page))
    rows = [(message, text_for(message, None)[0], _in_words(states.get(str(message.pk), {}))) for message in page]
    context = {"program": program, "lists": lists, "page": page, "rows": rows, "templates": templates_of(program)}
    return render(request, "people/messages.html", context)


def _in_words(states: Mapping[str, int]) -> str:
    """How many e-mails are in which state: “12 sent · 2 waiting”."""
    return " · ".join(f"{states[state]} {state.label.lower()}" for state in Message.State if state in states)


@require_safe
def show_message(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """One message with those who got it, for those who run the program."""
    program = get_configurable_program_for(request.user, slug)
    message = get_object_or_404(messages_of(program), pk=pk)
    page = page_of(request, deliveries_of(message))
    subject, text = text_for(message, None)
    context = {"program": program, "message": message, "subject": subject, "text": text, "page": page}
    return render(request, "people/message.html", context)


@require_safe
def read_message(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A message as its reader got it; for others there is no such page."""
    got = Message.objects.filter(recipient=request.user, state__in=Message.SHOWN, subject_pk=str(pk))
    related = StaffMessage.objects.select_related("by", "cycle__program__institution")
    message = get_object_or_404(related, pk=pk)
    if not got.exists():
        raise Http404
    subject, text = text_for(message, request.user)
    context = {"message": message, "subject": subject, "text": text, "program": message.cycle.program}
    return render(request, "people/read_message.html", context)


@require_POST
def forget_template(request: SignedInRequest, slug: str, pk: UUID) -> HttpResponse:
    """Delete a template."""
    program = get_configurable_program_for(request.user, slug)
    template = get_object_or_404(templates_of(program), pk=pk)
    delete_template(template)
    messages.success(request, _("Template “%(name)s” deleted.") % {"name": template.name})
    return redirect("people:list-messages", slug=slug)
