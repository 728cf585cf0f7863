"""Packages with environments of their own (`matching` would take our app's name). Run there, by path:

python foreign.py PEER ROUND.json
"""

import json
import sys
from pathlib import Path
from typing import Any

from measure import report  # lies beside this file; our packages are out of reach here, on purpose


def by_matching(plain: dict[str, Any]) -> dict[str, Any]:
    """Stable, by the package `matching`."""
    from matching.games import HospitalResident

    seats = {f"a{at}": plain["capacity"] for at, ranking in enumerate(plain["rankings"]) if ranking}
    game = HospitalResident.create_from_dictionaries(
        {f"m{at}": [f"a{mentor}" for mentor in choices] for at, choices in enumerate(plain["choices"])},
        {f"a{at}": [f"m{mentee}" for mentee in ranks] for at, ranks in enumerate(plain["rankings"]) if ranks},
        seats,
    )
    return {"pairs": sum(map(len, game.solve().values()))}


def by_algmatch(plain: dict[str, Any]) -> dict[str, Any]:
    """Stable, by the package `algmatch`, which checks stability itself."""
    from algmatch import HospitalResidentsProblem

    problem = HospitalResidentsProblem(
        dictionary={
            "residents": {at + 1: [mentor + 1 for mentor in row] for at, row in enumerate(plain["choices"])},
            "hospitals": {
                at + 1: {"capacity": plain["capacity"], "preferences": [mentee + 1 for mentee in row]}
                for at, row in enumerate(plain["rankings"])
                if row
            },
        }
    )
    stable = problem.get_stable_matching() or {"resident_sided": {}}
    return {"pairs": sum(1 for mentor in stable["resident_sided"].values() if mentor)}


def by_networkx(plain: dict[str, Any]) -> dict[str, Any]:
    """Least total rank of a largest assignment, by networkx."""
    import networkx

    graph = networkx.DiGraph()
    for mentee, choices in enumerate(plain["choices"]):
        graph.add_edge("start", ("m", mentee), capacity=1, weight=0)
        for rank, mentor in enumerate(choices, 1):
            graph.add_edge(("m", mentee), ("a", mentor), capacity=1, weight=rank)
    for mentor in range(len(plain["rankings"])):
        graph.add_edge(("a", mentor), "end", capacity=plain["capacity"], weight=0)
    flow = networkx.max_flow_min_cost(graph, "start", "end")
    return {"pairs": sum(flow["start"].values())}


PEERS = {"matching": by_matching, "algmatch": by_algmatch, "networkx": by_networkx}


def main(peer: str, path: str) -> None:
    """Measure one peer on one round."""
    plain = json.loads(Path(path).read_text())
    report(lambda: PEERS[peer](plain))


if __name__ == "__main__":
    main(*sys.argv[1:])
