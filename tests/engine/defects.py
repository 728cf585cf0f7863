"""Defects of the engine, written by hand: each a text of one of its files, and what stands there instead.

Each changes what a result says: its pairs, its metrics, its reasons or its proof. The files are named once each, and
their paths are those under matching/engine.
"""

Defects = dict[str, tuple[str, str]]

ACCEPTABILITY: Defects = {
    "a mentor's own list does not count": (
        "keep = mentor_accepts & group_accepts & ~found_in(forbidden, entries.codes)",
        "keep = group_accepts & ~found_in(forbidden, entries.codes)",
    ),
    "a group's list does not count": (
        "keep = mentor_accepts & group_accepts & ~found_in(forbidden, entries.codes)",
        "keep = mentor_accepts & ~found_in(forbidden, entries.codes)",
    ),
    "forbidden pairs are acceptable": (
        "keep = mentor_accepts & group_accepts & ~found_in(forbidden, entries.codes)",
        "keep = mentor_accepts & group_accepts",
    ),
    "who has no list accepts nobody": (
        "return rank, ~lists.given[owner] | (rank > 0)",
        "return rank, rank > 0",
    ),
    "a list accepts its first rank alone": (
        "return rank, ~lists.given[owner] | (rank > 0)",
        "return rank, ~lists.given[owner] | (rank == 1)",
    ),
    "a mentor in no group takes the ranks of the first group": (
        "return np.where(group >= 0, rank, 0).astype(np.int32), accepts | (group < 0)",
        "return rank, accepts | (group < 0)",
    ),
    "a mentor in no group needs the first group's list": (
        "return np.where(group >= 0, rank, 0).astype(np.int32), accepts | (group < 0)",
        "return np.where(group >= 0, rank, 0).astype(np.int32), accepts",
    ),
    "a pair is found wherever a greater code stands": (
        "return np.asarray(sorted_codes[at] == codes)",
        "return np.asarray(sorted_codes[at] >= codes)",
    ),
}

LISTS: Defects = {
    "ranks are looked up without the order by name": (
        "np.where(codes[at] == wanted, self.rank[order[at]], 0)",
        "np.where(codes[at] == wanted, self.rank[at], 0)",
    ),
    "who is not listed has the rank of the next": (
        "np.where(codes[at] == wanted, self.rank[order[at]], 0)",
        "self.rank[order[at]]",
    ),
}

INSTANCE: Defects = {
    "a forbidden pair can be kept": (
        "return self.present[accepts & ~found_in(self.forbidden, self.present)]",
        "return self.present[accepts]",
    ),
    "who does not accept each other can be kept": (
        "return self.present[accepts & ~found_in(self.forbidden, self.present)]",
        "return self.present[~found_in(self.forbidden, self.present)]",
    ),
    "present pairs are not in the hash": (
        "(*NUMBER_COLUMNS, *present)",
        "NUMBER_COLUMNS",
    ),
    "forbidden pairs are open to those without a list": (
        "accepting.reshape(-1)[self.forbidden[low:high] - start * m] = False",
        "accepting.reshape(-1)[self.forbidden[low:low] - start * m] = False",
    ),
    "a group's list does not count for those without a list": (
        "accepting &= by_group[:, self.group_of] | (self.group_of < 0)",
        "accepting &= np.True_",
    ),
    "a mentor in no group refuses those without a list": (
        "accepting &= by_group[:, self.group_of] | (self.group_of < 0)",
        "accepting &= by_group[:, self.group_of] & (self.group_of >= 0)",
    ),
    "a mentor's list does not count for those without a list": (
        "accepting = np.repeat(~self.mentor_lists.given[None, :], stop - start, axis=0)",
        "accepting = np.ones((stop - start, m), np.bool_)",
    ),
    "the hash leaves out the fixed pairs": (
        '"forbidden", "fixed",\n)',
        '"forbidden",\n)',
    ),
    "the hash leaves out the aims": ('values["aims"] = self.aims.to_json(self.mentees)', "pass"),
}

AIMS: Defects = {
    "every two mentees of a mentor count twice": ("load * (load - 1) // 2", "load * (load - 1)"),
    "a mentor's only mentee is a crowd": ("load * (load - 1) // 2", "load * (load + 1) // 2"),
    "mentees whose value is not known are alike": ("known = value != NO_VALUE", "known = value < 10**6"),
    "wishes come true wherever one of the two is": (
        "held.get(one, set()) & held.get(other, set())",
        "held.get(one, set()) | held.get(other, set())",
    ),
    "mentees of two mentors are alike": (
        "together = mentor[known].astype(np.int64) * len(aims.values) + value[known]",
        "together = value[known]",
    ),
}

READING_AIMS: Defects = {
    "aims are not read": ("return aims or None", "return None"),
}

MATCH: Defects = {
    "no pair counts as fixed": (
        "return found_in(self.instance.fixed, self.codes)",
        "return np.zeros(len(self.codes), np.bool_)",
    ),
    "ranks begin at 0": (
        "self.instance.mentee_lists.rank[held]",
        "self.instance.mentee_lists.rank[held] - 1",
    ),
    "a list entry counts as matched when another mentee has its mentor": (
        "return found_in(self.codes, self.instance.entries.codes)",
        "return np.isin(self.instance.mentee_lists.other, self.mentor)",
    ),
}

