"""An agreement as a PDF that is tagged for screen readers (PDF/UA-1): names, version, dates, signatures, hash."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.markdown import plain_text
from core.tagged_pdf import tagged_pdf
from core.text import clean_line
from pairs.models import AgreementVersion, Mentorship
from pairs.presentation.agreements import Signer, signers

_TEMPLATE = Path(settings.BASE_DIR) / "templates" / "pairs" / "agreement.typ"


def agreement_pdf(pair: Mentorship, version: AgreementVersion, *, made_at: datetime) -> bytes:
    """Return the PDF of a version. Nothing of it is kept: it is private."""
    return tagged_pdf(_TEMPLATE, _data(pair, version), made_at=made_at)


def _data(pair: Mentorship, version: AgreementVersion) -> dict[str, Any]:
    names = {"mentee": pair.mentee.display_name, "mentor": pair.mentor.display_name}
    written = {"n": version.number, "day": _day(pair, version.written_at), "name": version.written_by.display_name}
    return {
        "language": (get_language() or "en").split("-")[0],
        "title": clean_line(_("Mentoring agreement of %(mentee)s and %(mentor)s") % names),
        "lede": clean_line(f"{pair.cycle}. " + _("Version %(n)s, written on %(day)s by %(name)s.") % written),
        "footer": clean_line(_("Private to the two who signed it")),
        "entries": [
            {"heading": clean_line(entry.heading), "lines": _lines(entry.answer)}
            for entry in version.entries
            if entry.answer
        ],
        "signed_title": _("Signatures"),
        "signers": [_signed(pair, signer) for signer in signers(pair, version)],
        "hash": _("SHA-256 of this version: %(hash)s") % {"hash": version.sha256},
    }


def _lines(answer: str) -> list[str]:
    return [line for each in plain_text(answer).splitlines() if (line := clean_line(each))]


def _signed(pair: Mentorship, signer: Signer) -> list[str]:
    name = clean_line(signer.person.display_name)
    if signer.signature is None:
        return [name, _("not signed yet")]
    return [name, _("signed on %(day)s") % {"day": _day(pair, signer.signature.signed_at)}]


def _day(pair: Mentorship, moment: datetime) -> str:
    return date_format(pair.cycle.local_day(moment), "j F Y")
