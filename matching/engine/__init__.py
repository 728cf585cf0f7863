"""Pairs mentees with mentors, and proves what it did. Plain Python and numeric libraries."""

from matching.engine.files.reading import load_instance, parse_instance
from matching.engine.model.errors import Infeasible, InstanceError
from matching.engine.model.instance import Groups, Instance
from matching.engine.model.lists import Lists
from matching.engine.model.options import Options
from matching.engine.model.overlap import Overlap
from matching.engine.report.checking import verify
from matching.engine.report.result import Result
from matching.engine.solving import STRATEGIES, solve

__all__ = [
    "STRATEGIES",
    "Groups",
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