OPTIONS: Defects = {
    "mentors without a ranking always go by the lottery": (
        'return self.priority or ("lottery" if instance.overlap is None else "similarity")',
        'return self.priority or "lottery"',
    ),
    "the lottery decides though similarity was set": (
        'return self.priority or ("lottery" if instance.overlap is None else "similarity")',
        'return "similarity" if instance.overlap is not None else "lottery"',
    ),
    "options are written down as they were not": (
        "return asdict(self)",
        'return {**asdict(self), "ignore_lists": False, "objective": "total-rank"}',
    ),
}

RESIDUAL: Defects = {
    "fixed pairs take no place of the mentee": (
        'places=_left("mentee", instance.mentees, instance.places, by_mentee)',
        "places=instance.places",
    ),
    "fixed pairs take no place of the mentor": (
        'capacity=_left("mentor", instance.mentors, instance.capacity, by_mentor)',
        "capacity=instance.capacity",
    ),
    "fixed pairs take no place of the group": (
        'group_capacity=_left("group", instance.groups, instance.group_capacity, by_group)',
        "group_capacity=instance.group_capacity",
    ),
    "fixed pairs may be made again": (
        "free = ~found_in(instance.fixed, instance.codes(edges.mentee, edges.mentor))",
        "free = np.ones(len(edges.mentor), np.bool_)",
    ),
}

DRAWS: Defects = {
    "a number is the end of the hash": ("drawing.digest()[:NUMBER_BYTES]", "drawing.digest()[-NUMBER_BYTES:]"),
    "a number's bytes are read backwards": ('">u8"', '"<u8"'),
    "the seed is left out of the draw": ('f"{seed}:{side}:"', 'f"0:{side}:"'),
    "mentors are drawn as mentees are": ('f"{seed}:{side}:"', 'f"{seed}:mentee:"'),
    "a pair's number does not exchange the halves": (
        "return mentor << np.uint64(32) | mentor >> np.uint64(32)",
        "return mentor | np.uint64(0)",
    ),
    "SplitMix64 has another factor": ("0x94D049BB133111EB", "0x94D049BB133111EF"),
    "a pair's weight is the end of its number": (
        "(numbers >> np.uint64(64 - WEIGHT_BITS))",
        "(numbers & np.uint64(2**WEIGHT_BITS - 1))",
    ),
    "the draw is read from its end": (
        'position[np.argsort(drawn, kind="stable")]',
        'position[np.argsort(drawn, kind="stable")[::-1]]',
    ),
    "the commitment leaves out the nonce": (
        'return hashlib.sha256(f"{seed}:{nonce}".encode())',
        'return hashlib.sha256(f"{seed}".encode())',
    ),
}

OVERLAP: Defects = {
    "a product of vectors is not divided": ("return value / np.float32(self.divisor)", "return value"),
    "a pair without a similarity has its neighbor's": (
        "np.where(codes[at] == wanted, value[at], np.float32(0))",
        "value[np.maximum(at - 1, 0)]",
    ),
}

CHOICE_STABLE: Defects = {
    "a mentor takes one too many": ("if len(heap) < capacity[mentor]:", "if len(heap) <= capacity[mentor]:"),
    "a full mentor keeps whom it has": (
        "if heap and priority[pair] > heap[0]:",
        "if heap and priority[pair] > heap[0] and False:",
    ),
    "a full mentor takes whoever asks last": (
        "if heap and priority[pair] > heap[0]:",
        "if heap:",
    ),
    "a mentee's ties go by the mentors' names": ("if tied.any():", "if tied.any() and False:"),
    "a mentee's ties go by the greatest number": (
        "np.lexsort((pair, rank, mentee))",
        "np.lexsort((~pair, rank, mentee))",
    ),
    "a mentor's own ranking does not count": ("np.maximum(mentor_rank, 1)).astype", "1).astype"),
    "a group's ranking does not count": (
        "np.where(group_rank > 0, group_rank, np.maximum(mentor_rank, 1))",
        "np.maximum(mentor_rank, 1)",
    ),
    "the less similar come first": (
        "return np.lexsort((drawn, -similarity, level))",
        "return np.lexsort((drawn, similarity, level))",
    ),
    "similarity comes before ranking": (
        "return np.lexsort((drawn, -similarity, level))",
        "return np.lexsort((drawn, level, -similarity))",
    ),
    "whom a mentor ranks first comes after the similar ones of another": (
        "similarity[ranked] = np.inf",
        "similarity[ranked] = -np.inf",
    ),
    "mentors' ties go by the mentees' names": ("draws.order(drawn)[mentee]", "mentee"),
    "a mentee proposes for one place only": (
        "np.minimum(residual.places, np.diff(market.indptr))",
        "np.minimum(1, np.diff(market.indptr))",
    ),
    "groups take as many as their mentors": (
        "elif group >= 0 and self.group_count[group] > self.group_capacity[group]:",
        "elif group >= 0 and self.group_count[group] > 10**6:",
    ),
    "a group takes one too few": (
        "elif group >= 0 and self.group_count[group] > self.group_capacity[group]:",
        "elif group >= 0 and self.group_count[group] >= max(1, self.group_capacity[group]):",
    ),
    "a full group rejects its mentor's worst, not its own": (
        "rejected = self._pop_lowest(self.group_heaps[group])",
        "rejected = self._pop_lowest(self.heaps[mentor])",
    ),
    "who is rejected in a group does not ask again": (
        "proposer = mentee_at[rejected]",
        "break",
    ),
    "another priority is certified": ('"priority": order}', '"priority": "similarity"}'),
}

