"""The year of a small school, played in a real Chromium by its four roles."""

import pytest

pytestmark = pytest.mark.browser
