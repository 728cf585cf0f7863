"""The time of two people together as a PDF that is tagged for screen readers (PDF/UA-1)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from core.tagged_pdf import tagged_pdf
from core.text import clean_line
from pairs.models import Mentorship
from pairs.presentation.looking_back import Part, Words
from sessions.presentation.looking_back import Hindsight

_TEMPLATE = Path(settings.BASE_DIR) / "templates" / "sessions" / "looking_back.typ"


def looking_back_pdf(
    pair: Mentorship, reader: User, *, hindsight: Hindsight, parts: list[Part], words: Words, made_at: datetime
) -> bytes:
    """Return the PDF. Nothing of it is kept: it is private."""
    return tagged_pdf(_TEMPLATE, _data(pair, reader, hindsight, parts, words), made_at=made_at)


def _data(pair: Mentorship, reader: User, hindsight: Hindsight, parts: list[Part], words: Words) -> dict[str, Any]:
    names = {"mentee": pair.mentee.display_name, "mentor": pair.mentor.display_name}
    other = pair.other_of(reader)
    written = ((_("From %(name)s") % {"name": other.display_name}, words.theirs), (_("From you"), words.own))
    sections = [(part.title, list(part.lines)) for part in parts]
    sections += [(title, text.splitlines()) for title, text in written if text]
    return {
        "language": (get_language() or "en").split("-")[0],
        "title": clean_line(_("%(mentee)s and %(mentor)s") % names),
        "lede": clean_line(f"{pair.cycle}. {summary_of(hindsight)}"),
        "footer": clean_line(_("Private to the two")),
        "months_title": _("Month by month"),
        "head": [_("Month"), _("Sessions held"), _("Minutes")],
        "months": [[date_format(bar.first, "F Y"), str(bar.sessions), str(bar.minutes)] for bar in hindsight.months],
        "sections": [
            {"heading": clean_line(title), "lines": [clean_line(line) for line in lines if line.strip()]}
            for title, lines in sections
        ],
    }


def summary_of(hindsight: Hindsight) -> str:
    """Return what a pair held in one sentence."""
    held = ngettext("%(n)s session held", "%(n)s sessions held", hindsight.sessions) % {"n": hindsight.sessions}
    hours = _("%(hours)s hours together") % {"hours": f"{hindsight.hours:g}"}
    return f"{held}, {hours}."
