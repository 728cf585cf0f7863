"""The same refusals by PostgreSQL's own triggers."""

import pytest

from tests.programs.test_handbook_stands import (
    test_a_chapter_cannot_move_into_a_published_version,
    test_a_draft_is_free,
    test_a_picture_never_changes_and_stays_while_a_published_chapter_shows_it,
    test_a_published_version_cannot_be_changed,
    test_a_published_version_cannot_be_deleted,
    test_an_acknowledgement_cannot_be_changed_or_deleted,
    test_chapters_of_a_published_version_cannot_be_changed_added_or_deleted,
    test_the_next_version_retires_the_one_before,
)

pytestmark = pytest.mark.postgres

__all__ = [
    "test_a_chapter_cannot_move_into_a_published_version",
    "test_a_draft_is_free",
    "test_a_picture_never_changes_and_stays_while_a_published_chapter_shows_it",
    "test_a_published_version_cannot_be_changed",
    "test_a_published_version_cannot_be_deleted",
    "test_an_acknowledgement_cannot_be_changed_or_deleted",
    "test_chapters_of_a_published_version_cannot_be_changed_added_or_deleted",
    "test_the_next_version_retires_the_one_before",
]
