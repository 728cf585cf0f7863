"""Pairs mentees with mentors, and proves what it did. Plain Python and numeric libraries."""

from matching.engine.errors import Infeasible, InstanceError
from matching.engine.instance import Instance
from matching.engine.lists import Lists
from matching.engine.options import Options
from matching.engine.overlap import Overlap
from matching.engine.result import Result

__all__ = ["Infeasible", "Instance", "InstanceError", "Lists", "Options", "Overlap", "Result"]
