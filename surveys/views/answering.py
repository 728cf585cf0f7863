"""The surveys of one person, answering one page by page, and what was answered."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest, posted
from core.methods import form_page
from core.numbers import read_number
from core.paging import page_of
from core.refusals import refusals_beside, refusals_said
from surveys.access import get_asked_for
from surveys.errors import NothingAnswered, Unanswered
from surveys.forms.answering import PageForm
from surveys.models import AskedPerson, SurveyResponse, WaveState
from surveys.models.content import asks_for_help
from surveys.presentation.form_values import question_of
from surveys.presentation.own_answers import own_answers
from surveys.presentation.own_surveys import own_surveys
from surveys.presentation.pages import SurveyPage, page_of_question, page_to_continue, pages_of, shown_pages
from surveys.presentation.wording import minutes_of, title_of
from surveys.queries.languages import languages_for
from surveys.queries.own import asked_of
from surveys.services.answering import hand_in, save_draft, take_back

LATER, BACK, NEXT = "later", "back", "next"


@require_safe
def list_mine(request: SignedInRequest) -> HttpResponse:
    """The surveys that ask the reader: to answer, answered and still to be changed, and closed."""
    now = timezone.now()
    surveys = own_surveys(asked_of(request.user, now=now), now=now)
    context = {"surveys": surveys, "page": page_of(request, surveys.closed)}
    return render(request, "surveys/mine.html", context)


@form_page
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer one page of a survey. What is typed is kept; it counts once it is handed in."""
    now, asked = timezone.now(), get_asked_for(request.user, pk)
    response = SurveyResponse.objects.visible_to(request.user).filter(wave=asked.wave).first()
    if asked.wave.state_at(now) != WaveState.OPEN and request.method != "POST":
        return redirect("surveys:show-answers", pk=pk)
    page = _page(request, asked, response)
    form = _form(request, asked, response, page)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            return _save(request, asked, form, now)
    return _show(request, asked, response, form, now)


def _page(request: SignedInRequest, asked: AskedPerson, response: SurveyResponse | None) -> SurveyPage:
    content = asked.wave.version.questions
    number = read_number(request.GET.get("page"))
    named = next((page for page in pages_of(content) if page.number == number), None)
    return named or page_to_continue(content, response.begun if response else {})


def _form(request: SignedInRequest, asked: AskedPerson, response: SurveyResponse | None, page: SurveyPage) -> PageForm:
    content, chosen = asked.wave.version.questions, request.GET.get("language", "")
    return PageForm(
        posted(request),
        content=content,
        page=page,
        before=response.begun if response else {},
        languages=languages_for(request.user, content, chosen=chosen),
        needs_required=request.POST.get("go") not in (LATER, BACK),
    )


def _save(request: SignedInRequest, asked: AskedPerson, form: PageForm, now: datetime) -> HttpResponse:
    """Keep the page and lead on: home, back, to what has come up, to the next page, or to what was handed in."""
    go, number = request.POST.get("go"), form.page.number
    pages = [page.number for page in shown_pages(form.content, form.before | form.answers)]
    if go == NEXT and number == pages[-1] and not form.new_questions:
        return _hand_in(request, asked, form, now)
    save_draft(asked, questions=form.page.questions, answers=form.answers, now=now, began_from=form.began_from)
    if go == BACK:
        return redirect(_address(request, asked, max((each for each in pages if each < number), default=number)))
    if go != NEXT:
        messages.success(request, _("Saved. Your answers count once you hand them in."))
        return redirect("home")
    if form.new_questions:
        messages.info(request, _("Saved. Your answer brings up another question on this page."))
        return redirect(_address(request, asked, number))
    return redirect(_address(request, asked, next(each for each in pages if each > number)))


def _hand_in(request: SignedInRequest, asked: AskedPerson, form: PageForm, now: datetime) -> HttpResponse:
    number = form.page.number
    try:
        hand_in(asked, questions=form.page.questions, answers=form.answers, now=now, began_from=form.began_from)
    except NothingAnswered as refusal:
        messages.error(request, refusal.message)
        return redirect(_address(request, asked, number))
    except Unanswered as refusal:
        messages.error(request, refusal.message)
        return redirect(_address(request, asked, page_of_question(form.content, question_of(refusal.field))))
    messages.success(request, _("Answers handed in. Thank you."))
    return redirect("surveys:show-answers", pk=asked.wave_id)


def _address(request: SignedInRequest, asked: AskedPerson, page: int) -> str:
    language = request.GET.get("language", "")
    there = language in asked.wave.version.questions["languages"]
    return f"{reverse('surveys:answer', args=[asked.wave_id])}?page={page}" + (f"&language={language}" if there else "")


def _show(
    request: SignedInRequest, asked: AskedPerson, response: SurveyResponse | None, form: PageForm, now: datetime
) -> HttpResponse:
    pages = [page.number for page in shown_pages(form.content, form.before)]
    place = sum(each <= form.page.number for each in pages) or 1
    context = _shared(asked, response, now) | {
        "form": form,
        "address": _address(request, asked, form.page.number),
        "page_number": form.page.number,
        "place": place,
        "places": len(pages),
        "is_last": not any(each > form.page.number for each in pages),
        "minutes": minutes_of(form.content),
        "title": title_of(asked.wave.version, form.languages),
        "languages": form.content["languages"] if len(form.content["languages"]) > 1 else [],
        "language": form.languages[0],
    }
    return render(request, "surveys/answer.html", context, status=422 if form.errors else 200)


def _shared(asked: AskedPerson, response: SurveyResponse | None, now: datetime) -> dict[str, Any]:
    wave = asked.wave
    return {
        "wave": wave,
        "cycle": wave.cycle,
        "program": wave.cycle.program,
        "response": response,
        "is_open": wave.state_at(now) == WaveState.OPEN,
        "shows_help": bool(response) and asks_for_help(wave.version.questions, response.begun if response else {}),
    }


@require_safe
def show_answers(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one has handed in, to read again, to change or to take back while the survey is open."""
    now, asked = timezone.now(), get_asked_for(request.user, pk)
    response = SurveyResponse.objects.visible_to(request.user).filter(wave=asked.wave).first()
    content = asked.wave.version.questions
    languages = languages_for(request.user, content, chosen=request.GET.get("language", ""))
    context = _shared(asked, response, now) | {
        "title": title_of(asked.wave.version, languages),
        "blocks": own_answers(content, response.given if response else {}, languages),
        "planned": asked.wave.state_at(now) == WaveState.PLANNED,
    }
    return render(request, "surveys/answers.html", context)


@require_POST
def take_answers_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete all that one has answered."""
    asked = get_asked_for(request.user, pk)
    with refusals_said(request):
        take_back(asked, now=timezone.now())
        messages.success(request, _("Your answers are deleted. Until the survey closes you can answer again."))
    return redirect("surveys:show-answers", pk=pk)
