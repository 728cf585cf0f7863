"""A guess of what each mentor's places are worth, from a sample of the mentees.

Entropic transport by matrix scaling (Sinkhorn; Cuturi, "Sinkhorn distances", 2013). A guess only: it
chooses which pairs are looked at first and has no part in what is optimal.
"""

import numpy as np

from matching.engine.columns import Floats, Ints, Mask

ROUNDS = 30
SOFTNESS = 0.4  # of a choice, in standard deviations of the similarity
LEAST = np.float32(1e-12)  # of a wish or a rate: less is nothing, and products stay within float32


def estimated_prices(similarity: Floats, accepting: Mask, places: Ints, capacity: Floats) -> Floats:
    """float32[m]: prices, in units of similarity, at which the sample's mentees about fill the mentors.

    similarity, accepting  float32, bool [r, m] of the sample
    places                 int32[r];  capacity  float32[m]: the share of each capacity that falls to the sample
    """
    softness = max(float(similarity.std()) * SOFTNESS, 1e-6)
    wish = np.exp((similarity - similarity.max(axis=1, keepdims=True)) / np.float32(softness))
    wish[~accepting | (wish < LEAST)] = 0
    scarce = capacity.sum() <= places.sum()
    rate = np.ones(len(capacity), np.float32)
    for _ in range(ROUNDS):
        share = places / np.maximum(wish @ rate, LEAST)
        rate = capacity / np.maximum(share.astype(np.float32) @ wish, LEAST)
        rate = np.clip(rate, LEAST, 1 / LEAST if scarce else 1)
    return (-softness * np.log(rate)).astype(np.float32)
