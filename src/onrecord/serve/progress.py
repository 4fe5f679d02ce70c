"""Work that is watched: a page that is sent as it grows, a line for each step, so that it needs no script.

No state is kept: what is told goes down the one connection, whichever worker answers it. Where the reader leaves, the
work goes on to its end all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import NamedTuple

from litestar.response import Stream

from onrecord.serve.answers import AnyRequest
from onrecord.serve.pages import environment, rendered
from onrecord.serve.problems import detail_of

_HERE = "<!-- steps -->"
"""Where the page of progress.html is cut: no value can hold it, since `<` is escaped."""


class Step(NamedTuple):
    """One line of what happens."""

    text: str
    articles: Sequence[str] = ()
    """Ids, to be linked to."""
    more: int = 0
    """Articles beyond those."""
    is_wrong: bool = False


Tell = Callable[[Step], None]


def streamed(request: AnyRequest, works: Sequence[tuple[str, Callable[[Tell], None]]]) -> Stream:
    """The page of these works, done one after the other; one that fails is told by its name, and the next begins."""
    loop, steps = asyncio.get_running_loop(), asyncio.Queue[Step | None]()
    before, _, after = rendered(request, "progress.html").decode().partition(_HERE)
    line = environment().get_template("progress-step.html")

    def tell(step: Step | None) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    def run() -> None:
        for name, work in works:
            try:
                work(tell)
            except Exception as error:  # one source's fault is told on the page, and the next one is read
                tell(Step(f"{name}: {detail_of(error)}", is_wrong=True))
        tell(None)

    async def chunks() -> AsyncIterator[str]:
        yield before
        doing = loop.run_in_executor(request.app.state.adding, run)
        while (step := await steps.get()) is not None:
            yield line.render(step=step)
        await doing
        yield after

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would hold the page back
    return Stream(chunks(), media_type="text/html; charset=utf-8", headers=headers)
