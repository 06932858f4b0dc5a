"""Decisions per body and month to HTML: a table of bars, each a button that limits the log to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from rag.types import PlacedDecision
from ui.choices import body_name

_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
MOST_MONTHS = 48
"""A longer time is shown by year."""


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of time: ``key`` as the log's fields take it ("2024-03", "2024")."""

    key: str
    short: str
    name: str

    @property
    def year(self) -> str:
        """The year it lies in."""
        return self.key[:4]


def columns_of(months: Iterable[str]) -> tuple[Column, ...]:
    """Every month from the first to the last of these ("2024-03"), or every year of a longer time."""
    known = sorted(set(months))
    if not known:
        return ()
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (known[0], known[-1]))
    if last - first < MOST_MONTHS:
        return tuple(
            Column(f"{at // 12}-{at % 12 + 1:02d}", _MONTHS[at % 12][:3], f"{_MONTHS[at % 12]} {at // 12}")
            for at in range(first, last + 1)
        )
    return tuple(Column(str(year), str(year), str(year)) for year in range(first // 12, last // 12 + 1))


def timeline_html(
    decisions: Sequence[PlacedDecision], body: str = "", first: str = "", last: str = ""
) -> str:
    """The decisions as bars by body and time; ``body``, ``first`` and ``last`` are the limits in use."""
    dated = [
        (body_name(row.place), row.place.meeting_date.isoformat()[:7])
        for row in decisions
        if row.place.meeting_date
    ]
    columns = columns_of(month for _, month in dated)
    if not columns:
        return ""
    width = len(columns[0].key)
    counts = Counter((name, month[:width]) for name, month in dated)
    most = max(counts.values())
    chosen = (body, first) if first == last else ("", "")
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(_cell(name, column, counts[name, column.key], most, chosen) for column in columns)
        + "</tr>"
        for name in sorted({name for name, _ in dated})
    )
    missing = len(decisions) - len(dated)
    note = f'<p class="mm-note">{missing} beslut saknar datum och visas bara i listan.</p>' if missing else ""
    caption = "Beslut per organ och " + ("månad" if width > 4 else "år")
    return (
        '<p class="mm-note">Välj en stapel för att visa besluten bakom den.</p>'
        f'<div class="mm-time" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption>{caption}</caption>"
        f"<thead>{_heads(columns, width > 4)}</thead><tbody>{rows}</tbody></table></div>{note}"
    )


def _heads(columns: Sequence[Column], by_month: bool) -> str:
    years = Counter(column.year for column in columns)
    top = "".join(f'<th scope="colgroup" colspan="{count}">{year}</th>' for year, count in years.items())
    if not by_month:
        return f'<tr><th scope="col">Organ</th>{top}</tr>'
    low = "".join(
        f'<th scope="col"><span aria-hidden="true">{column.short[0]}</span>'
        f'<span class="mm-unseen">{column.name}</span></th>'
        for column in columns
    )
    return f'<tr><th scope="col" rowspan="2">Organ</th>{top}</tr><tr>{low}</tr>'


def _cell(body: str, column: Column, count: int, most: int, chosen: tuple[str, str]) -> str:
    if not count:
        return "<td></td>"
    pressed = "true" if chosen == (body, column.key) else "false"
    words = f"{body}, {column.name}: {count} beslut"
    return (
        f'<td><button type="button" data-bridge="mm-pick" data-body="{escape(body)}" '
        f'data-time="{column.key}" data-key="{escape(f"{body} {column.key}")}" aria-pressed="{pressed}" '
        f'aria-label="{escape(words)}" title="{escape(words)}">'
        f'<span class="mm-bar" style="height:{max(round(100 * count / most), 12)}%"></span>'
        f"<span>{count}</span></button></td>"
    )
