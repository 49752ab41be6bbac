"""How far a measured share may be from the true one: 95% intervals."""

from math import sqrt

import numpy as np

_RESAMPLES = 2_000
_SEED = 20_261_125
_TAILS = (2.5, 97.5)
_Z = 1.959964


def interval(count: int, total: int) -> tuple[float, float]:
    """The 95% interval of `count` of `total`: a percentile bootstrap over the rows.

    Where all rows agree a bootstrap has no width, so there it is Wilson's interval (Wilson 1927). Raises ValueError
    without rows.
    """
    if not 0 <= count <= total or not total:
        message = f"{count} of {total} is no share."
        raise ValueError(message)
    if count in {0, total}:
        return _wilson(count / total, total)
    drawn = np.random.default_rng(_SEED).binomial(total, count / total, _RESAMPLES) / total
    low, high = np.percentile(drawn, _TAILS)
    return float(low), float(high)


def _wilson(share: float, total: int) -> tuple[float, float]:
    middle = share + _Z**2 / (2 * total)
    width = _Z * sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    low, high = (middle - width) / scale, (middle + width) / scale
    return (low, 1.0) if share else (0.0, high)