LOTTERY: Defects = {
    "mentees choose in the order of their names": (
        'np.argsort(draw.mentee, kind="stable").tolist()',
        "range(len(instance.mentees))",
    ),
    "mentees choose from the end of the draw": (
        'np.argsort(draw.mentee, kind="stable").tolist()',
        'np.argsort(draw.mentee, kind="stable")[::-1].tolist()',
    ),
    "nobody moves to make room": ("end = self._search(came_from)", "end = None"),
    "groups are never full": (
        "return self.capacity[mentor] > 0 and (group < 0 or self.group_capacity[group] > 0)",
        "return self.capacity[mentor] > 0",
    ),
    "a mentor takes one too many in the lottery": (
        "return self.capacity[mentor] > 0 and (group < 0 or self.group_capacity[group] > 0)",
        "return self.capacity[mentor] >= 0 and (group < 0 or self.group_capacity[group] > 0)",
    ),
    "lists count though they were to be ignored": (
        "np.ones(len(instance.mentees), np.bool_) if ignore_lists else ~instance.mentee_lists.given",
        "~instance.mentee_lists.given",
    ),
    "mentors of a tie group are asked in the order of their names": (
        "np.lexsort((draw.of_pairs(mentee, mentor), rank, mentee))",
        "np.lexsort((mentor, rank, mentee))",
    ),
    "mentors of a group are asked in the order of their names": (
        "by_draw[instance.group_of[by_draw] == group].tolist()",
        "np.flatnonzero(instance.group_of == group).tolist()",
    ),
    "a mentor's room is not noted when the group is full": (
        "self._note_room(self.group_members[group] if turning else (mentor,))",
        "self._note_room((mentor,))",
    ),
    "who came last moves first": (
        "for claim in self.assignment[mentor]:",
        "for claim in reversed(self.assignment[mentor]):",
    ),
    "a fixed pair may be drawn again": (
        "available[self.instance.fixed[low:high] - mentee * m] = False",
        "available[self.instance.fixed[low:high] - mentee * m] &= True",
    ),
    "those without a list take the first mentors by name": (
        'return list(map(int, accepting[np.argsort(number, kind="stable")]))',
        "return list(map(int, accepting))",
    ),
    "a tie group fills one place only": (
        "while self.places[mentee] and self._try_assign((mentee, rank), tied):",
        "if self.places[mentee] and self._try_assign((mentee, rank), tied):",
    ),
    "a place given up in a full group is lost": (
        "if self.capacity[mentor] and group not in visited_groups:",
        "if self.capacity[mentor] and group not in visited_groups and False:",
    ),
    "the search goes deep first": ("mentor = queue.popleft()", "mentor = queue.pop()"),
}

MENTORS_WITH_ROOM: Defects = {
    "who takes anybody gets the mentor of the greatest number": (
        "draws.mix(mentee ^ number).argmin()",
        "draws.mix(mentee ^ number).argmax()",
    ),
    "who takes anybody gets a mentor who does not accept": (
        "possible = available[mentor]",
        "possible = np.ones_like(available[mentor])",
    ),
    "a full mentor is still asked": ("elif at >= 0 and not has_room:", "elif at > 0 and not has_room:"),
}

UNPLACED: Defects = {
    "the lottery alone places those who are left": (
        "order = np.lexsort((np.concatenate([row.number for row in rows]), -similarity))",
        "order = np.argsort(np.concatenate([row.number for row in rows]))",
    ),
    "the least similar are placed first": (
        "order = np.lexsort((np.concatenate([row.number for row in rows]), -similarity))",
        "order = np.lexsort((np.concatenate([row.number for row in rows]), similarity))",
    ),
    "equals among those who are left go by their names": (
        "order = np.lexsort((np.concatenate([row.number for row in rows]), -similarity))",
        'order = np.argsort(-similarity, kind="stable")',
    ),
    "groups are never full for those who are left": (
        "if places[mentee] and capacity[mentor] and group_capacity[group]:",
        "if places[mentee] and capacity[mentor]:",
    ),
    "who is left gets one mentor only": ("            places[mentee] -= 1", "            places[mentee] = 0"),
    "no list counts for those who are left": (
        "possible = instance.accepting_rows(mentee, mentee + 1)[0]",
        "possible = np.ones(len(instance.mentors), np.bool_)",
    ),
    "the mentors' places are not counted down": (
        "            capacity[mentor] -= 1",
        "            capacity[mentor] -= 0",
    ),
    "only those with no mentor at all count as left": (
        "np.flatnonzero(match.mentor_count < instance.places)",
        "np.flatnonzero(match.mentor_count == 0)",
    ),
}

