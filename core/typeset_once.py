"""What the typesetter makes of the same template and data is made once a week."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import cast

from django.core.cache import cache

_KEPT_FOR = 7 * 24 * 3600  # seconds


def typeset_once(kind: str, template: Path, data: str, make: Callable[[], bytes]) -> bytes:
    """Return what `make` returns, from the cache where it was made within a week.

    Args:
        kind: names what is made in the cache.
        template: of the typesetter; another text of it makes the thing anew.
        data: all that goes into it.
        make: typesets.
    """
    key = f"{kind}:" + hashlib.sha256(template.read_bytes() + data.encode()).hexdigest()
    return cast(bytes, cache.get_or_set(key, make, _KEPT_FOR))
