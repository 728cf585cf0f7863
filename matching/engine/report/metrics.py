"""The figures by which strategies are compared."""

from collections.abc import Sequence
from math import fsum
from typing import Any

import numpy as np

from matching.engine.model.acceptability import found_in
from matching.engine.model.aims import alike, crowding, together
from matching.engine.model.columns import Ints, Longs
from matching.engine.model.match import Match
from matching.engine.report.blocking import blocking_pairs

DIGITS = 6  # of means: enough to compare, and the same on every machine
TOP = 3


def metrics(match: Match, priority: str) -> dict[str, Any]:
    """Return the figures of a match, JSON values only; `priority` of indifferent mentors: "similarity" or "lottery".

    enrolled, rankers         mentees; those of them with a list
    matched, rankers_matched, unranked_matched   of them, with at least one mentor
    pairs, places_open        pairs made; places of mentees left empty
    first_choice, top_three   rankers whose best mentor is their first, is among their first three
    mean_rank, median_rank, total_rank   over pairs that stand on the mentee's list; mean and median null for none
    profile                   pairs at rank 1, 2, 3, … up to the longest list's last rank
    outside_lists             pairs that do not stand on the mentee's list
    placed_later              pairs placed by similarity after the rest
    blocking_pairs            see `matching.engine.report.blocking`
    mean_overlap, no_overlap  over all pairs: mean similarity, pairs with none at all; null without similarities
    load                      mentors with 0, 1, 2, … mentees
    minimums_missed, group_minimums_missed   [name, load, minimum] of each
    present, kept             where there are pairs already: how many, and how many of them are among the pairs made
    crowding                  where even loads are an aim: how often two mentees share a mentor
    alike                     where mentees are to differ: how often two of one mentor share a value
    wishes, together          where mentees wish to be together: how many wishes; mentors whom both of a wish got
    """
    instance = match.instance
    rankers = instance.mentee_lists.given
    found = match.mentor_count > 0
    return {
        "enrolled": len(instance.mentees),
        "rankers": int(rankers.sum()),
        "matched": int(found.sum()),
        "rankers_matched": int((found & rankers).sum()),
        "unranked_matched": int((found & ~rankers).sum()),
        "pairs": len(match.codes),
        "places_open": int((instance.places.astype(np.int64) - match.mentor_count).sum()),
        **_ranks(match),
        "placed_later": len(match.placed_later),
        "blocking_pairs": len(blocking_pairs(match, priority)),
        **_overlap(match),
        "load": np.bincount(match.load).tolist(),
        "minimums_missed": _missed(instance.mentors, match.load, instance.minimum),
        "group_minimums_missed": _missed(instance.groups, match.group_load, instance.group_minimum),
        **aim_figures(match),
        **_present(match),
    }


def _ranks(match: Match) -> dict[str, Any]:
    listed = match.rank > 0
    rank, lists = match.rank[listed], match.instance.mentee_lists
    best = np.full(len(match.instance.mentees), np.iinfo(np.int64).max)
    np.minimum.at(best, match.mentee[listed], rank)
    longest = int(lists.rank.max()) if len(lists.rank) else 0
    return {
        "first_choice": int((best == 1).sum()),
        "top_three": int((best <= TOP).sum()),
        "mean_rank": round(int(rank.sum()) / len(rank), DIGITS) if len(rank) else None,
        "median_rank": float(np.median(rank)) if len(rank) else None,
        "total_rank": int(rank.sum()),
        "profile": np.bincount(rank, minlength=longest + 1)[1:].tolist(),
        "outside_lists": int((~listed).sum()),
    }


def _overlap(match: Match) -> dict[str, Any]:
    if match.instance.overlap is None or not len(match.codes):
        return {"mean_overlap": None, "no_overlap": None}
    similarity = match.similarity
    mean = fsum(similarity.tolist()) / len(similarity)
    return {"mean_overlap": round(mean, DIGITS), "no_overlap": int((similarity <= 0).sum())}


def aim_figures(match: Match) -> dict[str, Any]:
    """Return the figures of what the instance aims for, JSON values only: see `metrics`."""
    aims = match.instance.aims
    if aims is None:
        return {}
    counted = {"crowding": crowding(match.load)} if aims.even else {}
    if aims.spread:
        counted["alike"] = alike(aims, match.mentee, match.mentor)
    if aims.together:
        counted["wishes"] = len(aims.wishes)
        counted["together"] = together(aims, match.codes, len(match.instance.mentors))
    return counted


def _present(match: Match) -> dict[str, Any]:
    present = match.instance.present
    return {"present": len(present), "kept": int(found_in(match.codes, present).sum())} if len(present) else {}


def _missed(names: Sequence[str], load: Longs, minimum: Ints) -> list[list[Any]]:
    short = np.flatnonzero(load < minimum).tolist()
    return [[names[at], int(load[at]), int(minimum[at])] for at in short]