CHOICE_BEST: Defects = {
    "the greatest sum of ranks": ('Level("total-rank", -rank)', 'Level("total-rank", rank)'),
    "greedy counts the rank after": (
        'yield Level(f"rank {k}", (rank == k).astype(np.int64))',
        'yield Level(f"rank {k}", (rank == k + 1).astype(np.int64))',
    ),
    "generous takes as many of the worst rank as it can": (
        'yield Level(f"not rank {k}", -(rank == k).astype(np.int64))',
        'yield Level(f"not rank {k}", (rank == k).astype(np.int64))',
    ),
    "generous counts all ranks alike": (
        'yield Level(f"not rank {k}", -(rank == k).astype(np.int64))',
        'yield Level(f"not rank {k}", -(rank > 0).astype(np.int64))',
    ),
    "greedy is done as generous": ('"greedy": _greedy', '"greedy": _generous'),
}

WISHES: Defects = {
    "a wish comes true when one of the two has the mentor": (
        "(chosen[self.couples.one] & chosen[self.couples.other])",
        "(chosen[self.couples.one] | chosen[self.couples.other])",
    ),
    "both mentees of a wish have its whole worth": ("self.worth - shares)", "self.worth + 0 * shares)"),
    "crowds do not count beside wishes": ("- self.blend.even * _couples_of(mentor)", ""),
    "people alike do not count beside wishes": ("worth -= self.blend.spread *", "worth -= 0 *"),
    "wishes are looked for among pairs that keep fewer": (
        "for level in (*kept, cardinality(pairs))]",
        "for level in (cardinality(pairs),)]",
    ),
}

CP_PAIRS: Defects = {
    "CP-SAT lets fixed pairs go": ("self.model.add(self.made[at] == 1)", "self.model.add(self.made[at] >= 0)"),
    "CP-SAT lets present pairs go": (
        "self.model.add(kept == int((start & objective.present).sum()))",
        "self.model.add(kept >= 0)",
    ),
    "CP-SAT gives a mentor one mentee more": (
        "self.model.add_linear_constraint(made, int(low[at]), int(high[at]))",
        "self.model.add_linear_constraint(made, int(low[at]), int(high[at]) + 1)",
    ),
}

TOGETHER: Defects = {
    "what bounds the pairs is said to be the best of them": (
        "if objective.value(bounding.chosen) == bound:",
        "if bound == bound:",
    ),
    "pairs are said to be worth the bound": ("value = objective.value(better.chosen)", "value = bound"),
    "duals are said to show what they do not": (
        "return DUALS if reached else CP_SAT if better.optimal else NOBODY",
        "return DUALS",
    ),
    "the pairs are said to bound themselves": (
        '"relaxed": _names(instance, pairs, bounding.chosen)',
        '"relaxed": _names(instance, pairs, better.chosen)',
    ),
}

STEPS: Defects = {
    "each further mentee costs as much as the second": (
        "return weight[self.arc] * (self.unit - 1)",
        "return weight[self.arc] * np.minimum(self.unit - 1, 1)",
    ),
    "the third mentee costs as much as the second should": (
        "return weight[self.arc] * (self.unit - 1)",
        "return weight[self.arc] * np.maximum(self.unit - 2, 0)",
    ),
    "a mentor's second mentee costs nothing": (
        "first = np.maximum(network.low[arcs], np.minimum(network.high[arcs], 1))",
        "first = np.maximum(network.low[arcs], np.minimum(network.high[arcs], 2))",
    ),
}

BALANCED: Defects = {
    "a wish weighs the same whatever its weight": (
        "worth = aims.together * (scale // worst)",
        "worth = scale // worst",
    ),
    "even loads do not count": (
        "even, spread = (aims.even * (scale // worst), aims.spread * (scale // worst))",
        "even, spread = (0, aims.spread * (scale // worst))",
    ),
    "even loads weigh the same whatever their weight": (
        "even, spread = (aims.even * (scale // worst), aims.spread * (scale // worst))",
        "even, spread = (bool(aims.even) * (scale // worst), aims.spread * (scale // worst))",
    ),
    "a point of an aim counts as much as a first choice": (
        "even, spread = (aims.even * (scale // worst), aims.spread * (scale // worst))",
        "even, spread = (aims.even * scale, aims.spread * scale)",
    ),
    "that mentees differ does not count": (
        "even, spread = (aims.even * (scale // worst), aims.spread * (scale // worst))",
        "even, spread = (aims.even * (scale // worst), 0)",
    ),
    "mentees who differ weigh what even loads do": (
        "even, spread = (aims.even * (scale // worst), aims.spread * (scale // worst))",
        "even, spread = (aims.even * (scale // worst), aims.even * (scale // worst))",
    ),
    "the weights are exchanged": (
        "options.similarity_weight * similarity + options.rank_weight * _rank_units",
        "options.rank_weight * similarity + options.similarity_weight * _rank_units",
    ),
    "the last rank is worth the most": ("(worst - rank + 1) * scale // worst", "rank * scale // worst"),
    "similarity does not count in the blend": (
        "options.similarity_weight * similarity + options.rank_weight * _rank_units",
        "0 * similarity + options.rank_weight * _rank_units",
    ),
    "the blend comes before the number of pairs": (
        "return [cardinality(pairs), Level(BLEND, blend, even, spread)]",
        "return [Level(BLEND, blend, even, spread), cardinality(pairs)]",
    ),
}

