"""Pairs mentees with mentors, forms groups, and proves what it did. Plain Python and numeric libraries."""

from matching.engine.files.reading import load_instance, parse_instance
from matching.engine.grouping.options import SearchOptions
from matching.engine.grouping.problem import GroupingProblem
from matching.engine.grouping.reading import load_grouping, parse_grouping
from matching.engine.grouping.result import GroupingResult
from matching.engine.grouping.solving import form_groups
from matching.engine.model.errors import Infeasible, InstanceError, Undecided
from matching.engine.model.instance import Groups, Instance
from matching.engine.model.lists import Lists
from matching.engine.model.options import Options
from matching.engine.model.overlap import Overlap
from matching.engine.report.checking import verify
from matching.engine.report.result import Result
from matching.engine.solving import STRATEGIES, solve

__all__ = [
    "STRATEGIES",
    "GroupingProblem",
    "GroupingResult",
    "Groups",
    "Infeasible",
    "Instance",
    "InstanceError",
    "Lists",
    "Options",
    "Overlap",
    "Result",
    "SearchOptions",
    "Undecided",
    "form_groups",
    "load_grouping",
    "load_instance",
    "parse_grouping",
    "parse_instance",
    "solve",
    "verify",
]
