"""A guess of what each mentor's places are worth, from a sample of the mentees.

Entropic transport by matrix scaling (Sinkhorn; Cuturi, "Sinkhorn distances", 2013), in a few steps of
falling softness. A guess only: it chooses which pairs are looked at first and has no part in what is
optimal.
"""

import numpy as np

from matching.engine.model.columns import Floats, Ints, Mask

SOFTNESS = 0.4  # of a choice, in standard deviations of the similarity
FINER = (0.2, 0.1)  # where everybody is in the sample; else the sample's noise would pass for scarcity
ROUNDS = 20  # at each softness
LEAST = np.float32(1e-12)  # of a wish or a rate: less is nothing, and products stay within float32
LOG_LEAST = np.log(LEAST)


def estimated_prices(similarity: Floats, accepting: Mask, places: Ints, capacity: Floats, *, everybody: bool) -> Floats:
    """float32[m]: prices, in units of similarity, at which the sample's mentees about fill the mentors.

    similarity, accepting  float32, bool [r, m] of the sample
    places                 int32[r];  capacity  float32[m]: the share of each capacity that falls to the sample
    everybody              whether the sample is all there are
    """
    spread = max(float(similarity.std()), 1e-6)
    scarce = capacity.sum() <= places.sum()
    price = np.zeros(len(capacity), np.float32)
    for softness in (SOFTNESS, *FINER) if everybody else (SOFTNESS,):
        unit = np.float32(softness * spread)
        wish = similarity - price
        wish -= wish.max(axis=1, keepdims=True)
        wish = np.exp(wish / unit)
        wish[~accepting | (wish < LEAST)] = 0
        most = np.full(len(price), -LOG_LEAST) if scarce else np.minimum(price / unit, -LOG_LEAST)
        rate = np.ones(len(capacity), np.float32)
        for _ in range(ROUNDS):
            share = places / np.maximum(wish @ rate, LEAST)
            rate = capacity / np.maximum(share.astype(np.float32) @ wish, LEAST)
            rate = np.clip(rate, LEAST, np.exp(most))
        price -= unit * np.log(rate).astype(np.float32)
    return price
