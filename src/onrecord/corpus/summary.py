"""What a run has found, counted and drawn: who is quoted, where, when, and how often unnamed."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any, Final

import msgspec

from onrecord.corpus.folder import Folder, write_whole
from onrecord.corpus.loader import damaged
from onrecord.corpus.tables import NO_MONTH, STATEMENTS

TOP: Final = 20
"""Outlets and people that are drawn; the files beside hold them all."""

_UNNAMED: Final = ("unnamed_person", "unnamed_group")
_WITH_SOURCE: Final = ("named_person", "named_group", *_UNNAMED)


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of the plots."""

    months: tuple[tuple[str | None, str | None, int], ...]
    """Outlet, month and statements, by outlet and month; None where the articles do not tell."""
    people: tuple[tuple[str, int], ...]
    """Named people, the most quoted first, 1,000 at most. Equal names are one."""
    unnamed: tuple[tuple[str | None, int, int], ...]
    """Outlet, statements with a person or group as their source, and those of them that do not name it."""


def summarise(out: str | os.PathLike[str]) -> tuple[Summary, list[Path]]:
    """The figures of a run that is done, and the files written to `summary/`: the plots need matplotlib."""
    folder = Folder(out)
    found = _counted(folder)
    place = folder.out / "summary"
    figures = place / "summary.json"
    write_whole(figures, msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    written = [figures]
    try:
        import matplotlib
    except ImportError:
        return found, written
    matplotlib.use("Agg")
    for name, draw in (("months", _months), ("people", _people), ("unnamed", _unnamed)):
        written.append(_drawn(place / f"{name}.svg", draw, found))
    return found, written


def _counted(folder: Folder) -> Summary:
    """Read file by file: with the engine it took Ray 14 s of processor time for 224 little files."""
    import pyarrow
    from pyarrow import parquet

    months, people, sourced, hidden = (Counter[Any]() for _ in range(4))
    for path in sorted((folder.out / STATEMENTS).glob("month=*/*.parquet")):
        month = path.parent.name.removeprefix("month=")
        try:
            rows = parquet.ParquetFile(path).read(["outlet", "speaker", "basis"])
        except (OSError, pyarrow.ArrowException) as error:
            raise damaged(folder, path.stem, f"{path}: cannot be counted ({error})") from error
        for row in rows.group_by(rows.column_names).aggregate([([], "count_all")]).to_pylist():
            outlet, speaker, basis, count = row["outlet"], row["speaker"], row["basis"], row["count_all"]
            months[outlet, None if month == NO_MONTH else month] += count
            if basis == "named_person" and speaker is not None:
                people[speaker] += count
            if basis in _WITH_SOURCE:
                sourced[outlet] += count
                hidden[outlet] += count if basis in _UNNAMED else 0
    most = sorted(people.items(), key=lambda row: (-row[1], row[0]))
    return Summary(
        months=tuple(sorted(((*key, count) for key, count in months.items()), key=_none_last)),
        people=tuple(most[:1_000]),
        unnamed=tuple(sorted(((key, count, hidden[key]) for key, count in sourced.items()), key=_none_last)),
    )


def _none_last(row: tuple[Any, ...]) -> tuple[tuple[bool, str], ...]:
    return tuple((value is None, str(value)) for value in row[:2])


# --- plots -----------------------------------------------------------------------------------------------------------


def _drawn(path: Path, draw: Any, found: Summary) -> Path:
    from io import BytesIO

    from matplotlib import pyplot

    with pyplot.rc_context({"svg.hashsalt": "onrecord", "text.parse_math": False, "font.size": 9}):
        figure, axes = pyplot.subplots(figsize=(9, 5), layout="constrained")
        draw(axes, found)
        axes.spines[["top", "right"]].set_visible(False)
        drawn = BytesIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None})  # the same figures, the same bytes
        pyplot.close(figure)
    write_whole(path, drawn.getvalue())
    return path


def _months(axes: Any, found: Summary) -> None:
    """Statements per month, one line an outlet: the ten with most."""
    totals: dict[str | None, int] = {}
    for outlet, _, count in found.months:
        totals[outlet] = totals.get(outlet, 0) + count
    months = sorted({month for _, month, _ in found.months if month})
    for outlet in sorted(totals, key=lambda one: (-totals[one], str(one)))[:10]:
        counts = {month: count for name, month, count in found.months if name == outlet}
        label = _shown(outlet or "outlet not stated")
        axes.plot(months, [counts.get(month, 0) for month in months], marker="o", markersize=3, label=label)
    step = max(1, len(months) // 12)
    axes.set_xticks(range(0, len(months), step), months[::step], rotation=45, ha="right")
    axes.set_ylim(bottom=0)
    axes.set_title("Statements per outlet and month published", loc="left")
    if totals:
        axes.legend(frameon=False, fontsize=8)


def _people(axes: Any, found: Summary) -> None:
    """The most quoted people, the most quoted on top."""
    shown = found.people[:TOP][::-1]
    axes.barh([_shown(name) for name, _ in shown], [count for _, count in shown], color="#33658a")
    axes.set_title("Statements of the most quoted people", loc="left")


def _unnamed(axes: Any, found: Summary) -> None:
    """For the outlets with most statements, the share whose source is a person or group that is not named."""
    largest = sorted(found.unnamed, key=lambda row: (-row[1], str(row[0])))[:TOP]
    shares = sorted(
        ((hidden / count, outlet) for outlet, count, hidden in largest), key=lambda row: (row[0], str(row[1]))
    )
    names = [_shown(outlet or "outlet not stated") for _, outlet in shares]
    axes.barh(names, [100 * share for share, _ in shares], color="#c8553d")
    axes.set_xlabel("%")
    axes.set_title("Statements of people and groups that are not named", loc="left")


def _shown(name: str) -> str:
    """A name that may come from anywhere, on one short line of printable characters."""
    clean = "".join(c if c.isprintable() else " " for c in name)
    return clean if len(clean) <= 40 else clean[:39] + "…"