SURVEY: Defects = {
    "the survey keeps to lists that were to be ignored": (
        "mentees = ~instance.mentee_lists.given | options.ignore_lists",
        "mentees = ~instance.mentee_lists.given",
    ),
    "the survey ignores every list": (
        "mentees = ~instance.mentee_lists.given | options.ignore_lists",
        "mentees = instance.mentee_lists.given | True",
    ),
    "the number of pairs comes before similarity": (
        "return [Level(SIMILARITY, problem.units(pairs.mentee, pairs.mentor)), cardinality(pairs)]",
        "return [cardinality(pairs), Level(SIMILARITY, problem.units(pairs.mentee, pairs.mentor))]",
    ),
    "the least similarity": (
        "Level(SIMILARITY, problem.units(pairs.mentee, pairs.mentor))",
        "Level(SIMILARITY, -problem.units(pairs.mentee, pairs.mentor))",
    ),
}

UNITS: Defects = {
    "similarities are rounded down": ("np.rint(", "np.floor("),
    "similarities are told apart to six decimals": ("DECIMALS = 9", "DECIMALS = 6"),
}

NETWORK: Defects = {
    "a mentor's bound is one too high": (
        "instance.places, instance.capacity, instance.group_capacity]",
        "instance.places, instance.capacity + 1, instance.group_capacity]",
    ),
    "a group's bound is one too high": (
        "instance.places, instance.capacity, instance.group_capacity]",
        "instance.places, instance.capacity, instance.group_capacity + 1]",
    ),
    "a mentee fills one place only": (
        "instance.places, instance.capacity, instance.group_capacity]",
        "np.minimum(instance.places, 1), instance.capacity, instance.group_capacity]",
    ),
    "fixed pairs are left to chance": (
        "low=np.concatenate([pairs.fixed.astype(np.int64), nothing, instance.minimum, instance.group_minimum])",
        "low=np.concatenate([0 * pairs.fixed, nothing, instance.minimum, instance.group_minimum])",
    ),
    "mentors' minimums do not bind": (
        "low=np.concatenate([pairs.fixed.astype(np.int64), nothing, instance.minimum, instance.group_minimum])",
        "low=np.concatenate([pairs.fixed.astype(np.int64), nothing, 0 * instance.minimum, instance.group_minimum])",
    ),
    "groups' minimums do not bind": (
        "low=np.concatenate([pairs.fixed.astype(np.int64), nothing, instance.minimum, instance.group_minimum])",
        "low=np.concatenate([pairs.fixed.astype(np.int64), nothing, instance.minimum, 0 * instance.group_minimum])",
    ),
    "mentors of groups do not count in them": (
        "parent = np.where(instance.group_of >= 0, instance.group_of.astype(np.int64) + n + m, root)",
        "parent = np.full(m, root)",
    ),
    "dual values have the other sign": (
        "potential[network.tail[sides]] - potential[network.head[sides]]",
        "potential[network.head[sides]] - potential[network.tail[sides]]",
    ),
    "a mentor's dual value is a group's": (
        "np.split(potential[network.tail[sides]] - potential[network.head[sides]], [n, n + m])",
        "np.split(potential[network.tail[sides]] - potential[-1], [n, n + m])",
    ),
    "all mentees have a value in common": (
        "node = pairs.mentor * v + value\n",
        "node = pairs.mentor * v + np.minimum(value, 0)\n",
    ),
    "values have no dual values of their own": (
        "potential[network.tail[values]] - potential[network.head[values]]",
        "0 * potential[network.tail[values]]",
    ),
    "a fixed pair outside the lists is forgotten": (
        "unlisted = instance.fixed[~np.isin(instance.fixed, codes)]",
        "unlisted = instance.fixed[:0]",
    ),
}

DUALS: Defects = {
    "nodes that the root does not reach stay at 0": (
        "        _place_unreached(graph, potential, unreached)",
        "        potential[unreached] = 0",
    ),
    "dual values forget that flow may go back": (
        "less = np.flatnonzero(flow > network.low)",
        "less = np.flatnonzero(flow < 0)",
    ),
    "dual values forget that flow may grow": (
        "more = np.flatnonzero(flow < network.high)",
        "more = np.flatnonzero(flow < 0)",
    ),
    "dual values stop after the first steps": (
        "for _ in range(len(potential) + 1):\n        if not len(frontier):",
        "for at in range(len(potential) + 1):\n        if at > 2 or not len(frontier):",
    ),
}

