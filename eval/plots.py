"""Bar charts as inline SVG: no library, no foreign resource, a text for those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

# Told apart also without colour vision (Okabe & Ito), dark enough against white.
COLOURS = ("#0072b2", "#d55e00", "#007a5e", "#8a4f7d", "#595959")
_WIDTH = 900
_HEIGHT = 260
_LEFT = 40
_TOP = 40
_BASE = 220


def bars(title: str, series: Mapping[str, Sequence[float]], labels: Sequence[str]) -> str:
    """Grouped bars of values 0..1: one group a label, one bar a series, with the values written out."""
    told = "; ".join(
        f"{name}: " + ", ".join(f"{label} {value:.2f}" for label, value in zip(labels, values, strict=True))
        for name, values in series.items()
    )
    parts = [
        f'<figure><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"',
        f' aria-label="{escape(title)}. {escape(told)}" font-family="system-ui,sans-serif" font-size="12">',
        *_axis(),
        *_groups(series, labels),
        *_legend(series),
        f"</svg><figcaption>{escape(title)}</figcaption></figure>",
    ]
    return "".join(parts)


def _axis() -> Iterator[str]:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _BASE - share * (_BASE - _TOP)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#444">{share:.2f}</text>'


def _groups(series: Mapping[str, Sequence[float]], labels: Sequence[str]) -> Iterator[str]:
    group = (_WIDTH - _LEFT) / max(len(labels), 1)
    bar = 0.8 * group / max(len(series), 1)
    for at, label in enumerate(labels):
        left = _LEFT + at * group + 0.1 * group
        middle = left + 0.4 * group
        under = f'x="{middle:.1f}" y="{_BASE + 18}" text-anchor="middle"'
        yield f'<text {under} fill="#222">{escape(label)}</text>'
        for number, values in enumerate(series.values()):
            height = values[at] * (_BASE - _TOP)
            x = left + number * bar
            colour = COLOURS[number % len(COLOURS)]
            yield (
                f'<rect x="{x:.1f}" y="{_BASE - height:.1f}" width="{bar * 0.92:.1f}" height="{height:.1f}" '
                f'fill="{colour}"/>'
            )
            above = f'x="{x + bar * 0.46:.1f}" y="{_BASE - height - 3:.1f}" text-anchor="middle"'
            yield f'<text {above} font-size="9" fill="#222">{values[at]:.2f}</text>'


def _legend(series: Mapping[str, Sequence[float]]) -> Iterator[str]:
    x = _LEFT
    for number, name in enumerate(series):
        yield f'<rect x="{x}" y="6" width="12" height="12" fill="{COLOURS[number % len(COLOURS)]}"/>'
        yield f'<text x="{x + 18}" y="16" fill="#222">{escape(name)}</text>'
        x += 40 + 8 * len(name)
