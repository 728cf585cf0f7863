"""What a device is called."""

from django.utils.translation import gettext as _

# What browsers call themselves, the most telling first: most of them claim to be several others too.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_name(agent: str) -> str:
    """Return “Firefox on Android” for what a browser sends as its name (`User-Agent`)."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), _("Browser"))
    system = next((name for mark, name in _SYSTEMS if mark in agent), _("another system"))
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
