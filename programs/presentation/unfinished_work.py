"""What a cycle leaves unfinished when it moves on: the apps above register what they know."""

from collections.abc import Callable

from programs.models import Cycle, CycleState

# From a cycle and the state to which it is about to move to what is still open then, in sentences.
UnfinishedWorkSource = Callable[[Cycle, CycleState], list[str]]


_sources: list[UnfinishedWorkSource] = []


def register_unfinished_work(source: UnfinishedWorkSource) -> None:
    """Let `source` say what is still open when a cycle moves on. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def unfinished_work(cycle: Cycle, *, to: CycleState) -> list[str]:
    """What is still open when the cycle moves on to `to`, and what becomes of it; one sentence each."""
    return [sentence for source in _sources for sentence in source(cycle, to)]
