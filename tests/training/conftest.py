from datetime import datetime

import pytest

from accounts.models import User
from programs.models import Program
from tests.training.cast import publish_module, write_module
from training.models import ModuleVersion


@pytest.fixture
def draft(program: Program) -> ModuleVersion:
    return write_module(program)


@pytest.fixture
def module(draft: ModuleVersion, admin: User, now: datetime) -> ModuleVersion:
    """A module in force with four steps, one of each kind."""
    return publish_module(draft, by=admin, now=now)
