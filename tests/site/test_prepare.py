"""What `make run` does before it starts."""

from pathlib import Path

import pytest
from pytest_django import Settings

from mentorship.management.commands.prepare import collect_static_files
from mentorship.supervisor.group import CannotRun
from mentorship.supervisor.local import Place
from mentorship.supervisor.reset import reset


def test_static_files_are_collected_again_only_after_a_change(settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.js").write_text("one")
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

    collect_static_files()
    collected = settings.STATIC_ROOT / "site.js"
    assert collected.read_text() == "one"

    collected.write_text("untouched")
    collect_static_files()
    assert collected.read_text() == "untouched"

    (source / "more.js").write_text("two")
    collect_static_files()
    assert collected.read_text() == "one"
    assert (settings.STATIC_ROOT / "more.js").read_text() == "two"


def test_a_demo_school_that_runs_is_not_reset(tmp_path: Path) -> None:
    place = Place(var=tmp_path, demo=True, port=8000)
    with place.alone():
        (place.data / "mentorship.sqlite3").touch()
        with pytest.raises(CannotRun, match="Another run uses"):
            reset(place)

    assert (place.data / "mentorship.sqlite3").exists()
