"""The shared partials and the error pages, rendered without a page around them."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

ERROR_PAGES = ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html")


class GoalForm(forms.Form):
    goal = forms.CharField(label="Goal")
    modes = forms.MultipleChoiceField(
        label="Ways to meet", choices=[("v", "Video")], widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("The pair has ended.")


class NoteForm(forms.Form):
    note = forms.CharField(label="Note", required=False)


def _render(name: str, **context: Any) -> str:
    return render_to_string(name, context)


def test_the_error_summary_names_each_error_and_leads_to_its_field() -> None:
    html = _render("_error_summary.html", form=GoalForm({}))
    assert "3 things need your attention" in html
    assert "<li>The pair has ended.</li>" in html
    assert re.search(r'<a href="#id_goal">\s*Goal: Fill this in.\s*</a>', html)
    assert '<a href="#id_modes_0">' in html
    assert "autofocus" in html


def test_the_error_summary_is_silent_without_errors() -> None:
    assert "summary-errors" not in _render("_error_summary.html", form=GoalForm())


def test_a_form_posts_with_the_words_of_its_button() -> None:
    html = _render("_form.html", form=GoalForm(), submit="Save the goal", cancel_url="/back/")
    assert re.search(r'<form method="post" novalidate\s*>', html)
    assert '<button class="btn btn-primary">Save the goal</button>' in html
    assert re.search(r'<a class="btn btn-link" href="/back/">\s*Not now\s*</a>', html)
    assert "are required" in html


def test_a_form_that_asks_for_nothing_explains_no_asterisk() -> None:
    assert "are required" not in _render("_form.html", form=NoteForm(), submit="Save the note")


def test_errors_of_the_whole_form_stand_in_the_summary_only() -> None:
    assert "The pair has ended." not in _render("_form.html", form=GoalForm({}), submit="Save the goal")


@pytest.mark.django_db
def test_the_pager_keeps_the_rest_of_the_query() -> None:
    page = Paginator(range(30), 10).page(2)
    request = RequestFactory().get("/mentors/", {"interest": "research", "page": "2"})
    html = render_to_string("_pager.html", {"page": page, "label": "Pages of mentors"}, request=request)
    assert 'href="?interest=research&amp;page=3"' in html
    assert '<span aria-current="page">2</span>' in html


def test_one_page_needs_no_pager() -> None:
    assert "<nav" not in _render("_pager.html", page=Paginator(range(3), 10).page(1))


def test_the_first_task_is_the_primary_one() -> None:
    task = {
        "due": date(2026, 12, 2),
        "when": "in 2 days",
        "title": "Check it",
        "text": "",
        "url": "/a/",
        "action": "Check",
    }
    html = _render("_tasks.html", tasks=[task, {**task, "due": None, "late": True}])
    assert html.count("btn-primary") == 1
    assert '<time datetime="2026-12-02">Wed 2 Dec</time>' in html
    assert 'class="due late"' in html


def test_no_task_is_a_calm_sentence() -> None:
    assert "You’re all caught up." in _render("_tasks.html", tasks=[])


def test_a_person_has_initials_that_are_not_read_aloud() -> None:
    person = SimpleNamespace(initials="RN", display_name="Dr Ruth Nambozo-Hale")
    html = _render("_person.html", person=person, size="large")
    assert '<span class="avatar avatar-large" aria-hidden="true">RN</span>' in html


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_stand_without_request_and_data(name: str) -> None:
    html = _render(name)
    assert html.count("<h1>") == 1
    assert "Call the emergency number" in html


def test_the_year_line_marks_today_and_its_numbers_are_not_localised() -> None:
    phase = {"label": "Ranking", "dates": "14 – 25 Sep", "weeks": 2, "tick": 50.0, "state": "here", "percent": 55.5}
    done = {**phase, "label": "Enrolling", "state": "done"}
    html = _render("programs/_yearline.html", yearline={"name": "Compass", "phases": [done, phase], "next": None})
    assert html.count('aria-current="step"') == 1
    assert 'cx="55.50%"' in html
    assert html.count('class="yearline-done"') == 2
