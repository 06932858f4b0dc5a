"""The benchmark's figures as Swedish Markdown tables and an SVG plot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval.log_speed import log_table
from eval.plots import COLOURS
from eval.readings import USUAL

Report = Mapping[str, Any]
_WIDTH, _LABELS, _BAR = 900, 300, 18


def write(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write ``bench.md``, ``bench.json`` and the plots into ``folder``, made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "bench.md": "\n".join(table(report)) + "\n",
        "bench.json": json.dumps(report, ensure_ascii=False, indent=1) + "\n",
        **{f"{name}.svg": text for name, text in plots(report).items()},
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in texts)


def table(report: Report) -> tuple[str, ...]:
    """Every measured part as lines of Markdown in Swedish."""
    makers = {
        "machine": _machine, "start": _start, "search": _search, "log": log_table, "reading": _reading,
        "ingest": _ingest, "growth": _growth,
    }  # fmt: skip
    lines: list[str] = []
    for name, maker in makers.items():
        if name in report:
            lines += [*maker(report[name]), ""]
    return tuple(lines[:-1])


def plots(report: Report) -> dict[str, str]:
    """SVG plots by name: seconds to the first token, and search time by size of corpus."""
    found = {}
    if "reading" in report:
        ways = report["reading"]["ways"]
        rows = {name: (way["first_token_p50_s"], way["first_token_p95_s"]) for name, way in ways.items()}
        found["first-token"] = bars("Sekunder till första ordet (p50 och p95)", rows, "s")
    if "growth" in report:
        rows = {
            f"{_thousands(row['passages'])} textstycken": (
                row["search_p50_s"] * 1000,
                row["search_p95_s"] * 1000,
            )
            for row in report["growth"].values()
        }
        found["growth"] = bars("Sökning utom frågans inbäddning, millisekunder (p50 och p95)", rows, "ms")
    return found


def bars(title: str, rows: Mapping[str, Sequence[float]], unit: str) -> str:
    """Horizontal bars, one group a row, with the values written out; a text for those who do not see them."""
    most = max((value for values in rows.values() for value in values), default=1.0) or 1.0
    height = 50 + sum(len(values) * _BAR + 14 for values in rows.values())
    told = "; ".join(f"{name}: " + ", ".join(f"{value:.2f}" for value in row) for name, row in rows.items())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"',
        f' aria-label="{escape(title)}. {escape(told)}" font-family="system-ui,sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="22" font-weight="bold">{escape(title)}</text>',
        *_rows(rows, most, unit),
        "</svg>",
    ]
    return "".join(parts) + "\n"


def _rows(rows: Mapping[str, Sequence[float]], most: float, unit: str) -> Iterator[str]:
    y = 44
    for name, values in rows.items():
        middle = y + len(values) * _BAR / 2 + 4
        yield f'<text x="{_LABELS - 8}" y="{middle:.0f}" text-anchor="end">{escape(name)}</text>'
        for n, value in enumerate(values):
            width = max(value / most * (_WIDTH - _LABELS - 90), 1)
            colour = COLOURS[n % len(COLOURS)]
            yield f'<rect x="{_LABELS}" y="{y}" width="{width:.1f}" height="{_BAR - 3}" fill="{colour}"/>'
            yield f'<text x="{_LABELS + width + 6:.1f}" y="{y + 12}">{value:.2f} {unit}</text>'
            y += _BAR
        y += 14


def _machine(part: Report) -> list[str]:
    return ["| maskin | |", "|---|---|", *(f"| {name} | {value} |" for name, value in part.items())]


def _start(part: Report) -> list[str]:
    return [
        "| från kallt program till helt svar | |",
        "|---|---|",
        f"| första gången | {part['first_s']:.1f} s |",
        f"| nästa gång, inledningen sparad | {part['second_s']:.1f} s |",
    ]


def _search(part: Report) -> list[str]:
    rows = (
        ("fönster och vektorer (det vanliga)", "usual_search_s"),
        ("sökning", "search_s"),
        ("sökning utom frågans inbäddning", "besides_embedding_s"),
        ("första underlaget på skärmen", "first_evidence_s"),
    )
    return [
        f"| {part['questions']} frågor, {part['passages']} textstycken | p50 | p95 |",
        "|---|---|---|",
        *(f"| {name} | {_ms(part[key]['p50'])} | {_ms(part[key]['p95'])} |" for name, key in rows),
    ]


def _reading(part: Report) -> list[str]:
    lines = _heads(
        *(f"{part['questions']} frågor", "lästa textenheter", "första ordet p50", "p95"),
        *("hela svaret p50", "p95", "mot det vanliga, p50"),
    )
    ways = part["ways"]
    usual = ways[USUAL.name]["first_token_p50_s"] if USUAL.name in ways else None
    for name, row in ways.items():
        ratio = f"1/{usual / row['first_token_p50_s']:.1f}" if usual else ""
        lines.append(
            f"| {name} | {row['read_tokens']:.0f} av {row['prompt_tokens']:.0f} "
            f"| {row['first_token_p50_s']:.2f} s | {row['first_token_p95_s']:.2f} s "
            f"| {row['whole_p50_s']:.2f} s | {row['whole_p95_s']:.2f} s | {ratio} |"
        )
    floor = part["floor_s_per_token"]
    written = next(reversed(ways.values()))["written_s_per_token"]
    light = (
        f"Ljusets hastighet: vikterna är {part['weight_bytes'] / 1e9:.2f} GB och minnet läser "
        f"{part['memory_bytes_s'] / 1e9:.1f} GB/s, alltså minst {floor * 1000:.0f} ms per skriven textenhet "
        f"om en skrivs i taget. Vi skriver en på {written * 1000:.0f} ms ({written / floor:.2f} av gränsen; "
        "under 1 när flera gissade ord läses på en gång)."
    )
    return [*lines, "", light]


def _ingest(part: Report) -> list[str]:
    return [
        "| inläsning | |",
        "|---|---|",
        f"| textstycken, sidor | {part['passages']}, {part['pages']} |",
        f"| sekunder per sida | {part['seconds'] / max(part['pages'], 1):.2f} |",
        f"| textstycken per sekund | {part['passages_s']:.2f} |",
        f"| bara inbäddningsmodellen på samma texter | {part['bare_embedder_passages_s']:.2f} |",
        f"| andel av den | {part['share']:.2f} |",
        f"| andel av tiden i inbäddningsmodellen | {part['seconds_embedding'] / part['seconds']:.2f} |",
    ]


def _growth(part: Report) -> list[str]:
    lines = _heads(
        *("textstycken", "sökning p50", "p95", "varav processor", "rätt funnet", "öppnas på", "minne"),
        *("register, per 100 000", "vektorer, per 100 000"),
    )
    for row in part.values():
        share = 100_000 / row["passages"]
        lines.append(
            f"| {_thousands(row['passages'])} | {row['search_p50_s'] * 1000:.0f} ms "
            f"| {row['search_p95_s'] * 1000:.0f} ms | {row['busy_p95_s'] * 1000:.0f} ms "
            f"| {row['found']:.2f} | {row['open_s']:.2f} s "
            f"| {row['memory_bytes'] / 1e6:.0f} MB | {row['ledger_bytes'] * share / 1e6:.0f} MB "
            f"| {row['vectors_bytes'] * share / 1e6:.0f} MB |"
        )
    return lines


def _heads(*names: str) -> list[str]:
    return [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _thousands(count: float) -> str:
    return f"{count:,.0f}".replace(",", " ")
