from tests.site.access_matrix import Route

MATRIX: dict[str, Route] = {}
