from tests.site.access_matrix import Route, everybody, for_roles

_OWN_HAT = for_roles(outsider=404, student=302, mentor=404, coordinator=404, admin=404, safeguarding=404)

MATRIX: dict[str, Route] = {
    "home": Route(everybody(200, visitor=302)),
    "switch-hat": Route(_OWN_HAT, method="post", data=lambda world: {"hat": f"mentee:cycle:{world.cycle.pk}"}),
    "help": Route(everybody(200, visitor=200)),
    "privacy": Route(everybody(200, visitor=200)),
    "accessibility": Route(everybody(200, visitor=200)),
}