TIE_BREAKING: Defects = {
    "of equals the greatest numbers win": (
        "profit = -weights(draw.of_pairs(pairs.mentee, pairs.mentor, level))",
        "profit = weights(draw.of_pairs(pairs.mentee, pairs.mentor, level))",
    ),
    "of equals the first in the file win": (
        "profit = -weights(draw.of_pairs(pairs.mentee, pairs.mentor, level))",
        "profit = -np.arange(len(pairs.mentee))",
    ),
    "the lottery is drawn with the next number": (
        "draw.of_pairs(pairs.mentee, pairs.mentor, level)",
        "draw.of_pairs(pairs.mentee, pairs.mentor, level + 1)",
    ),
    "the difference is counted the other way round": (
        "np.where(optimum.flow[:pairs] > 0, -1, 1)",
        "np.where(optimum.flow[:pairs] > 0, 1, -1)",
    ),
    "that there is one optimum only is not proven": (
        "return potentials(optimum.face, optimum.flow, profit)",
        "return np.zeros(optimum.face.nodes, np.int64)",
    ),
}

LEXICOGRAPHIC: Defects = {
    "a level forgets the levels before": (
        "network = network.with_fixed_flow(reduced != 0, flow)",
        "network = network.with_fixed_flow(reduced > 0, flow)",
    ),
}

ASSIGNMENT: Defects = {
    "candidates without flow are made too": (
        "optimum.flow[: len(pairs.mentee)] > 0",
        "optimum.flow[: len(pairs.mentee)] >= 0",
    ),
    "the certificate lacks the last level": (
        "duals = Leading(prepared, names, optimum).duals(instance, pairs)",
        "duals = Leading(prepared, names, optimum).duals(instance, pairs)[:-1]",
    ),
    "the certificate repeats the first level": (
        "duals = Leading(prepared, names, optimum).duals(instance, pairs)",
        "duals = Leading(prepared, names, optimum).duals(instance, pairs)[:1] * len(names)",
    ),
    "another scale is certified": ('"scale": scale,', '"scale": scale + 1,'),
    "present pairs are kept after all else": (
        "remaining = chain(present_pairs(instance, pairs), levels)",
        "remaining = chain(levels, present_pairs(instance, pairs))",
    ),
    "as few present pairs as possible are kept": (
        "Level(KEPT, found_in(instance.present, codes).astype(np.int64))",
        "Level(KEPT, -found_in(instance.present, codes).astype(np.int64))",
    ),
}

KEEPING: Defects = {
    "some present pairs are kept, not the most": (
        "keepable[accepted], instance.fixed",
        "keepable[accepted][:1], instance.fixed",
    ),
    "who lists somebody else keeps a mentor": (
        "accepted |= willing[keepable // len(instance.mentors)]",
        "accepted |= True",
    ),
    "minimums decide which pairs are kept": (
        "found = assign(free, pairs, (), Draw.of(instance, seed))",
        "found = assign(instance, pairs, (), Draw.of(instance, seed))",
    ),
    "another draw decides which pairs are kept": (
        "found = assign(free, pairs, (), Draw.of(instance, seed))",
        "found = assign(free, pairs, (), Draw.of(instance, seed + 1))",
    ),
    "what is kept is not made first": (
        "replace(instance, fixed=np.union1d(instance.fixed, kept), present=NOBODY)",
        "replace(instance, present=NOBODY)",
    ),
    "the proof names all present pairs": (
        "for code in kept.tolist()",
        "for code in instance.present.tolist()",
    ),
    "the proof lacks a level": (
        '"levels": found.levels, "duals"',
        '"levels": found.levels[1:], "duals"',
    ),
}

COLUMN_GENERATION: Defects = {
    "pairs that the dual values ask for are not looked at": (
        "            if not len(more):\n                return pairs, found",
        "            if len(more) >= 0:\n                return pairs, found",
    ),
}

PRICING: Defects = {
    "those with a list may get anybody": (
        "accepting = self.instance.accepting_rows(start, stop) & self.mentees[start:stop, None]",
        "accepting = self.instance.accepting_rows(start, stop)",
    ),
    "pairs are priced without the mentors' dual values": (
        "profit - mentee[level][row] - mentor[level][column]",
        "profit - mentee[level][row] - 10**9",
    ),
    "a group's price is counted twice": (
        "return np.asarray(duals.mentor + group[instance.group_of])",
        "return duals.mentor + 2 * group[instance.group_of]",
    ),
}

