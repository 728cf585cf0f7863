"""A PDF that is tagged for screen readers (PDF/UA-1), from a template of the typesetter and data."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast


def tagged_pdf(template: Path, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Return the PDF. Nothing of it is kept.

    Args:
        template: of the typesetter; it reads every text as data, never as markup.
        data: what JSON can hold.
        made_at: the instant that stands in the file.
    """
    import typst  # loads a compiler: only when a PDF is asked for

    compiler = typst.Compiler(os.fspath(template), sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    moment = made_at.replace(microsecond=0)
    try:
        return cast(bytes, compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=moment))
    except typst.TypstError:
        # Letters of a script that this machine lacks keep a text from the standard, but not from being read.
        return cast(bytes, compiler.compile(format="pdf", timestamp=moment))
