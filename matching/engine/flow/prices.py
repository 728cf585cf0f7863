"""An estimate of the dual value of each mentor's places, from a sample of the mentees.

Entropic transport by matrix scaling (Sinkhorn; Cuturi, "Sinkhorn distances", 2013), in a few steps of
falling temperature. An estimate only: it chooses which pairs are priced first and has no part in what is
optimal.
"""

import numpy as np

from matching.engine.model.columns import Floats, Ints, Mask

TEMPERATURE = 0.4  # of a choice, in standard deviations of the similarity
FINER_TEMPERATURES = (
    0.1,
    0.03,
    0.01,
)  # where everybody is in the sample; else the sample's noise would pass for scarcity
ITERATIONS = 20  # at each temperature
SMALLEST = np.float32(1e-12)  # of a kernel or a scaling: less counts as 0, and products stay within float32
LOG_SMALLEST = np.log(SMALLEST)


def estimated_prices(similarity: Floats, accepting: Mask, places: Ints, capacity: Floats, *, everybody: bool) -> Floats:
    """Return prices float32[m], in units of similarity, at which the sample's mentees about fill the mentors.

    similarity, accepting  float32, bool [r, m] of the sample
    places                 int32[r];  capacity  float32[m]: the share of each capacity that falls to the sample
    everybody              whether the sample is all there are
    """
    deviation = max(float(similarity.std()), 1e-6)
    scarce = capacity.sum() <= places.sum()
    price = np.zeros(len(capacity), np.float32)
    for temperature in (TEMPERATURE, *FINER_TEMPERATURES) if everybody else (TEMPERATURE,):
        unit = np.float32(temperature * deviation)
        kernel = similarity - price
        kernel -= kernel.max(axis=1, keepdims=True)
        kernel = np.exp(kernel / unit)
        kernel[~accepting | (kernel < SMALLEST)] = 0
        max_log_scaling = np.full(len(price), -LOG_SMALLEST) if scarce else np.minimum(price / unit, -LOG_SMALLEST)
        mentor_scaling = np.ones(len(capacity), np.float32)
        for _ in range(ITERATIONS):
            mentee_scaling = places / np.maximum(kernel @ mentor_scaling, SMALLEST)
            mentor_scaling = capacity / np.maximum(mentee_scaling.astype(np.float32) @ kernel, SMALLEST)
            mentor_scaling = np.clip(mentor_scaling, SMALLEST, np.exp(max_log_scaling))
        price -= unit * np.log(mentor_scaling).astype(np.float32)
    return price