BLOCKING: Defects = {
    "whom a mentor likes as well blocks too": (
        "better = standing < self.worst[mentor]",
        "better = standing <= self.worst[mentor]",
    ),
    "fixed pairs could move": (
        "instance, moving = match.instance, ~match.fixed",
        "instance, moving = match.instance, np.ones(len(match.codes), np.bool_)",
    ),
    "a free place with a mentor is one in its full group": (
        "np.where(free, group_free | (standing < self.group_worst[group]), better)",
        "np.where(free, True, better)",
    ),
    "moves within a group do not block": (
        "blocks |= held.moves_within_group(edges.mentee[at], edges.mentor[at], edges.rank[at], stands)",
        "blocks |= np.False_",
    ),
    "only mentees with a place free block": (
        "return (self.free_places[mentee] > 0) | (rank < self.last_rank[mentee])",
        "return self.free_places[mentee] > 0",
    ),
    "mentees with a place free do not block": (
        "return (self.free_places[mentee] > 0) | (rank < self.last_rank[mentee])",
        "return rank < self.last_rank[mentee]",
    ),
    "a group's ranking makes nobody preferred": (
        "rank, given = np.where(ranking, group_rank, rank), ranking | given",
        "rank, given = rank, given",
    ),
    "the less similar stand higher": (
        "packed |= np.where(given, 0, _descending(similarity))",
        "packed |= np.where(given, 0, _descending(-similarity))",
    ),
    "similarity makes nobody preferred": (
        "packed |= np.where(given, 0, _descending(similarity))",
        "packed |= np.where(given, 0, 1)",
    ),
}

METRICS: Defects = {
    "every present pair counts as kept": (
        '"kept": int(found_in(match.codes, present).sum())',
        '"kept": len(present)',
    ),
    "first choices count second ones": (
        '"first_choice": int((best == 1).sum())',
        '"first_choice": int((best <= 2).sum())',
    ),
    "the top three are two": ("(best <= TOP)", "(best < TOP)"),
    "the mean rank counts pairs outside lists": (
        "round(int(rank.sum()) / len(rank), DIGITS)",
        "round(int(rank.sum()) / len(match.codes), DIGITS)",
    ),
    "the median rank is the mean": ("float(np.median(rank))", "float(np.mean(rank))"),
    "the total rank is the worst": ('"total_rank": int(rank.sum())', '"total_rank": int(rank.max(initial=0))'),
    "the profile is shifted": (
        "np.bincount(rank, minlength=longest + 1)[1:].tolist()",
        "np.bincount(rank, minlength=longest + 1)[:-1].tolist()",
    ),
    "the profile ends at the last rank that came true": (
        "np.bincount(rank, minlength=longest + 1)[1:].tolist()",
        "np.bincount(rank)[1:].tolist()",
    ),
    "pairs outside lists are those inside": ("int((~listed).sum())", "int(listed.sum())"),
    "pairs placed later are not counted": (
        '"pairs": len(match.codes)',
        '"pairs": len(match.codes) - len(match.placed_later)',
    ),
    "every matched mentee had ranked": ("int((found & rankers).sum())", "int(found.sum())"),
    "mentors without a mentee are not counted": (
        "np.bincount(match.load).tolist()",
        "np.bincount(match.load)[1:].tolist()",
    ),
    "a minimum that is just met is missed": (
        "np.flatnonzero(load < minimum).tolist()",
        "np.flatnonzero(load <= minimum).tolist()",
    ),
    "nothing blocks": ("len(blocking_pairs(match, priority))", "0"),
    "no similarity means less than none": ("int((similarity <= 0).sum())", "int((similarity < 0).sum())"),
    "the mean similarity is the best": (
        "mean = fsum(similarity.tolist()) / len(similarity)",
        "mean = max(similarity.tolist())",
    ),
    "places left empty are those of the unmatched alone": (
        "int((instance.places.astype(np.int64) - match.mentor_count).sum())",
        "int(instance.places[~found].sum())",
    ),
    "all who are enrolled have ranked": ('"rankers": int(rankers.sum())', '"rankers": len(rankers)'),
    "as many as pairs are matched": ('"matched": int(found.sum())', '"matched": len(match.codes)'),
}

