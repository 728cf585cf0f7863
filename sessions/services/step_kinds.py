"""The steps about pairs that drift, for the record of a pair and for the page of who did what."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pairs.services.step_kinds import register_step_about_pair
from sessions.services.drift import undo_putting_off


def register_drift_steps() -> None:
    """Make the steps of this app known."""
    sent: dict[str, Any] = {"final": _("The email has gone out.")}
    register_step_about_pair("pair_nudged", _("Pair reminded to find a time"), **sent)
    register_step_about_pair("pair_asked", _("Pair asked how it’s going"), **sent)
    undone: dict[str, Any] = {"undo": undo_putting_off, "undone": _("Undone. The pair is in the queue again.")}
    register_step_about_pair("pair_talked", _("Talked with a pair"), **undone)
    register_step_about_pair("pair_snoozed", _("Pair put off"), **undone)
