"""Pairs by hand: one outside a round, another mentor, a second one, another year."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.refusals import refusals_beside
from pairs.access import get_enrollment_to_pair_for, get_overseen_mentorship_for
from pairs.forms.staff_steps import ConfirmedMentorForm, InterimForm, MentorForm, YearForm
from pairs.models import Mentorship
from pairs.queries.by_hand import mentors_to_choose, years_to_move_to
from pairs.services import by_hand, interims
from pairs.services.asking import ask_both
from programs.models import Cycle


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page that asks for a mentor says; names of the mentee and of the mentor they have stand in it."""

    title: Any
    means: tuple[Any, ...]
    button: Any
    done: Any


_UNDO = gettext_lazy("You can undo this for a day, as long as the new pair hasn’t planned or done anything.")
_MAKE = _Page(
    gettext_lazy("Pair %(name)s by hand"),
    (
        gettext_lazy("If you pair them now, the pair starts at once. Both get an email that names the other."),
        gettext_lazy(
            "If you ask first, both get an offer and %(days)s days to answer, with reminders. The pair starts when "
            "both have said yes. %(silence)s"
        ),
        gettext_lazy("Either way one of the mentor’s places is taken, and conflicts of interest are checked first."),
        gettext_lazy("You can undo this for a day, until they’ve planned something together or answered."),
    ),
    gettext_lazy("Continue with these two"),
    gettext_lazy("Paired. Both will get an email."),
)
_REPLACE = _Page(
    gettext_lazy("Replace %(name)s’s mentor"),
    (
        gettext_lazy(
            "The mentorship with %(mentor)s ends without fault. Planned sessions are cancelled; what the two did "
            "together stays with them."
        ),
        gettext_lazy("The new pair starts at once. All three are told in neutral words, and not why."),
        _UNDO,
    ),
    gettext_lazy("Replace the mentor"),
    gettext_lazy("Mentor replaced. All three will get an email."),
)
_SECOND = _Page(
    gettext_lazy("Add a second mentor for %(name)s"),
    (
        gettext_lazy(
            "The mentorship with %(mentor)s goes on. The second mentor gets a workspace of their own with the mentee."
        ),
        gettext_lazy("One of the second mentor’s places is taken. All three are told."),
        _UNDO,
    ),
    gettext_lazy("Add the second mentor"),
    gettext_lazy("Second mentor added. All three will get an email."),
)


_INTERIM = _Page(
    gettext_lazy("Let someone stand in for %(name)s’s mentor"),
    (
        gettext_lazy("The mentorship with %(mentor)s stays paused. Another mentor meets with %(name)s until a day."),
        gettext_lazy("It ends on that day, or when the pair resumes. Everyone is told in neutral words, and not why."),
        _UNDO,
    ),
    gettext_lazy("Add the mentor for a while"),
    gettext_lazy("Mentor added for a while. All three will get an email."),
)


@form_page
def make_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pair a mentee who waits with a mentor, outside a round."""
    enrollment = get_enrollment_to_pair_for(request.user, pk)
    mentee, cycle = enrollment.mentee, enrollment.cycle
    back = reverse("people:show-person", args=[cycle.program.slug, mentee.pk])
    form = _mentor_form(request, cycle, ConfirmedMentorForm, enrollment=pk)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            if form.cleaned_data["how"] == ConfirmedMentorForm.NOW:
                return _paired(request, _MAKE, by_hand.pair_by_hand(enrollment, **_asked(request, form)))
            ask_both(enrollment, **_asked(request, form))
            messages.success(request, _("Offer made. Both will get an email."))
            return redirect(back)
    context = {"cycle": cycle, "whom": mentee.display_name, "back": back}
    program = cycle.program
    silent = f"{program.get_silence_rule_display()}."
    names = {"name": mentee.display_name, "days": str(program.offer_days), "silence": silent}
    return _choosing(request, form, _MAKE, context, names=names)


@form_page
def replace_mentor(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a pair and begin one with another mentor in its place."""
    return _another_mentor(request, pk, _REPLACE, by_hand.replace_mentor)


@form_page
def add_second_mentor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the mentee of a pair a second mentor beside the first."""
    return _another_mentor(request, pk, _SECOND, by_hand.add_second_mentor)


@form_page
def add_interim_mentor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let another mentor stand in while a pair is paused."""
    return _another_mentor(request, pk, _INTERIM, interims.add_interim_mentor, kind=InterimForm)


def _another_mentor(
    request: SignedInRequest,
    pk: int,
    page: _Page,
    take: Callable[..., Mentorship],
    *,
    kind: type[MentorForm] = MentorForm,
) -> HttpResponse:
    pair = get_overseen_mentorship_for(request.user, pk)
    form = _mentor_form(request, pair.cycle, kind, enrollment=pair.enrollment_id, but=pair.mentor)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            return _paired(request, page, take(pair, **_asked(request, form)))
    mentee, mentor = pair.mentee.display_name, pair.mentor.display_name
    whom = _("%(mentee)s and %(mentor)s") % {"mentee": mentee, "mentor": mentor}
    context = {"cycle": pair.cycle, "whom": whom, "back": reverse("sessions:show-pair-record", args=[pk])}
    return _choosing(request, form, page, context, names={"name": mentee, "mentor": mentor})


@form_page
def move_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a pair go on in another year of its program."""
    pair = get_overseen_mentorship_for(request.user, pk)
    years = years_to_move_to(pair)
    form = YearForm(posted(request), years=years)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            new = by_hand.move_pair(pair, **form.cleaned_data, by=request.user, now=timezone.now())
            messages.success(request, _("Pair moved. Both will get an email."))
            return redirect("sessions:show-pair-record", pk=new.pk)
    context = {"pair": pair, "cycle": pair.cycle, "form": form, "years": years}
    return render(request, "pairs/move_pair.html", context, status=422 if form.errors else 200)


def _mentor_form(
    request: SignedInRequest,
    cycle: Cycle,
    kind: type[MentorForm],
    *,
    enrollment: int | None,
    but: User | None = None,
) -> MentorForm:
    """The form with the mentors of a year to choose from, without `but`, whom the mentee has."""
    day = cycle.local_day(timezone.now())
    shown = mentors_to_choose(cycle, reader=request.user, day=day, search=_search(request), enrollment=enrollment)
    return kind(
        posted(request),
        allowed=mentors_to_choose(cycle, reader=request.user, day=day),
        mentors=shown.exclude(mentor=but),
    )


def _asked(request: SignedInRequest, form: MentorForm) -> dict[str, Any]:
    chosen = {name: form.cleaned_data[name] for name in ("participation", "until", "reason") if name in form.fields}
    return chosen | {"by": request.user, "now": timezone.now()}


def _paired(request: SignedInRequest, page: _Page, pair: Mentorship) -> HttpResponse:
    messages.success(request, page.done)
    return redirect("sessions:show-pair-record", pk=pair.pk)


def _choosing(
    request: SignedInRequest, form: MentorForm, page: _Page, context: dict[str, Any], *, names: dict[str, str]
) -> HttpResponse:
    context |= {
        "title": page.title % names,
        "means": [sentence % names for sentence in page.means],
        "button": page.button,
        "form": form,
        "search": _search(request),
    }
    return render(request, "pairs/choose_mentor.html", context, status=422 if form.errors else 200)


def _search(request: SignedInRequest) -> str:
    return request.GET.get("search", "")[:100]
