"""What a page weighs over the wire: slow networks and old phones are where students are."""

import re
from functools import cache
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.utils.datastructures import CaseInsensitiveMapping

from tests.site.conftest import Site
from tests.site.walk.crawl import Answer

pytestmark = pytest.mark.django_db

FIRST_PAGE = 30 * 1024  # bytes: the page and everything that it loads
FOLLOWING_PAGE = 12 * 1024
# Long texts that somebody asks for as a whole: the handbook to print.
_WHOLE = {"programs:print-handbook"}
_ASSETS = re.compile(rb'(?:href|src)="/static/([^"]+)"')


@cache
def _asset_weight(name: str) -> int:
    """The bytes of a static file as the server sends it: compressed once, as strongly as possible."""
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is not there"
    return len(brotli.compress(Path(path).read_bytes()))


def _first_weight(answer: Answer) -> int:
    assets = {match.decode() for match in _ASSETS.findall(answer.body)}
    return answer.wire + sum(_asset_weight(name) for name in assets)


def test_pages_travel_compressed(site: Site) -> None:
    encodings = {CaseInsensitiveMapping(answer.headers).get("Content-Encoding") for answer in site.pages}
    assert encodings == {"br"}


def test_a_first_page_weighs_at_most_30_kb_with_everything(site: Site) -> None:
    pages = [answer for answer in site.pages if answer.route not in _WHOLE]
    heavy = {str(answer): _first_weight(answer) for answer in pages}
    assert {page: weight for page, weight in heavy.items() if weight > FIRST_PAGE} == {}


def test_a_following_page_weighs_at_most_12_kb(site: Site) -> None:
    heavy = {str(answer): answer.wire for answer in site.pages if answer.route not in _WHOLE}
    assert {page: weight for page, weight in heavy.items() if weight > FOLLOWING_PAGE} == {}


def test_a_page_loads_nothing_from_elsewhere(site: Site) -> None:
    third_party = re.compile(
        rb'<(?:script|img|iframe|link(?! rel="canonical")|source|video|audio)\b[^>]*(?:src|href)="(?:https?:)?//'
    )
    assert [str(answer) for answer in site.pages if third_party.search(answer.body)] == []
