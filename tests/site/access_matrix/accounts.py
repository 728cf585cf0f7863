from tests.site.access_matrix import Route, everybody

MATRIX: dict[str, Route] = {
    "accounts:edit-profile": Route(everybody(200)),
}
