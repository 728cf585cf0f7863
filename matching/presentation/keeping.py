"""How many of the pairs to keep a proposal keeps, in words."""

from django.utils.translation import ngettext

from matching.models.stored import Metrics


def kept_told(metrics: Metrics) -> str:
    """“Keeps 41 of 44 pairs; 3 change.”; empty where the round keeps none."""
    present = metrics.get("present", 0)
    if not present:
        return ""
    kept = metrics["kept"]
    words = {"kept": kept, "present": present, "n": present - kept}
    if kept == present:
        return ngettext("Keeps the one earlier pair.", "Keeps all %(present)s earlier pairs.", present) % words
    return (
        ngettext(
            "Keeps %(kept)s of %(present)s earlier pairs; %(n)s changes.",
            "Keeps %(kept)s of %(present)s earlier pairs; %(n)s change.",
            present - kept,
        )
        % words
    )
