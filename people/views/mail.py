"""Mail that did not go out, and people whom it does not reach."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from accounts.services.profiles import correct_address as correct
from core.methods import form_page
from core.paging import page_of
from core.refusals import refusals_beside, refusals_said
from notifications.queries.undelivered import kinds_set_aside, people_not_reached, reason_of, set_aside
from notifications.services import outbox
from people.forms.mail import AddressForm
from people.models.schools import beyond_schools
from people.policies import is_known_only_in
from people.queries.not_reached import not_reached_in
from people.queries.schools import messages_of, people_of
from programs.access import get_configurable_program_for, get_mailed_schools_for


@require_safe
def list_set_aside(request: SignedInRequest) -> HttpResponse:
    """The messages that were given up, by kind and one by one, for the school's administrators."""
    mail = messages_of(get_mailed_schools_for(request.user))
    page = page_of(request, set_aside(mail))
    for message in page:
        message.reason = reason_of(message.fault)  # type: ignore[attr-defined]
    return render(request, "people/set_aside.html", {"kinds": kinds_set_aside(mail), "page": page})


@require_POST
def retry_kind(request: SignedInRequest) -> HttpResponse:
    """Have all messages of one kind tried again."""
    mail = messages_of(get_mailed_schools_for(request.user))
    kind = {name: request.POST.get(name, "") for name in ("event", "fault")}
    with refusals_said(request):
        number = outbox.retry_set_aside(mail, **kind, now=timezone.now())
        _say_tried_again(request, number)
    return redirect("people:list-set-aside")


@require_POST
def retry_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have one message tried again."""
    mail = messages_of(get_mailed_schools_for(request.user))
    with refusals_said(request):
        outbox.retry_message(mail, pk=pk, now=timezone.now())
        _say_tried_again(request, 1)
    return redirect("people:list-set-aside")


def _say_tried_again(request: SignedInRequest, number: int) -> None:
    text = ngettext("%(n)s message will be tried again.", "%(n)s messages will be tried again.", number)
    messages.success(request, text % {"n": number})


@require_safe
def list_all_not_reached(request: SignedInRequest) -> HttpResponse:
    """Whom of the whole school no e-mail reaches, for its administrators."""
    schools = get_mailed_schools_for(request.user)
    people = people_not_reached().filter(pk__in=people_of(schools).order_by().values("pk"))
    people = people.annotate(known_elsewhere=ExpressionWrapper(beyond_schools(schools), BooleanField()))
    context = {"page": page_of(request, people), "can_correct": True}
    return render(request, "people/not_reached.html", context)


@require_safe
def list_not_reached(request: SignedInRequest, slug: str) -> HttpResponse:
    """Whom of the program no e-mail reaches, and what to do."""
    program = get_configurable_program_for(request.user, slug)
    context = {"program": program, "page": page_of(request, not_reached_in(program))}
    return render(request, "people/not_reached.html", context)


@require_POST
def retry_undeliverable(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Have what did not reach one person tried again."""
    program = get_configurable_program_for(request.user, slug)
    person = get_object_or_404(not_reached_in(program), pk=pk)
    with refusals_said(request):
        _say_tried_again(request, outbox.retry_undeliverable(person, now=timezone.now()))
    return redirect("people:list-not-reached", slug=program.slug)


@form_page
def correct_address(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give somebody whom no e-mail reaches another address, and write again to it."""
    schools = get_mailed_schools_for(request.user)
    person = get_object_or_404(people_not_reached(), pk__in=people_of(schools).order_by().values("pk").filter(pk=pk))
    if not is_known_only_in(person, schools):
        raise PermissionDenied
    form = AddressForm(posted(request), stored={"email": person.email})
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            correct(person, email=form.cleaned_data["email"], began_from=form.began_from)
            _say_tried_again(request, outbox.retry_undeliverable(person, now=timezone.now()))
            return redirect("people:list-all-not-reached")
    context = {"form": form, "person": person}
    return render(request, "people/correct_address.html", context, status=422 if form.errors else 200)
