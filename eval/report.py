"""A result as Markdown, JSON and one self-contained HTML page with plots. All in Swedish."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from eval.plots import bars
from eval.types import EvaluationResult, RetrievalResult, Scores

METRICS = ("recall@1", "recall@3", "recall@5", "recall@10", "mrr")
TYPES = {
    "decision": "beslut", "number": "tal", "who": "vem", "when": "när", "list": "lista",
    "why": "varför", "multi": "flera källor", "summary": "sammandrag", "unanswerable": "utan svar",
    "adversarial": "vilseledande",
}  # fmt: skip
STYLES = {
    "natural": "naturlig", "keyword": "sökord", "colloquial": "talspråk", "misspelled": "felstavad",
    "abbreviation": "förkortning", "paraphrase": "omskriven",
}  # fmt: skip

Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Column heads and rows."""


def write_report(result: EvaluationResult, folder: Path) -> tuple[Path, ...]:
    """Write ``report.md``, ``report.json`` and ``report.html`` into ``folder``, made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in (
        ("report.md", to_markdown(result)),
        ("report.json", json.dumps(result.to_json(), ensure_ascii=False, indent=2) + "\n"),
        ("report.html", to_html(result)),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return tuple(written)


def to_markdown(result: EvaluationResult) -> str:
    """The whole report as Markdown."""
    parts = ["# Utvärdering", _facts(result)]
    for title, table in _sections(result):
        parts += [f"## {title}", _markdown_table(table)]
    if result.explanation:
        parts += ["## Förklaring", f"```\n{result.explanation}\n```"]
    return "\n\n".join(parts) + "\n"


def to_html(result: EvaluationResult) -> str:
    """The whole report as one page that loads nothing from elsewhere."""
    ways = (result.retrieval, *result.baselines)
    plots = [
        bars("Träffsäkerhet", {way.name: [way.scores[one] for one in METRICS] for way in ways}, METRICS),
        *(
            bars(
                title,
                {"recall@1": _column(rows, "recall@1"), "recall@5": _column(rows, "recall@5")},
                _named(rows, names),
            )
            for title, rows, names in (
                ("Efter frågetyp", result.retrieval.by_type, TYPES),
                ("Efter stil", result.retrieval.by_style, STYLES),
            )
        ),
    ]
    body = [f"<h1>Utvärdering</h1><p>{escape(_facts(result))}</p>", *plots]
    for title, table in _sections(result):
        body.append(f"<h2>{escape(title)}</h2>{_html_table(title, table)}")
    if result.explanation:
        body.append(f"<h2>Förklaring</h2><pre>{escape(result.explanation)}</pre>")
    return _PAGE.replace("{body}", "\n".join(body))


def _facts(result: EvaluationResult) -> str:
    answerable = sum(one.answerable for one in result.questions)
    known = "; ".join(f"{key} {value}" for key, value in result.facts.items())
    return f"{len(result.questions)} frågor, varav {answerable} med svar i källorna. {known}."


def _sections(result: EvaluationResult) -> Iterator[tuple[str, Table]]:
    yield "Sökning", _ways((result.retrieval, *result.baselines))
    if result.baselines:
        yield "Skillnad mot de enkla recepten", _differences(result.baselines)
    yield "Efter frågetyp", _groups("typ", result.retrieval.by_type, TYPES)
    yield "Efter stil", _groups("stil", result.retrieval.by_style, STYLES)
    for title, scores in (("Svar", result.answers), ("När svar saknas", result.refusal)):
        if scores:
            yield title, (("mått", "värde"), [(key, _number(value)) for key, value in scores.items()])
    yield "Missade frågor", _missed(result)


def _ways(ways: Iterable[RetrievalResult]) -> Table:
    return ("sätt", *METRICS), [(way.name, *(_number(way.scores[one]) for one in METRICS)) for way in ways]


def _differences(others: Iterable[RetrievalResult]) -> Table:
    rows = [
        (
            way.name,
            one.metric,
            f"{one.ours - one.other:+.3f}",
            f"{one.low:+.3f} till {one.high:+.3f}",
            f"{one.p:.4f}",
        )
        for way in others
        for one in way.compared
    ]
    return ("mot", "mått", "skillnad", "95 %", "p"), rows


def _groups(kind: str, groups: Mapping[str, Scores], names: Mapping[str, str]) -> Table:
    heads = (kind, "frågor", *METRICS)
    rows = [
        (names.get(key, key), f"{scores['questions']:.0f}", *(_number(scores[one]) for one in METRICS))
        for key, scores in sorted(groups.items())
    ]
    return heads, rows


def _missed(result: EvaluationResult) -> Table:
    rows = [
        (
            one.question.question_id,
            one.question.text,
            ", ".join("–" if rank is None else str(rank) for rank in one.ranks),
        )
        for one in result.retrieval.ranked
        if one.complete is None or one.complete > 1
    ]
    return ("id", "fråga", "citatens plats"), rows


def _column(groups: Mapping[str, Scores], metric: str) -> list[float]:
    return [scores[metric] for _, scores in sorted(groups.items())]


def _named(groups: Mapping[str, Scores], names: Mapping[str, str]) -> list[str]:
    return [names.get(key, key) for key in sorted(groups)]


def _number(value: float) -> str:
    return f"{value:.3f}"


def _markdown_table(table: Table) -> str:
    heads, rows = table
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _html_table(caption: str, table: Table) -> str:
    heads, rows = table
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    parts = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f"<table><caption>{escape(caption)}</caption>{parts}</table>"


_PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Utvärdering av Mötesminne</title><style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;
color:#1b1b1b;background:#fff}
table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}caption{text-align:left;color:#555}
td,th{border-bottom:1px solid #ccc;padding:.25rem .75rem;text-align:left;vertical-align:top}
td{font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}pre{white-space:pre-wrap}
</style></head><body>{body}</body></html>
"""
