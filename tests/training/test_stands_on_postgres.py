"""What a published module and a completion refuse, and who is trained, on PostgreSQL too."""

import pytest

from tests.people.test_readiness import test_training_counts_until_it_is_due_again_or_everyone_takes_it_again
from tests.training.test_authoring import test_a_published_module_cannot_be_changed
from tests.training.test_taking import test_the_database_keeps_one_start_and_every_completion

pytestmark = pytest.mark.postgres

__all__ = [
    "test_a_published_module_cannot_be_changed",
    "test_the_database_keeps_one_start_and_every_completion",
    "test_training_counts_until_it_is_due_again_or_everyone_takes_it_again",
]
