"""Emails as pages: the same words as the text, nothing loaded, nothing that somebody wrote taken for markup."""

from django.test import SimpleTestCase

from notifications.events import MailedLink
from notifications.presentation.email_pages import Block, blocks_of, email_page


def test_paragraphs_and_lists_are_told_apart() -> None:
    text = "Hello Noor,\n\nTwo things:\n- one\n- two\nThat is all.\n\n\n- three"
    assert list(blocks_of(text)) == [
        Block(lines=["Hello Noor,"]),
        Block(lines=["Two things:"]),
        Block(items=["one", "two"]),
        Block(lines=["That is all."]),
        Block(items=["three"]),
    ]
    assert list(blocks_of("")) == []


def test_the_page_says_the_same_and_loads_nothing() -> None:
    link = MailedLink("/sessions/?a=1&b=2", "It works for a week.")
    notice = {"link": link, "site": "https://mentoring.example", "signature": "Dana\nCompass"}
    page = email_page(subject="You have <b>a session</b>", text="Hello “Noor” <img src=x>,\n\nTomorrow.", notice=notice)
    SimpleTestCase().assertInHTML('<a href="https://mentoring.example/inbox/preferences/" style="color:#4d5759;">'
        "Choose what we email you about, and when</a>", page)  # fmt: skip
    assert "You have &lt;b&gt;a session&lt;/b&gt;" in page
    assert "&lt;img src=x&gt;" in page
    assert page.count("https://mentoring.example/sessions/?a=1&amp;b=2") == 2
    assert "It works for a week." in page
    assert "Dana<br>Compass" in page
    for loading in ("<img", "<script", "<link", "url(", "@import"):
        assert loading not in page
    linked = email_page(subject="A link", text="See https://a.example/?x=1&y=2, b.example.")
    assert '">https://a.example/?x=1&amp;y=2</a>, b.example.' in linked
    assert linked.count('<a href="https://a.example/?x=1&amp;y=2"') == 1
    assert email_page(subject="Your code", text="Your code is\n\n123456").count("<a ") == 0
