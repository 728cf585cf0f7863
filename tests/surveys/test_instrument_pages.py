"""Instruments of a school: terms before they are switched on, one's own, and surveys that ask them as they are."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from programs.models import Institution, Program
from surveys.errors import NotReady
from surveys.imports.instrument_files import shipped_files, shipped_instruments
from surveys.models import Asked, Phase, SchoolInstrument
from surveys.models.content import Content
from surveys.presentation.instrument_blocks import block_of
from surveys.presentation.scoring import scores_of
from surveys.services.instruments import instruments_of
from surveys.services.versions import create_survey, publish_version
from tests.conftest import SignIn

NOON = datetime(2027, 1, 12, 12, tzinfo=UTC)


def _url(name: str, school: Institution, key: str = "") -> str:
    return reverse(f"surveys:{name}", args=[school.slug, key] if key else [school.slug])


def _content(slug: str) -> Content:
    return Content(format=1, languages=["en"], blocks=[deepcopy(block_of(shipped_instruments()[slug], ["en"]))])


def _publish(program: Program, name: str, content: Content) -> None:
    draft = create_survey(program, name=name, phase=Phase.BASELINE, asked=Asked.MENTEES, content=content)
    publish_version(draft, by=None, now=NOON)


def test_terms_are_accepted_before_a_survey_may_use_an_instrument(
    institution: Institution,
    program: Program,
    admin: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    office, url = sign_in(admin), _url("show-instrument", institution, "self_efficacy")
    with pytest.raises(NotReady, match="is off"):
        _publish(program, "Before", _content("self_efficacy"))

    with django_assert_num_queries(5):
        page = office.get(url).content.decode()
    for told in ("nothing commercial", "I can usually handle whatever comes my way.", "7 answers of 10", "10 to 40"):
        assert told in page
    refused = office.post(url)
    assert refused.status_code == 422
    assert "Read the terms" in refused.content.decode()
    assert not SchoolInstrument.objects.exists()

    assert office.post(url, {"accepted": "on"}, follow=True).status_code == 200
    row = SchoolInstrument.objects.get()
    assert (row.on, row.accepted_by) == (True, admin)
    assert admin.display_name in office.get(url).content.decode()
    _publish(program, "After", _content("self_efficacy"))

    office.post(_url("switch-instrument-off", institution, "self_efficacy"))
    with pytest.raises(NotReady, match="is off"):
        _publish(program, "Later", _content("self_efficacy"))


def test_an_instrument_is_asked_in_its_own_words_or_not_at_all(program: Program) -> None:
    """Whether it has to be answered, and what the part is called, is the survey's."""
    content = _content("belonging")
    content["blocks"][0]["title"] = {"en": "You and us"}
    content["blocks"][0]["questions"][0]["required"] = True
    _publish(program, "As it is", content)
    content["blocks"][0]["questions"][0]["rows"][0]["text"] = {"en": "People know me."}
    with pytest.raises(NotReady, match="in other words"):
        _publish(program, "Reworded", content)
    content["blocks"][0]["instrument"] = "unheard_of"
    with pytest.raises(NotReady, match="has no instrument"):
        _publish(program, "Unknown", content)


def test_a_school_brings_an_instrument_that_it_has_a_license_for(
    institution: Institution,
    admin: User,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    office, url = sign_in(admin), _url("list-instruments", institution)

    def add(text: str) -> int:
        upload = SimpleUploadedFile("ours.toml", text.encode())
        response = office.post(url, {"file": upload})
        assert (response.status_code == 422) == (response.context is not None)
        return response.status_code

    ours = shipped_files()["belonging"].replace('slug = "belonging"', 'slug = "at_home"')
    ours = ours.replace('name = "Belonging"', 'name = "At home"')
    assert add(ours.replace("{ mean = 4 }", "{ mean = 3 }")) == 422
    assert add(shipped_files()["belonging"]) == 422
    assert add("\x00") == 422
    assert not SchoolInstrument.objects.exists()
    assert add(ours) == 302
    assert add(ours) == 422

    held = instruments_of(institution)["at_home"]
    assert (held.on, held.is_own) == (False, True)
    assert scores_of(
        held.instrument, {"at_home_statements": dict.fromkeys(("known", "myself", "asking", "voice"), "5")}
    )
    office.post(_url("show-instrument", institution, "at_home"))
    with django_assert_num_queries(5):
        page = office.get(url).content.decode()
    assert page.count("status-good") == 6
    assert page.index("At home") < page.index("Belonging")
    file = office.get(_url("download-instrument", institution, "at_home"))
    assert file.content.decode() == ours
    assert sign_in(coordinator).get(url).status_code == 404