REASONS: Defects = {
    "every pair is said to come from the list": (
        "np.where(match.rank > 0, LIST, OPEN)",
        "np.full(len(match.rank), LIST)",
    ),
    "pairs placed later are not said to be": (
        "how[found_in(match.placed_later, match.codes)] = PLACED_LATER",
        "how = how.copy()",
    ),
    "fixed pairs are not said to be": ("how[match.fixed] = FIXED_PAIR", "how = how.copy()"),
    "mentors as good as the last are told of": (
        "(lists.rank < last[lists.owner])",
        "(lists.rank <= last[lists.owner])",
    ),
    "an empty place is not told of": (
        "last[match.mentor_count < instance.places] = UNLISTED",
        "last[match.mentor_count == 0] = UNLISTED",
    ),
    "a mentor is full when it has too many": (
        "state[(match.load >= instance.capacity)[mentor]] = FULL",
        "state[(match.load > instance.capacity)[mentor]] = FULL",
    ),
    "a full group is not told of": (
        "state[grouped & (match.group_load >= instance.group_capacity)[group]] = GROUP_FULL",
        "state[grouped & (match.group_load > instance.group_capacity)[group]] = GROUP_FULL",
    ),
    "a forbidden pair is said not to be accepted": (
        "state[found_in(instance.forbidden, instance.entries.codes[entries])] = NOT_ELIGIBLE",
        "state = state.copy()",
    ),
    "who does not accept is said to be full": ("state[~accepted[entries]] = NOT_ACCEPTING", "state = state.copy()"),
    "a mentor without places is said to be full": ("state[no_places] = NO_PLACES", "state = state.copy()"),
    "places of fixed pairs are said to go by a rule": (
        "rule[(state == FULL) & (left.capacity[mentor] == 0)] = FIXED",
        "rule = rule.copy()",
    ),
    "a group's refusal is said to be the mentor's": (
        "np.where(mentor_accepts, GROUP_RANKING, RANKING)[state == NOT_ACCEPTING]",
        "RANKING",
    ),
    "the lottery is never said to decide": ("rule[own == last] = LOTTERY", "rule = rule.copy()"),
    "similarity is never said to decide": ("(last & SIMILARITY_MASK > 0)] = SIMILARITY", "(last < -1)] = SIMILARITY"),
    "a full group's rule is that of the mentor": (
        "last = np.where(state == GROUP_FULL, held.group_worst[group], last)",
        "last = last.copy()",
    ),
    "a group's ranking is said to be the mentor's": (
        "by_group = (group >= 0) & instance.group_lists.given[group]",
        "by_group = (group >= 0) & False",
    ),
    "the lottery is said to do what is best for all": ('"lottery": LOTTERY', '"lottery": TOTAL'),
    "partly placed is said to be placed": ("why[match.mentor_count >= instance.places]", "why[match.mentor_count > 0]"),
    "whom nobody accepts is said to have run out of list": (
        "has_acceptable = np.diff(instance.edges.indptr) > 0",
        "has_acceptable = np.diff(instance.mentee_lists.indptr) > 0",
    ),
    "who ranked nobody is said to have run out of list": (
        'why[~instance.mentee_lists.given] = "ranked-nobody"',
        'why[~instance.mentee_lists.given] = "list-exhausted"',
    ),
}

RESULT: Defects = {
    "the certificate's hash is of a part": ("hashlib.sha256(text.encode())", "hashlib.sha256(text[:50].encode())"),
}

SOLVING: Defects = {
    "fixed pairs are left out of the result": (
        "codes = np.sort(instance.codes(outcome.mentee, outcome.mentor))",
        "codes = np.setdiff1d(instance.codes(outcome.mentee, outcome.mentor), instance.fixed)",
    ),
    "who lacks one mentor of two is unmatched": (
        "np.flatnonzero(match.mentor_count == 0)",
        "np.flatnonzero(match.mentor_count < instance.places)",
    ),
    "another seed is written down": (
        "lottery_record = _lottery(instance, lottery_seed, nonce)",
        "lottery_record = _lottery(instance, lottery_seed + 1, nonce)",
    ),
    "pairs placed later are not written down": (
        '"placed_later": [list(pair) for pair in _names(Match(instance, placed_later, placed_later))]',
        '"placed_later": []',
    ),
    "pairs placed later are left out of the result": (
        "match = Match(instance, np.sort(np.concatenate([codes, placed_later])), placed_later)",
        "match = Match(instance, codes, placed_later)",
    ),
    "metrics go by the lottery where similarity was asked for": (
        "metrics=metrics(match, priority)",
        'metrics=metrics(match, "lottery")',
    ),
    "nobody is placed later": ('if settings.unplaced == "similarity":', 'if settings.unplaced == "never":'),
}

DEFECTS: dict[str, Defects] = {
    "files/reading_aims.py": READING_AIMS,
    "model/acceptability.py": ACCEPTABILITY,
    "model/aims.py": AIMS,
    "model/draws.py": DRAWS,
    "model/instance.py": INSTANCE,
    "model/lists.py": LISTS,
    "model/match.py": MATCH,
    "model/options.py": OPTIONS,
    "model/overlap.py": OVERLAP,
    "model/residual.py": RESIDUAL,
    "flow/assignment.py": ASSIGNMENT,
    "flow/column_generation.py": COLUMN_GENERATION,
    "flow/duals.py": DUALS,
    "flow/lexicographic.py": LEXICOGRAPHIC,
    "flow/network.py": NETWORK,
    "flow/pricing.py": PRICING,
    "flow/steps.py": STEPS,
    "flow/wishes.py": WISHES,
    "flow/cp_pairs.py": CP_PAIRS,
    "flow/tie_breaking.py": TIE_BREAKING,
    "flow/units.py": UNITS,
    "strategies/balanced.py": BALANCED,
    "strategies/balanced_together.py": TOGETHER,
    "strategies/choice_best.py": CHOICE_BEST,
    "strategies/choice_stable.py": CHOICE_STABLE,
    "strategies/keeping.py": KEEPING,
    "strategies/lottery.py": LOTTERY,
    "strategies/mentors_with_room.py": MENTORS_WITH_ROOM,
    "strategies/survey.py": SURVEY,
    "strategies/unplaced.py": UNPLACED,
    "report/blocking.py": BLOCKING,
    "report/metrics.py": METRICS,
    "report/reasons.py": REASONS,
    "report/result.py": RESULT,
    "solving.py": SOLVING,
}
