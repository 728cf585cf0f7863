"""Two versions of a handbook beside each other."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.differences import Difference, Fate, differences
from core.versions.comparison import PartChange, part_changes
from programs.models import Chapter, HandbookVersion, Program
from programs.services import chapters, handbooks
from tests.conftest import SignIn
from tests.handbooks import text

_LABEL = '<span class="visually-hidden">{}: </span>'
_ADDED, _REMOVED = (_LABEL.format(word) for word in ("added", "removed"))


def _only(old: str, new: str) -> Difference:
    (found,) = (each for each in differences(old, new) if each.fate != Fate.SAME)
    return found


def test_words_are_marked_on_both_sides_and_in_one_text() -> None:
    found = _only("Say what you expect of **each** other.", "Write down what you expect of **each** other.")
    assert found.fate == Fate.CHANGED
    assert found.before == f"<del>{_REMOVED}Say </del>what you expect of <strong>each</strong> other."
    assert found.after == f"<ins>{_ADDED}Write down </ins>what you expect of <strong>each</strong> other."
    assert found.both.startswith(f"<del>{_REMOVED}Say </del><ins>{_ADDED}Write down </ins>what")


def test_a_word_that_stayed_between_two_changes_is_no_island() -> None:
    found = _only(
        "Both agree on a day by phone and write it down.", "Both settle on an hour by mail and write it down."
    )
    assert found.after.count("<ins>") == found.before.count("<del>") == 1
    assert found.after.endswith("</ins>and write it down.")


def test_what_is_gone_and_what_is_new_do_not_run_together() -> None:
    assert "bread.</del> <ins>" in _only("We all eat bread.", "We all eat cake.").both.replace("removed: </span>", "")


@pytest.mark.parametrize(
    ("old", "new", "fates"),
    [
        ("a\n\nb", "a\n\nb", "same same"),
        ("a\n\nb", "a\n\nnew words here\n\nb", "same added same"),
        ("one\n\ntwo", "two", "removed same"),
        ("Nothing in common at all.", "Quite different words instead", "removed added"),
        ("1. one\n2. two", "1. zero\n2. one\n3. two", "added same same"),
        ("| a | b |\n| - | - |\n| 1 | 2 |", "| a | b |\n| - | - |\n| 1 | 3 |", "same changed"),
    ],
)
def test_passages_are_aligned(old: str, new: str, fates: str) -> None:
    assert [str(each.fate) for each in differences(old, new)] == fates.split()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("See [the line](tel:1).", "See [the line](tel:2)."),
        ("A rule for all", "A *rule* for all"),
        ("Notes\n", "## Notes\n"),
    ],
)
def test_a_link_or_a_heading_that_changed_is_said_in_words(old: str, new: str) -> None:
    found = _only(old, new)
    assert found.only_form
    assert "<ins>" not in found.both


def test_marks_stand_around_words_and_never_inside_an_element() -> None:
    found = _only('[See](https://a.example "x > y") that page', '[Do](https://a.example "z > y onclick=x") that page')
    for side in (found.before, found.after, found.both):
        assert '<a href="https://a.example" title="' in side
        assert "onclick" not in side.replace('title="z > y onclick=x"', "").replace('title="z &gt; y onclick=x"', "")


def _chapter(pk: int, slug: str, body: str, title: str = "") -> Chapter:
    return Chapter(pk=pk, slug=slug, title=title or slug, body=body, position=pk % 10)


def _told(changes: list[PartChange[Chapter]]) -> list[str]:
    return [f"{each.part.slug} {' '.join(each.marks)}".strip() for each in changes]


def test_chapters_are_known_again_when_they_move_or_get_another_name() -> None:
    long = (
        "Nobody repeats what the other has said, not even without a name, and everybody says so at the first meeting."
    )
    olds = [_chapter(1, "a", "x"), _chapter(2, "b", "y"), _chapter(3, "c", "z"), _chapter(4, "secrets", long)]
    news = [
        _chapter(11, "confidentiality", long + " Always.", "Confidentiality"),
        _chapter(12, "c", "z"),
        _chapter(13, "a", "x changed", "Another name"),
        _chapter(14, "fresh", "entirely new"),
    ]
    assert _told(part_changes(olds, news)) == [
        "confidentiality changed renamed", "c moved", "a changed renamed moved", "b removed", "fresh new",
    ]  # fmt: skip


@pytest.fixture
def two_versions(handbook: HandbookVersion, program: Program, admin: User, now: datetime) -> HandbookVersion:
    draft = handbooks.start_draft(program)
    second = draft.chapters.get(slug="confidentiality")
    body = second.body.replace("stays** here", "stays** with us") + "\n\nA new limit."
    chapters.edit_chapter(second, title="What stays here", audience="both", body=body)
    return handbooks.publish_handbook(draft, by=admin, change_note="A limit.", ask_again=True, now=now)


@pytest.mark.parametrize("view", ["", "side"])
def test_the_pages_show_what_changed(
    view: str, two_versions: HandbookVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("programs:compare-handbook", args=["compass"])
    with django_assert_num_queries(5):
        page = text(Client().get(address, {"view": view}))
    for said in (
        "1 chapter changed",
        "2 stayed the same",
        "Called “Confidentiality” in version 1",
        "A limit.",
        "<ins>",
    ):
        assert said in page
    chapter = text(Client().get(f"{address}confidentiality/", {"from": "1", "to": "2", "view": view}))
    assert f"<ins>{_ADDED}with us.</ins>" in chapter
    assert "This chapter is the same in both versions." in text(Client().get(f"{address}getting-help/"))
    swapped = text(Client().get(address, {"from": 2, "to": 1}))
    assert "Versions 1 and 2 compared" in swapped
    assert "same version twice" in text(Client().get(address, {"from": 2, "to": 2}))


@pytest.mark.parametrize("query", ["?from=9", "?to=9", "nowhere/"])
def test_versions_and_chapters_that_a_reader_does_not_know(
    query: str, two_versions: HandbookVersion, program: Program, admin: User, sign_in: SignIn
) -> None:
    address = reverse("programs:compare-handbook", args=["compass"])
    assert Client().get(address + query).status_code == 404
    handbooks.start_draft(program)
    assert Client().get(address + "?to=3").status_code == 404
    assert "Draft of version 3" in text(sign_in(admin).get(address + "?to=3"))
    handbooks.withdraw_handbook(program.handbook_versions.get(number=1))
    page = text(Client().get(address))
    assert "There aren’t two versions to compare yet." in page


def test_one_version_has_nothing_to_compare_and_speaks_of_none_before(
    program: Program, admin: User, now: datetime
) -> None:
    draft = handbooks.start_draft(program)
    chapters.add_chapter(draft, title="One", audience="both", body="x")
    handbooks.publish_handbook(draft, by=admin, change_note="A first text.", ask_again=True, now=now)
    contents = text(Client().get(reverse("programs:show-handbook", args=["compass"])))
    chapter = text(Client().get(reverse("programs:show-chapter", args=["compass", "one"])))
    for page in (contents, chapter):
        assert "New in version" not in page
        assert "ompare" not in page
    compare = reverse("programs:compare-handbook", args=["compass"])
    assert "There aren’t two versions to compare yet." in text(Client().get(compare))
    assert Client().get(compare + "one/").status_code == 404


def test_the_contents_mark_what_changed_since_the_reader_acknowledged(
    handbook: HandbookVersion,
    program: Program,
    admin: User,
    student: User,
    mentor: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    handbooks.acknowledge_handbook(handbook, by=student, now=now)
    for number in (2, 3):
        draft = handbooks.start_draft(program)
        chapter = draft.chapters.get(position=number)
        body = f"{chapter.body}\n\nMore in {number}."
        chapters.edit_chapter(chapter, title=chapter.title, audience="both", body=body)
        published = handbooks.publish_handbook(draft, by=admin, change_note="More.", ask_again=True, now=now)
    address = reverse("programs:show-handbook", args=["compass"])
    client = sign_in(student)
    page = text(client.get(address))
    assert page.count(">changed</span>") == 2
    assert "?from=1&amp;to=3" in page
    chapter_page = text(client.get(address + "confidentiality/"))
    assert "New since you acknowledged version 1" in chapter_page
    assert ">changed</span>" not in text(sign_in(mentor).get(address)), "who has acknowledged nothing has no marks"
    handbooks.acknowledge_handbook(published, by=student, now=now)
    assert ">changed</span>" not in text(sign_in(student).get(address))


def test_a_picture_that_was_replaced_is_a_change_although_its_description_stays() -> None:
    found = _only("![A map](image:3f2a91aaaaaaaaaa)", "![A map](image:77bc02aaaaaaaaaa)")
    assert found.fate == Fate.CHANGED
    assert "3f2a91" in found.before
    assert "77bc02" in found.after
