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

PARTS = sorted(stylesheets.SOURCE.parent.rglob("*.css"))
MAX_BYTES = 9 * 1024
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# The value may hold template tags with quotes of their own.
_CLASS = re.compile(rf'(?<![\w-])class="((?:{_TAG.pattern}|[^"{{]|\{{(?![%{{]))*)"', re.DOTALL)
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
    return str(part.relative_to(stylesheets.SOURCE.parent))


def test_the_bundle_fits_its_budget() -> None:
    assert len(brotli.compress(stylesheets.build().encode())) <= MAX_BYTES


def test_every_part_is_imported() -> None:
    imported = set(re.findall(r'@import url\("([^"]+)"\)', stylesheets.SOURCE.read_text(encoding="utf-8")))
    assert imported == {_name(part) for part in PARTS if part != stylesheets.SOURCE}


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
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", "".join(map(_text, PARTS))))
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    used = {name for page in templates for name in _classes(page.read_text(encoding="utf-8"))}
    assert used - known == set()


def _classes(template: str) -> set[str]:
    """The classes in a template, but for those of which a part is worked out."""
    words = {word for value in _CLASS.findall(template) for word in _TAG.sub("\0", value).split()}
    return {name for word in words for name in word.split("\0") if name and not name.endswith("-")}


def test_phones_of_2021_understand_the_bundle() -> None:
    css = stylesheets.build()
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
    return Path(finder.find(stylesheets.NAME)).read_text(encoding="utf-8")


def test_the_site_finds_the_bundle() -> None:
    assert Path(str(finders.find(stylesheets.NAME))).is_file()


def test_the_bundle_is_collected_under_one_name(finder: StylesheetFinder) -> None:
    assert [path for path, _storage in finder.list(None)] == [stylesheets.NAME]
    assert _content(finder) == stylesheets.build()


def test_it_finds_no_other_file(finder: StylesheetFinder) -> None:
    assert finder.find("css/main.css") == []


def test_a_changed_part_renews_the_bundle(finder: StylesheetFinder) -> None:
    built = Path(finder.find(stylesheets.NAME))
    built.write_text("old", encoding="utf-8")
    os.utime(built, (0, 0))
    assert _content(finder) == stylesheets.build()


def test_an_unchanged_bundle_stays(finder: StylesheetFinder) -> None:
    Path(finder.find(stylesheets.NAME)).write_text("untouched", encoding="utf-8")
    assert _content(finder) == "untouched"
