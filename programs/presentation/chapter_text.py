"""The text of chapters for pages: where links to other chapters lead, where pictures are, and what is amiss."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.markdown import CHAPTER, IMAGE, References, Shown, Target, render, targets
from core.trees import Section, sections_of
from programs.models import Chapter, HandbookImage, HandbookVersion, Program
from programs.models.handbooks import image_keys


def references_for(version: HandbookVersion, chapters: Sequence[Chapter], *, on_one_page: bool = False) -> References:
    """Return what the links and pictures of `chapters`, all of a version, stand for.

    One query where a text names pictures. On one page each chapter stands under its own name.
    """
    links = {each.slug: f"#{each.slug}" for each in chapters} if on_one_page else addresses_of(version, chapters)
    return References(links, images_in(version.program, (each.body for each in chapters)))


class ShownText(TypedDict):
    """The text of a chapter as its page shows it: its HTML, and the headings in it."""

    text: SafeString
    sections: Sequence[Section]


def shown_text(
    version: HandbookVersion, chapters: Sequence[Chapter], chapter: Chapter, *, before: str | None
) -> ShownText:
    """Return the text of one of the chapters of a version; passages that `before` lacks are marked.

    One query where it names pictures.
    """
    links = tuple(addresses_of(version, chapters).items())
    images = tuple(images_in(version.program, [chapter.body]).items())
    return _read(chapter.body, before, links, images, get_language())


# A text takes milliseconds to read. It is kept under all that it is made of, so that an edit, a new version, another
# address or another language is another entry; those for which nobody asks go.
@lru_cache(maxsize=256)
def _read(
    body: str,
    before: str | None,
    links: tuple[tuple[str, str], ...],
    images: tuple[tuple[str, Shown], ...],
    _language: str | None,
) -> ShownText:
    text = render(body, before=before, references=References(dict(links), dict(images)))
    return ShownText(text=text, sections=[section for section in sections_of(body) if section.name])


def addresses_of(version: HandbookVersion, chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return slug → address of the chapters of a version."""
    which = "" if version.state == HandbookVersion.State.PUBLISHED else f"?version={version.number}"
    slug = version.program.slug
    return {each.slug: reverse("programs:show-chapter", args=[slug, each.slug]) + which for each in chapters}


def images_in(program: Program, texts: Iterable[str]) -> dict[str, Shown]:
    """Return key → picture for those of the program that `texts` name."""
    keys = {key for text in texts for key in image_keys(text)}
    if not keys:
        return {}
    found = HandbookImage.objects.filter(program=program, key__in=keys).values_list("key", "width", "height")
    return {
        key: Shown(reverse("programs:show-image", args=[program.slug, key]), width, height)
        for key, width, height in found
    }


@dataclass(frozen=True, slots=True)
class Amiss:
    """Something in a chapter that readers would stumble over.

    Attributes:
        chapter: in which it stands.
        message: what it is and what to do, in a sentence.
    """

    chapter: Chapter
    message: str


def amiss_in(version: HandbookVersion, chapters: Sequence[Chapter]) -> list[Amiss]:
    """Return what links of `chapters`, all of a version, lead nowhere, and what pictures are not there."""
    known = references_for(version, chapters)
    return [
        Amiss(chapter, message)
        for chapter in chapters
        for target in targets(chapter.body)
        if (message := _amiss(target, known))
    ]


def _amiss(target: Target, known: References) -> str:
    chapter, image = target.named(CHAPTER), target.named(IMAGE)
    if target.is_image:
        if image is None:
            return _("The picture “%(words)s” comes from another site. Add it here instead.") % {"words": target.words}
        if image not in known.images:
            return _("The picture “%(words)s” isn’t here any more. Add it again.") % {"words": target.words}
        return "" if target.words else _("A picture has no description. Write one between the square brackets.")
    broken = chapter not in known.chapters if chapter is not None else target.leads_nowhere
    return _("The link “%(words)s” leads nowhere.") % {"words": target.words} if broken else ""
