"""A pytest plugin: which of several workers takes which test, and when, and what they need not look through."""

import gc

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

# These read the walk through the site: whoever takes one of them takes all, and walks for all.
_WALK = tuple(
    f"tests/site/test_{name}.py" for name in ("axe", "headers", "pages", "pseudo_locale", "queries", "weight")
)
# What each of these sets up, slowly, serves all of its tests.
_TOGETHER = ("tests/mentorship/test_demo_school.py", "tests/site/test_supervisor.py", "tests/site/test_wire.py")
# What takes longest begins first, so that nobody works alone at the end.
_LONG = (
    *_WALK,
    *_TOGETHER,
    "tests/site/test_attack_numbers.py",
    "tests/site/test_attack_avoidance.py",
    "tests/e2e/",
    "tests/engine/test_mutants.py",
    "tests/site/",
    "tests/mentorship/",
)


class _Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """One test after the other to whoever is free; those that belong together go together, and first."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return "walk" if path in _WALK else path if path in _TOGETHER else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Take the place of xdist's own, which hands out hundreds of tests at a time in the order of folders."""
    return _Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first."""
    walking = {item.location[0] for item in items if "site" in getattr(item, "fixturenames", ())}
    assert walking <= set(_WALK), f"they would walk anew: {walking - set(_WALK)}"
    items.sort(key=_place)


def pytest_collection() -> None:
    """Nothing that is loaded becomes garbage; looking through it again and again took a tenth of all time."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def _place(item: pytest.Item) -> int:
    return next((place for place, path in enumerate(_LONG) if item.nodeid.startswith(path)), len(_LONG))
