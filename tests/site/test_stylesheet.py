"""The stylesheet: its rules of writing, its weight, and how it is made and served."""

import os
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from mentorship import stylesheets
from mentorship.stylesheets import StylesheetFinder

SOURCES = stylesheets.SOURCES
PARTS = sorted(SOURCES[stylesheets.SITE].parent.rglob("*.css"))
MAX_BYTES = {
    stylesheets.SITE: 8 * 1024,
    stylesheets.WORK: 3 * 1024,
    stylesheets.PAIR: 3 * 1024,
    stylesheets.REPORT: 2 * 1024,
    stylesheets.SURVEY: 1024,
}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# The value may hold template tags with quotes of their own.
_CLASS = re.compile(rf'(?<![\w-])class="((?:{_TAG.pattern}|[^"{{]|\{{(?![%{{]))*)"', re.DOTALL)
_OF_TABLE = re.compile(r"{% block table_class %}([^{]*)")
_EXTENDED = re.compile(r"\{% extends \"([^\"]+)\"")
_INCLUDED = re.compile(r"\{% include \"([^\"]+)\"")
_PRELUDE = re.compile(r"@(?:media|container|supports)[^{]*")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\(", re.IGNORECASE)
_PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:min-|max-)?(?:width|height)|top|right|bottom|left"
    r"|(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:top|right|bottom|left)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


def _text(part: Path) -> str:
    return _COMMENT.sub("", part.read_text(encoding="utf-8"))


def _name(part: Path) -> str:
    return str(part.relative_to(SOURCES[stylesheets.SITE].parent))


@pytest.mark.parametrize("name", SOURCES)
def test_a_bundle_fits_its_budget(name: str) -> None:
    assert len(brotli.compress(stylesheets.build(name).encode())) <= MAX_BYTES[name]


def test_every_part_is_imported_once() -> None:
    sources = "".join(source.read_text(encoding="utf-8") for source in SOURCES.values())
    imported = re.findall(r'@import url\("([^"]+)"\)', sources)
    assert sorted(imported) == sorted(_name(part) for part in PARTS if part not in SOURCES.values())


@pytest.mark.parametrize("name", [stylesheets.WORK, stylesheets.PAIR, stylesheets.REPORT, stylesheets.SURVEY])
def test_a_page_that_needs_a_further_stylesheet_loads_it(name: str) -> None:
    """A page is known by the classes that only that stylesheet has, its own or of what it includes."""
    of_sheet = set(re.findall(r"url\(\"([^\"]+)\"\)", SOURCES[name].read_text(encoding="utf-8")))
    only = _names([part for part in PARTS if _name(part) in of_sheet])
    only -= _names([part for part in PARTS if _name(part) not in of_sheet])
    folder = Path(settings.BASE_DIR) / "templates"
    texts = {str(page.relative_to(folder)): page.read_text(encoding="utf-8") for page in folder.rglob("*.html")}
    needing = {template for template, text in texts.items() if _classes(text) & only}
    while more := {one for one, text in texts.items() if needing & _included(text)} - needing:
        needing |= more
    pages = {template for template in needing if "{% extends" in texts[template]}
    assert pages
    loading = {template for template, text in texts.items() if name in text}
    loading |= {template for template, text in texts.items() if loading & set(_EXTENDED.findall(text))}
    assert pages - loading == set()


def _included(text: str) -> set[str]:
    """The templates that one includes, also by the tag that shows a figure."""
    return {*_INCLUDED.findall(text), *(["charts/_figure.html"] if "{% chart " in text else [])}


def _names(parts: list[Path]) -> set[str]:
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", "".join(map(_text, parts))))


@pytest.mark.parametrize("part", [part for part in PARTS if part.name != "tokens.css"], ids=_name)
def test_colours_come_from_the_tokens(part: Path) -> None:
    assert _COLOUR.findall(_text(part)) == []


@pytest.mark.parametrize("part", PARTS, ids=_name)
def test_properties_are_logical(part: Path) -> None:
    assert _PHYSICAL.findall(_PRELUDE.sub("", _text(part))) == []


@pytest.mark.parametrize("part", PARTS, ids=_name)
def test_important_is_for_motion_and_print_only(part: Path) -> None:
    elsewhere = re.sub(r"@media (?:print|\(prefers-reduced-motion[^{]*)\s*\{.*?\n\}", "", _text(part), flags=re.DOTALL)
    assert "!important" not in elsewhere


def test_every_token_that_is_used_is_defined() -> None:
    css = "".join(map(_text, PARTS))
    defined = set(re.findall(r"(--[\w-]+)\s*:", css))
    assert set(re.findall(r"var\((--[\w-]+)", css)) == defined


def test_every_class_of_a_template_has_a_rule() -> None:
    """Another name, an old one for instance, would leave an element without its looks."""
    known = _names(PARTS)
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    used = {name for page in templates for name in _classes(page.read_text(encoding="utf-8"))}
    assert used - known == set()


def _classes(template: str) -> set[str]:
    """The classes in a template, but for those of which a part is worked out."""
    values = [*_CLASS.findall(template), *_OF_TABLE.findall(template)]
    words = {word for value in values for word in _TAG.sub("\0", value).split()}
    return {name for word in words for name in word.split("\0") if name and not name.endswith("-")}


@pytest.mark.parametrize("name", SOURCES)
def test_phones_of_2021_understand_a_bundle(name: str) -> None:
    css = stylesheets.build(name)
    assert "@layer" not in css
    assert "@import" not in css
    assert "light-dark(" not in css
    assert ":lang(" not in css


def test_without_layers_keeps_every_rule_in_its_place() -> None:
    css = "@layer a,b;@layer a{p{color:red}@media print{p{color:blue}}}i{top:0}@layer b{u{top:1px}}"
    assert stylesheets.without_layers(css) == "p{color:red}@media print{p{color:blue}}i{top:0}u{top:1px}"


def test_without_layers_refuses_a_broken_sheet() -> None:
    with pytest.raises(ValueError, match="ends inside a layer"):
        stylesheets.without_layers("@layer a{p{color:red}")


@pytest.fixture
def finder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StylesheetFinder:
    """A finder that has built nothing yet."""
    monkeypatch.setattr(StylesheetFinder, "storage", FileSystemStorage(location=tmp_path))
    return StylesheetFinder()


def _content(finder: StylesheetFinder) -> str:
    return Path(finder.find(stylesheets.SITE)).read_text(encoding="utf-8")


def test_the_site_finds_the_bundle() -> None:
    assert Path(str(finders.find(stylesheets.SITE))).is_file()


def test_the_bundles_are_collected(finder: StylesheetFinder) -> None:
    assert [path for path, _storage in finder.list(None)] == [*SOURCES]
    assert _content(finder) == stylesheets.build(stylesheets.SITE)


def test_it_finds_no_other_file(finder: StylesheetFinder) -> None:
    assert finder.find("css/main.css") == []


def test_a_changed_part_renews_the_bundle(finder: StylesheetFinder) -> None:
    built = Path(finder.find(stylesheets.SITE))
    built.write_text("old", encoding="utf-8")
    os.utime(built, (0, 0))
    assert _content(finder) == stylesheets.build(stylesheets.SITE)


def test_an_unchanged_bundle_stays(finder: StylesheetFinder) -> None:
    Path(finder.find(stylesheets.SITE)).write_text("untouched", encoding="utf-8")
    assert _content(finder) == "untouched"
