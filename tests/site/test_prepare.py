"""What `make run` does before it starts."""

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from mentorship.management.commands.prepare import collect_static_files
from mentorship.supervisor.group import CannotRun
from mentorship.supervisor.local import LocalRun
from mentorship.supervisor.reset import reset
from programs.models import FirstRunCode, Institution


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


@pytest.fixture
def greeting(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = []
    return tmp_path / "greeting"


@pytest.mark.django_db
def test_an_empty_school_is_opened_with_a_code_that_only_the_owner_reads(greeting: Path) -> None:
    call_command("prepare", str(greeting))

    assert "/first-run/ with the code " in greeting.read_text()
    assert greeting.stat().st_mode & 0o777 == 0o600
    assert FirstRunCode.objects.count() == 1


def test_a_school_that_is_set_up_is_opened_without_a_word(greeting: Path, institution: Institution) -> None:
    call_command("prepare", str(greeting))

    assert greeting.read_text() == ""


def test_the_demo_school_names_somebody_for_each_role(
    greeting: Path, settings: Settings, institution: Institution
) -> None:
    settings.DEMO = True
    call_command("prepare", str(greeting))

    assert "/demo/" in greeting.read_text()
    for role in ("Mentee", "Mentor", "Coordinator", "Administrator", "Safeguarding officer"):
        assert f"  {role} " in greeting.read_text()


def test_a_demo_school_that_runs_is_not_reset(tmp_path: Path) -> None:
    local_run = LocalRun(var=tmp_path, demo=True, port=8000)
    with local_run.alone():
        (local_run.data / "mentorship.sqlite3").touch()
        with pytest.raises(CannotRun, match="Another run uses"):
            reset(local_run)

    assert (local_run.data / "mentorship.sqlite3").exists()
