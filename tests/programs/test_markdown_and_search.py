import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.markdown import plain_text, render
from programs.models import HandbookVersion, Program
from programs.models.handbooks import Audience
from programs.presentation.chapter_text import shown_text
from programs.presentation.crisis_terms import has_crisis_term
from programs.presentation.handbook_search import Found, search_chapters, synonyms
from programs.presentation.readers import select
from programs.services import chapters, handbooks
from tests.factories.programs import ChapterFactory, HandbookVersionFactory, HelpContactFactory


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<img src=x onerror="alert(1)">',
        "![x](https://elsewhere.example/pixel.png)",
        '<a href="x" style="color:red">x</a>',
        "[x](<java\tscript:alert(1)>)",
    ],
)
def test_nothing_that_runs_or_loads_comes_through(text: str) -> None:
    html = render(text)
    for forbidden in ("<script", "<img", 'href="javascript', 'href="data', '<a href="x" style'):
        assert forbidden not in html


def test_headings_begin_below_the_title_and_tables_can_scroll() -> None:
    html = render("# Top\n\n## Next\n\n| A | B |\n| --- | --- |\n| 1 | 2 |")
    assert "<h1" not in html
    assert html.count("<h2 id=") == 2
    assert '<div class="scroll" role="region" tabindex="0" aria-label="Table"><table>' in html
    assert '<th scope="col">A</th>' in html


def test_only_new_passages_are_marked() -> None:
    before = "First.\n\nSecond.\n\n- a\n- b"
    html = render("First.\n\nSecond, clearer.\n\n- a\n- b\n\n## New", before=before)
    assert html.count('class="changed"') == 2
    assert '<div class="changed"><p>Second, clearer.</p>' in html
    assert "changed" not in render(before, before=before)
    assert "changed" not in render(before)


def test_links_outside_carry_no_referrer() -> None:
    assert 'rel="noopener noreferrer"' in render("[the act](https://law.example/act)")


def test_plain_text_has_words_and_no_signs() -> None:
    assert plain_text("## What **stays**\n\nSee [the line](tel:5550100).") == "What stays See the line."


def _search(version: HandbookVersion, query: str) -> list[Found]:
    return search_chapters(select(list(version.chapters.all()), Audience.BOTH), query)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("mentor", ["Why we mentor"]),
        ("RESIDENCE ausloser", ["Getting help"]),
        ("stays here", ["Confidentiality"]),
        ("stays nowhere", []),
        ("help", ["Getting help"]),
        ("tays", []),
        ("  ", []),
        ("%_'\"(", []),
        ("you", ["Confidentiality"]),
    ],
)
def test_search_finds_all_words_without_case_and_accents(
    query: str, titles: list[str], handbook: HandbookVersion
) -> None:
    assert [found.chapter.title for found in _search(handbook, query)] == titles


def test_a_title_comes_before_a_text(program: Program, admin: User, now: datetime) -> None:
    draft = handbooks.start_draft(program)
    for title, body in (("Alpha", "goals goals goals"), ("Goals", "nothing else"), ("Gamma", "goals")):
        chapters.add_chapter(draft, title=title, audience="both", body=body)
    assert [found.chapter.title for found in _search(draft, "goals")] == ["Goals", "Alpha", "Gamma"]


def test_the_snippet_shows_the_first_match(handbook: HandbookVersion) -> None:
    (found,) = _search(handbook, "ausloser")
    assert "<mark>Auslöser</mark> sind" in found.places[0].snippet


def test_search_finds_other_forms_of_a_word(handbook: HandbookVersion) -> None:
    assert [found.chapter.title for found in _search(handbook, "mentoring")] == ["Why we mentor"]


@pytest.mark.parametrize("query", ["appointments", "session", "MEETING"])
def test_search_finds_words_that_mean_the_same(query: str, program: Program) -> None:
    draft = handbooks.start_draft(program)
    chapters.add_chapter(
        draft, title="When", audience="both", body="Your sessions.\n\n## How often\n\nWe had met < once."
    )
    (found,) = _search(draft, query)
    assert [place.snippet for place in found.places] == ["Your <mark>sessions</mark>."]
    assert len({word for group in synonyms() for word in group if " " in word}) == 0


