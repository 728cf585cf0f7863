from tests.site.access_matrix import Route
from tests.site.access_matrix.rounds import ROUNDS

MATRIX: dict[str, Route] = {**ROUNDS}
