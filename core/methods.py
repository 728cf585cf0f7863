"""Which methods a page answers. Pages to read take Django's `require_safe`, steps take `require_POST`."""

from django.views.decorators.http import require_http_methods

# A page with a form that leads back to itself.
form_page = require_http_methods(["GET", "HEAD", "POST"])
