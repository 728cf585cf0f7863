"""A report as a PDF that is tagged for screen readers (PDF/UA-1), with the school's color and logo."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from core.charts.typesetting import typeset_data
from core.text import clean_line
from reports.presentation.document import ReportDocument

_TEMPLATES = Path(settings.BASE_DIR) / "templates"


def report_pdf(document: ReportDocument) -> bytes:
    """Return the PDF. It is typeset in a folder with nothing but its sources, outside which nothing is read."""
    import typst  # loads a compiler: only when a PDF is made

    inputs = {"data": json.dumps(pdf_data(document), ensure_ascii=False), "accent": document.accent}
    with TemporaryDirectory() as folder:
        for name, content in document.pictures.items():
            Path(folder, name).write_bytes(content)
        for source in ("reports/report.typ", "charts/charts.typ"):
            Path(folder, Path(source).name).write_bytes((_TEMPLATES / source).read_bytes())
        compiler = typst.Compiler(os.fspath(Path(folder, "report.typ")), root=folder, sys_inputs=inputs)
        try:
            pdf = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=document.made_at)
        except typst.TypstError:
            # Letters of a script that this machine lacks keep a text from the standard, but not from being read.
            pdf = compiler.compile(format="pdf", timestamp=document.made_at)
    return cast(bytes, pdf)


def pdf_data(document: ReportDocument) -> dict[str, Any]:
    """Return all that `templates/reports/report.typ` typesets: what is not in here is not in the PDF."""
    return {
        "accent": document.accent,
        "logo": document.logo,
        "language": document.language.split("-")[0],
        "title": document.title,
        "school": document.school,
        "edition": document.edition,
        "footer": f"{document.school} · {document.title} · {document.edition}",
        "contents": _("Contents"),
        "short": list(document.short),
        "sections": [
            {
                "title": clean_line(section.title),
                "figures": [typeset_data(figure) for figure in section.figures],
                "note": clean_line(section.note),
            }
            for section in document.sections
        ],
        "evidence": {
            "title": _("What the program did, and what shows it"),
            "lead": _("Each line names a record that can be asked for."),
            "what": _("What the program does"),
            "shows": _("What shows it"),
            "parts": [{"title": part.title, "rows": list(part.rows)} for part in document.evidence],
        },
    }
