"""Pairs mentees with mentors, and proves what it did. Plain Python and numeric libraries."""

from matching.engine.errors import Infeasible, InstanceError
from matching.engine.instance import Instance
from matching.engine.lists import Lists
from matching.engine.options import Options
from matching.engine.overlap import Overlap
from matching.engine.reading import load_instance, parse_instance
from matching.engine.result import Result
from matching.engine.strategies import STRATEGIES, solve
from matching.engine.verify import verify

__all__ = [
    "STRATEGIES",
    "Infeasible",
    "Instance",
    "InstanceError",
    "Lists",
    "Options",
    "Overlap",
    "Result",
    "load_instance",
    "parse_instance",
    "solve",
    "verify",
]