def test_a_word_itself_comes_before_one_that_means_the_same(program: Program) -> None:
    draft = handbooks.start_draft(program)
    for title, body in (("A", "session session session"), ("B", "one meeting")):
        chapters.add_chapter(draft, title=title, audience="both", body=body)
    assert [found.chapter.title for found in _search(draft, "meetings")] == ["B", "A"]


def test_what_is_found_leads_to_its_heading_and_is_marked(handbook: HandbookVersion) -> None:
    page = Client().get(reverse("programs:search-handbook", args=["compass"]), {"q": "harm"}).content.decode()
    assert "/confidentiality/#section-what-stays" in page
    assert "<mark>harm</mark>" in page
    chapter = Client().get(reverse("programs:show-chapter", args=["compass", "confidentiality"])).content.decode()
    assert '<h2 id="section-what-stays">' in chapter


def test_the_page_says_which_words_it_looked_for_besides(handbook: HandbookVersion) -> None:
    address = reverse("programs:search-handbook", args=["compass"])
    assert "also looked for: adviser, advisor" in Client().get(address, {"q": "mentors"}).content.decode()
    assert "also looked for" not in Client().get(address, {"q": "help"}).content.decode()


def test_the_readers_chapters_are_found_first(program: Program) -> None:
    draft = handbooks.start_draft(program)
    for title, audience in (("Mentors", "mentors"), ("Both", "both"), ("Mentees", "mentees")):
        chapters.add_chapter(draft, title=title, audience=audience, body="goal")
    found = search_chapters(select(list(draft.chapters.all()), Audience.MENTEES), "goals")
    assert [each.chapter.title for each in found] == ["Both", "Mentees", "Mentors"]


def test_headings_have_names_that_no_other_has() -> None:
    html = render("## Notes\n\n### Notes\n\n## *Ärger* & `x`\n\n## 救急\n\n## ?", anchors="one--")
    assert re.findall(r'id="([^"]*)"', html) == ["one--notes", "one--notes-2", "one--ärger-x", "one--救急", "one--"]


@pytest.mark.parametrize(
    "query", ["suicide", "I feel hopeless", "harassed", "patient death", "DEPRESSED", "I can't go on!", "end my life"]
)
def test_who_looks_up_words_of_distress_is_shown_where_help_is(query: str) -> None:
    assert has_crisis_term(query)


@pytest.mark.parametrize(
    "query", ["goals", "end of the year", "go on leave", "first meeting", "letters", "", "a", "interview"]
)
def test_other_words_bring_up_no_help_line(query: str) -> None:
    assert not has_crisis_term(query)


def test_the_help_line_stands_above_the_chapters(handbook: HandbookVersion) -> None:
    slug = handbook.program.slug
    HelpContactFactory.create(institution=handbook.program.institution, heading="Talk to somebody", phone="555 0142")
    page = Client().get(reverse("programs:search-handbook", args=[slug]), {"q": "hopeless"}).content.decode()
    assert "You don’t have to carry this alone" in page
    assert page.index("555 0142") < page.index("<footer")
    page = Client().get(reverse("programs:search-handbook", args=[slug]), {"q": "goals"}).content.decode()
    assert "You don’t have to carry this alone" not in page


@pytest.mark.django_db
def test_a_text_that_is_kept_is_read_anew_when_anything_in_it_changes() -> None:
    version = HandbookVersionFactory.create()
    one, two = ChapterFactory.create_batch(2, version=version, body="See [the other](chapter:other).")
    two.slug = "other"

    def shown(*, before: str | None = None) -> str:
        return shown_text(version, [one, two], one, before=before)["text"]

    known = [shown()]
    assert shown() is known[0]
    one.body += " And more."
    known.append(shown())
    known.append(shown(before="See."))
    two.slug = "renamed"
    known.append(shown())
    assert len(set(known)) == 4
    assert ["href" in text for text in known] == [True, True, True, False]
