"""Full-text search over index terms in SQLite's FTS5, fast at a million passages.

FTS5 scores every row that holds any of the terms, so common words are what costs. The
terms are taken from the rarest on until the rows they stand in pass ``BUDGET``; what is
left out are words found in a large part of the corpus, which bm25 gives next to no weight.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from index.ledger.filters import Limit

Terms = Callable[[str], Sequence[str]]
BUDGET = 20_000
_CHUNK = 500
# Only what is ranked among the first is looked up, not each row that holds a term.
_ALL = """SELECT p.passage_id, f.score FROM
    (SELECT rowid AS row, bm25(words, ?, ?) AS score FROM words
     WHERE words MATCH ? ORDER BY score, rowid LIMIT ?) f
    JOIN passages p ON p.row = f.row ORDER BY f.score, f.row"""
_LIMITED = """SELECT p.passage_id, bm25(words, ?, ?) AS score
    FROM words CROSS JOIN passages p ON p.row = words.rowid {joins}
    WHERE words MATCH ? {where} ORDER BY score, p.row LIMIT ?"""


def plain_terms(text: str) -> tuple[str, ...]:
    """Lower-cased words: the stand-in where no Swedish terms are given."""
    return tuple("".join(c if c.isalnum() else " " for c in text.lower()).split())


def encode(term: str) -> str:
    """The term as one FTS5 token: everything but letters and digits written as _hex_."""
    if term.isalnum():  # nearly all are
        return term
    return "".join(c if c.isalnum() else f"_{ord(c):x}_" for c in term)


def add_words(
    connection: sqlite3.Connection, rows: Iterable[tuple[int, Sequence[str], Sequence[str]]]
) -> None:
    """Store (passage row, terms of the header, terms of the text), inside the caller's transaction."""
    counts: Counter[str] = Counter()
    for row, header, body in rows:
        columns = [" ".join(map(encode, header)), " ".join(map(encode, body))]
        connection.execute("INSERT INTO words (rowid, header, body) VALUES (?, ?, ?)", (row, *columns))
        counts.update(set(" ".join(columns).split()))
    connection.executemany(
        "INSERT INTO vocabulary VALUES (?, ?) "
        "ON CONFLICT (term) DO UPDATE SET passages = passages + excluded.passages",
        counts.items(),
    )


def delete_words(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Remove passages' words, inside the caller's transaction."""
    counts: Counter[str] = Counter()
    for row in rows:
        columns = connection.execute("SELECT header, body FROM words WHERE rowid = ?", (row,)).fetchone()
        counts.update(set(" ".join(columns or ()).split()))
        connection.execute("DELETE FROM words WHERE rowid = ?", (row,))
    connection.executemany(
        "UPDATE vocabulary SET passages = passages - ? WHERE term = ?",
        [(n, term) for term, n in counts.items()],
    )
    connection.executemany(
        "DELETE FROM vocabulary WHERE term = ? AND passages <= 0", [(term,) for term in counts]
    )


def frequencies(connection: sqlite3.Connection, terms: Iterable[str]) -> dict[str, int]:
    """In how many passages each term stands; terms in none are left out."""
    encoded = {encode(term): term for term in terms}
    keys = list(encoded)
    found: dict[str, int] = {}
    for at in range(0, len(keys), _CHUNK):
        part = keys[at : at + _CHUNK]
        query = f"SELECT term, passages FROM vocabulary WHERE term IN ({','.join('?' * len(part))})"  # noqa: S608
        found |= {encoded[term]: count for term, count in connection.execute(query, part)}
    return found


def affordable(counts: dict[str, int], budget: int = BUDGET) -> list[str]:
    """The rarest terms whose rows together stay within ``budget``; always at least one."""
    chosen: list[str] = []
    spent = 0
    for term, count in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
        if chosen and spent + count > budget:
            break
        chosen.append(term)
        spent += count
    return chosen


def find(
    connection: sqlite3.Connection,
    terms: Iterable[str],
    limit: Limit,
    k: int,
    weights: tuple[float, float] = (1.0, 1.0),
) -> list[tuple[str, float]]:
    """The ``k`` passages with the best bm25 (higher is better), as (passage_id, score).

    ``weights`` are for the header and for the text.
    """
    chosen = affordable(frequencies(connection, terms))
    if not chosen or k <= 0:
        return []
    match = " OR ".join(f'"{encode(term)}"' for term in chosen)
    query = _ALL if limit.free else _LIMITED.format(joins=limit.joins, where=limit.where)
    rows = connection.execute(query, (*weights, match, *limit.values, k))
    return [(passage_id, -score) for passage_id, score in rows]
