"""What each pairing of one row with another is worth in, the pairing that is worth most together out."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

_STEP = 0.001  # by how much one bid goes over another: the sum is within this times the number of bidders of the best


def assign(values: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Right by left, each at most once, so that the sum of the values is the greatest; pairs not named never meet.

    An auction: every left one bids for the right one that leaves it most, and stops when nothing leaves it anything.
    """
    wanted: dict[int, list[tuple[int, float]]] = {}
    for (left, right), value in sorted(values.items()):
        wanted.setdefault(left, []).append((right, value))
    prices: dict[int, float] = {}
    holders: dict[int, int] = {}
    waiting = deque(wanted)
    while waiting:
        bidder = waiting.popleft()
        gains = [(value - prices.get(right, 0.0), -right) for right, value in wanted[bidder]]
        gain, best = max(gains)
        if gain <= 0:
            continue
        second = max((other for other, right in gains if right != best), default=0.0)
        prices[-best] = prices.get(-best, 0.0) + gain - max(second, 0.0) + _STEP
        if -best in holders:
            waiting.append(holders[-best])
        holders[-best] = bidder
    return {left: right for right, left in holders.items()}
