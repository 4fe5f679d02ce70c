"""Daft, told where to run, and given tasks: on this machine, or on a Ray cluster."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

from onrecord.corpus import storage
from onrecord.errors import CorpusError
from onrecord.pipeline import processors


def room(ray: str | None) -> int:
    """How many workers there is room for; from now on Daft runs there. Raises CorpusError where no cluster answers.

    `ray` is the address of a Ray cluster, or `local` for one on this machine.
    """
    daft = storage.engine()
    daft.set_execution_config(maintain_order=False)  # else a slow task holds up those behind it
    if ray is None:
        return processors()
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray as cluster
    except ImportError:
        raise CorpusError("--ray needs Ray; install it: pip install 'onrecord[ray]'") from None
    try:
        if not cluster.is_initialized():
            cluster.init(address=ray, log_to_driver=False, logging_level=logging.ERROR)
        daft.set_runner_ray(noop_if_initialized=True)  # the cluster that was just found
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise CorpusError(f"{ray}: no Ray cluster answers ({error})") from None
    return max(1, int(cluster.cluster_resources().get("CPU", 1)))  # type: ignore[no-untyped-call,unused-ignore]


def dealt(
    make: Callable[..., Callable[[str], str]], given: tuple[Any, ...], tasks: list[str], workers: int
) -> Iterator[str]:
    """What each task gave, as it is done. `make(*given)` is called once in each worker, in a process of its own."""
    daft = storage.engine()
    made = daft.cls(_worker(daft), max_concurrency=min(workers, len(tasks)), use_process=True)
    worker = made(make, given)
    frame = daft.from_pydict({"task": tasks}).into_batches(1).select(worker.work(daft.col("task")).alias("done"))
    rows: Iterator[dict[str, str]] = frame.iter_rows(results_buffer_size=None)
    return (row["done"] for row in rows)


def brief(problem: str | None) -> str:
    """The error of ours in what Daft wraps around it."""
    _, _, own = (problem or "nothing was done").rpartition("CorpusError: ")
    return own[:300]


def _worker(daft: Any) -> type:
    """The class that Daft makes one of for each worker."""

    class Worker:
        def __init__(self, make: Callable[..., Callable[[str], str]], given: tuple[Any, ...]) -> None:
            self._work = make(*given)

        @daft.method.batch(return_dtype=daft.DataType.string(), batch_size=1)  # type: ignore[untyped-decorator]
        def work(self, tasks: Any) -> list[str]:
            return [self._work(task) for task in tasks.to_pylist()]

    return Worker
