from tests.site.access_matrix import Route
from tests.site.access_matrix.agreements import AGREEMENTS
from tests.site.access_matrix.check_ins import CHECK_INS
from tests.site.access_matrix.groups import GROUPS
from tests.site.access_matrix.informal import INFORMAL
from tests.site.access_matrix.mentors import MENTORS
from tests.site.access_matrix.requests import REQUESTS
from tests.site.access_matrix.rounds import ROUNDS

MATRIX: dict[str, Route] = {**ROUNDS, **GROUPS, **MENTORS, **REQUESTS, **INFORMAL, **AGREEMENTS, **CHECK_INS}
