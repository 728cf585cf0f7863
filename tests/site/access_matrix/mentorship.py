from tests.site.access_matrix import Route, everybody, for_roles

_OWN_ROLE = for_roles(outsider=404, student=302, mentor=404, coordinator=404, admin=404, safeguarding=404)

MATRIX: dict[str, Route] = {
    "home": Route(everybody(200, visitor=302)),
    "switch-role": Route(
        _OWN_ROLE, method="post", data=lambda world: {"active_role": f"mentee:cycle:{world.cycle.pk}"}
    ),
    "help": Route(everybody(200, visitor=200)),
    "privacy": Route(everybody(200, visitor=200)),
    "accessibility": Route(everybody(200, visitor=200)),
}
