"""Two windows on one form: opened by both, saved by both."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.test import Client

from tests.site.walk.forms import Form, forms_of
from tests.site.walk.markup import parse

REVISION = "revision"


@dataclass
class Window:
    """A browser with one form open.

    Attributes:
        url: the page on which the form stands.
        action: where the form goes; the page itself unless said otherwise.
    """

    browser: Client
    url: str
    action: str = ""

    def __post_init__(self) -> None:
        self.action = self.action or self.url
        response = self.browser.get(self.url)
        assert response.status_code == 200, response.status_code
        self.read(response.content.decode())

    def read(self, page: str) -> None:
        """Take the form from a page."""
        self.page = page
        # A browser leaves out the line break after <textarea>.
        self.fields = [(name, value.removeprefix("\n")) for name, value in self._form(page).fields]
        assert dict(self.fields).get(REVISION), f"the form at {self.url} carries no revision"

    def _form(self, page: str) -> Form:
        forms = [form for form in forms_of(parse(page), self.url) if form.method == "post"]
        return next(form for form in forms if form.action == self.action)

    def save(self, **changes: str) -> int:
        """Type `changes`, press the button, and read the form that comes back, if one does."""
        typed = [(name, value) for name, value in self.fields if name not in changes] + list(changes.items())
        body = urlencode(typed)
        response = self.browser.post(self.action, body, content_type="application/x-www-form-urlencoded")
        if response.status_code == 422:
            self.read(response.content.decode())
        return response.status_code
