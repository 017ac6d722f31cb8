"""A piece of work in, the CPU seconds it takes out."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def seconds(run: Callable[[], object], rounds: int) -> float:
    """The median of the rounds, after one to warm up."""
    run()
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return statistics.median(taken)
