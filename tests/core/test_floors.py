"""Every package of ours stands on a floor: the contracts of import-linter name them all."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OF_THE_SITE = {"tests", "benchmarks"}


def test_every_package_stands_on_a_floor() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    floors = next(contract for contract in linter["contracts"] if contract["name"].startswith("Floors"))
    named = [name.strip() for layer in floors["layers"] for name in layer.split("|")]
    packages = {found.parent.name for found in ROOT.glob("*/__init__.py")} - NOT_OF_THE_SITE
    assert sorted(named) == sorted(packages)
    assert sorted(linter["root_packages"]) == sorted(packages)
