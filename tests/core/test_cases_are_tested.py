"""Every case that was handed over has its test, where somebody has laid them beside the project (`IMPORT_CASES`)."""

import os
import re
from pathlib import Path

import pytest

_FOLDER = os.environ.get("IMPORT_CASES", "")
_TESTS = Path(__file__).parents[1]
# Those that are files are named in these by their number.
_FILES = ("people/test_cases.py", "matching/test_list_cases.py", "pairs/test_rosters.py")
_STEPS = {
    "25": "matching/test_records.py::test_no_name_stops_or_runs_in_an_export",
    "30": "matching/test_promises.py::test_a_short_list_wins_half_of_the_draws_where_honesty_is_safe",
    "31": "matching/test_records.py::test_in_a_file_1_is_the_first_choice_as_on_the_page",
    "35": "matching/test_coordinators_who_mentor.py::test_the_page_says_that_she_takes_part_and_who_else_can_run_it",
    "38": "people/test_invitations.py::test_who_is_imported_gets_a_way_in_and_two_reminders",
    "39": "people/test_import_columns.py::test_an_import_is_undone_as_if_it_had_not_been",
    "40": "sessions/test_series.py::test_the_question_lists_every_date_on_both_clocks",
    "42": "sessions/test_calendar_file.py::test_agreeing_moving_and_cancelling_keep_the_entry_and_count_up",
    "43": "sessions/test_calendar_file.py::test_a_long_place_is_folded_between_letters_and_escaped",
    "45": "sessions/test_series.py::test_a_time_that_the_clocks_skip_is_refused_with_its_day",
    "47": "sessions/test_series.py::test_the_message_lists_every_date_with_the_readers_clock_first",
    "50": "sessions/test_guests.py::test_cancelling_tells_those_who_come_and_those_who_wait_and_reminds_nobody",
    "51": "sessions/test_guests.py::test_more_places_go_to_the_first_who_wait_and_they_hear_of_it",
    "52": "notifications/test_emails.py::test_one_click_of_a_mail_program_stops_the_category",
    "55": "matching/test_policies.py::test_before_publishing_mentee_and_mentor_read_nothing_of_the_result",
    "56": "sessions/test_invitations.py::test_each_step_of_a_session_brings_the_entry_up_to_date",
    "56, the feed": "sessions/test_feed.py::test_the_page_makes_shows_renews_and_takes_away_the_address",
    "58": "matching/test_fixed_pairs.py::test_a_change_by_hand_is_made_again_after_a_new_run",
    "59": "pairs/test_allocations.py::test_pairs_are_made_and_both_are_told",
    "61": "site/test_specimen.py::test_what_is_typed_into_is_16_pixels_high_and_nothing_scrolls_sideways",
    "63": "sessions/test_slots.py::test_the_mentor_opens_hours_and_the_mentee_books_in_two_taps",
}


@pytest.mark.skipif(not _FOLDER, reason="IMPORT_CASES names no folder of cases")
def test_every_case_has_a_test() -> None:
    named = {number for file in _FILES for number in re.findall(r'"(\d\d|school)"', (_TESTS / file).read_text())}
    cases = {folder.name for folder in Path(_FOLDER).iterdir() if folder.is_dir()}
    assert cases - named - set(_STEPS) == set()


@pytest.mark.parametrize("test", _STEPS.values())
def test_the_test_of_a_case_is_there(test: str) -> None:
    file, name = test.split("::")
    assert f"def {name}(" in (_TESTS / file).read_text()
