"""The aims as costs of the constraint program: for each aim and group an expression that is at least what is missed."""

from typing import Any

from matching.engine.grouping.cp_model import GroupModel, Linear
from matching.engine.grouping.problem import ACCOMPANY, GATHER, SHARE, SPREAD


def add_aims(model: GroupModel, bounds: list[int]) -> Linear:
    """Add all aims and return the weighted total; `bounds` is what each costs at least, which helps the proof."""
    total: Linear = 0
    adding = {SPREAD: _spread, GATHER: _gather, SHARE: _share, ACCOMPANY: _accompany}
    for at, aim in enumerate(model.problem.aims):
        if model.fixed and aim.aim != SHARE:
            continue  # nothing that is left to choose changes it
        cost = sum(adding[aim.aim](model, at, group) for group in model.groups)
        if aim.required:
            model.demands.enforce(("aim", aim), cost <= 0)
        else:
            model.add(cost >= bounds[at])
            total += aim.weight * cost
    return total


def _held(model: GroupModel, group: int, column: int) -> Linear:
    """How many people of a group have the value of a column."""
    return model.sum_of_blocks(group, model.held[:, column])


def _known(model: GroupModel, group: int, at: int) -> Linear:
    """Of how many people of a group any value of an aim's attribute is known."""
    return model.sum_of_blocks(group, model.known[:, at])


def _columns(model: GroupModel, at: int) -> range:
    span = model.tables.span[at]
    return range(span.start, span.stop)


def _spread(model: GroupModel, at: int, group: int) -> Linear:
    cost: Linear = 0
    for column in _columns(model, at):
        low, high = (int(share) for share in model.tables.share[:, column])
        held = _held(model, group, column)
        over, under = _count(model), _count(model)
        model.add(held - high <= over)
        model.add(low - held <= under)
        cost += over + under
    return cost


def _gather(model: GroupModel, at: int, group: int) -> Linear:
    """Everybody known less the most who have one value, which the solver may choose."""
    most, chosen = _count(model), []
    for column in _columns(model, at):
        choice = model.model.new_bool_var("")
        chosen.append(choice)
        model.add(most <= _held(model, group, column), only_if=choice)
    model.model.add_exactly_one(chosen)
    return _known(model, group, at) - most


def _share(model: GroupModel, at: int, group: int) -> Linear:
    aim = model.problem.aims[at]
    missing = model.model.new_int_var(0, aim.least, "")
    common = []
    for column in _columns(model, at):
        shared = model.model.new_bool_var("")
        common.append(shared)
        without = model.sum_of_blocks(group, model.known[:, at] - model.held[:, column])
        model.add(without + _mentors_without(model, group, at, column) <= 0, only_if=shared)
    model.add(missing >= aim.least - sum(common))
    return missing


def _mentors_without(model: GroupModel, group: int, at: int, column: int) -> Linear:
    tables = model.tables
    without = tables.mentors_known[:, at] & ~tables.mentors[:, column]
    row = {name: at for at, name in enumerate(model.problem.mentors)}
    return sum(model.led(leading, group) for leading, names in enumerate(model.classes) if without[row[names[0]]])


def _accompany(model: GroupModel, at: int, group: int) -> Linear:
    """Nobody, or with `alone` one, or at least two."""
    cost: Linear = 0
    for column in _columns(model, at):
        some, alone = model.model.new_bool_var(""), model.model.new_bool_var("")
        held = _held(model, group, column)
        model.add(held <= len(model.problem.people) * some)
        model.add(held >= 2 * some - alone)
        cost += alone
    return cost


def _count(model: GroupModel) -> Any:
    return model.model.new_int_var(0, len(model.problem.people), "")
