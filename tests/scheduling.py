"""A pytest plugin: which of several workers takes which test, and when."""

import pytest

# What these set up once, and slowly, serves all of their tests: one worker takes them.
_WALK = "site"
_TOGETHER = ("tests/mentorship/test_demo_school.py", "tests/site/test_supervisor.py", "tests/site/test_wire.py")
# What takes longest begins first, so that nobody works alone at the end.
_LONG = (
    "tests/site/test_attack_numbers.py",
    "tests/site/test_attack_avoidance.py",
    "tests/e2e/",
    "tests/engine/test_mutants.py",
    "tests/site/",
    "tests/mentorship/",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the groups for `--dist loadgroup`, and put the long tests first."""
    for item in items:
        if group := _group_of(item):
            item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=_place)


def _group_of(item: pytest.Item) -> str | None:
    if _WALK in getattr(item, "fixturenames", ()):
        return _WALK
    return next((path for path in _TOGETHER if item.nodeid.startswith(path)), None)


def _place(item: pytest.Item) -> tuple[bool, int]:
    long = (place for place, path in enumerate(_LONG) if item.nodeid.startswith(path))
    return _group_of(item) is None, next(long, len(_LONG))
