"""The catalogue of messages: which there are, who gets them and when, and what each says."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside, refusals_said
from notifications.events import Event, UnknownEvent, get_event
from notifications.queries.preferences import preference_of
from notifications.tasks import wake_worker
from people.forms.message_texts import MessageTextForm
from people.presentation.catalogue import example_of, kinds_by_category, usual_text
from people.queries.catalogue import people_named
from people.services.message_trials import try_message
from programs.access import get_configurable_program_for, get_mailed_schools_for
from programs.models import Program, ReminderKind
from programs.queries.message_texts import TextValues, changed_events, text_values
from programs.queries.reminders import reminder_kinds
from programs.services.message_texts import set_message_text


@require_safe
def list_all_message_kinds(request: SignedInRequest) -> HttpResponse:
    """Every message that the site sends, for the school's administrators, and the programs whose texts they are."""
    schools = get_mailed_schools_for(request.user)
    programs = Program.objects.filter(institution__in=schools).order_by("name")
    return render(request, "people/message_kinds.html", {"kinds": kinds_by_category(), "programs": programs})


@require_safe
def list_message_kinds(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every message that the program sends."""
    program = get_configurable_program_for(request.user, slug)
    return render(
        request,
        "people/message_kinds.html",
        {"kinds": kinds_by_category(), "program": program, "changed": changed_events(program)},
    )


@require_safe
def show_message_kind(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """One message: who gets it and when, and what it says to somebody."""
    program, event = _known(request, slug, name)
    words = request.GET.get("person", "").strip()[:100]
    found = people_named(program, words) if words else []
    reader: User = found[0] if found else request.user
    context = {
        "program": program,
        "event": event,
        "reminder_days": _reminder_days(event, program),
        "words": words,
        "found": found,
        "others": found[1:],
        "example": example_of(event, program, reader, now=timezone.now()),
        "no_email": event.can_opt_out and event.category in preference_of(reader).opted_out,
        "preference": preference_of(reader),
        "own": text_values(program, event),
    }
    return render(request, "people/message_kind.html", context)


@form_page
def edit_message_text(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """Say a message in the program's own words, or do without it."""
    program, event = _known(request, slug, name)
    if not (event.entry.fields or event.entry.can_be_off):
        raise Http404
    now = timezone.now()
    usual = usual_text(event, program, reader=request.user, now=now) if event.entry.fields else ("", "")
    form = MessageTextForm(posted(request), stored=text_values(program, event), event=event, usual=usual)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            set_message_text(program, event, wanted=form.wanted, began_from=form.began_from)
            messages.success(request, _("Saved. It holds for messages that go out from now on."))
            return redirect("people:show-message-kind", slug=slug, name=name)
    context = {"program": program, "event": event, "form": form}
    return render(request, "people/message_text.html", context, status=422 if form.errors else 200)


@require_POST
def reset_message_text(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """Go back to the usual text; whether the message is off stays."""
    program, event = _known(request, slug, name)
    wanted = TextValues(subject="", body="", is_off=text_values(program, event)["is_off"])
    set_message_text(program, event, wanted=wanted)
    messages.success(request, _("The usual text goes out from now on."))
    return redirect("people:show-message-kind", slug=slug, name=name)


@require_POST
def send_message_trial(request: SignedInRequest, slug: str, name: str) -> HttpResponse:
    """Send an example of a message to oneself."""
    program, event = _known(request, slug, name)
    if event.entry.example is None:
        raise Http404
    with refusals_said(request):
        try_message(event, program, by=request.user, now=timezone.now())
        transaction.on_commit(wake_worker, robust=True)
        messages.success(request, _("A test email to %(email)s is on its way out.") % {"email": request.user.email})
    return redirect("people:show-message-kind", slug=slug, name=name)


def _known(request: SignedInRequest, slug: str, name: str) -> tuple[Program, Event]:
    program = get_configurable_program_for(request.user, slug)
    try:
        return program, get_event(name)
    except UnknownEvent as unknown:
        raise Http404 from unknown


def _reminder_days(event: Event, program: Program) -> list[int] | None:
    """The days of the program's reminders that this message is; None where the program has no such reminders."""
    kind = event.entry.reminder
    if not kind or kind not in reminder_kinds(program):
        return None
    return program.reminder_days(ReminderKind(kind))
