"""The decisions of an agenda item: marked ones first, then those taken in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from index.decision_kinds import assignee, conditions, due, kind_of, settles
from index.decision_marks import (
    ASIDE,
    BELONGS,
    BODY_DECIDES,
    CONTINUES,
    DEADLINE,
    FORWARDS,
    HEAD,
    LISTED,
    MARK,
    NOTHING,
    OPENER,
    OPENS,
    PROPOSAL,
    RESPONSIBLE,
    TELLS,
)
from index.decision_verbs import decides
from index.marks import ATTACHMENT, BULLET, DISPATCH, LINK, NUMBERED, SIGNATURE, is_part_label
from index.sentences import sentences
from index.types import AgendaItem, Decision

_Spans = list[tuple[int, int]]
_ABSENT = re.compile(r" (?:[^\s.]+ ){1,8}deltar (?:inte|ej) i (?:beslutet|ärendet|handläggningen)[^.\n]*\.")
_POINTS_BACK = re.compile(
    r"Det (?:fick|vann) |Detta (?:beslutades|bifölls|godkändes)"
)  # at what is before it


def find_decisions(item: AgendaItem) -> tuple[Decision, ...]:
    """The item's decisions in text order, each with its exact stretch of ``item.text``.

    Marked are those behind "Beslut:" and its like, below a line "Beslut", and paragraphs that the
    deciding body opens ("Nämnden beslutar att"). Proposals, motions and earlier decisions are none.
    The head has none.
    """
    if not item.number and item.item_id.endswith("-000"):
        return ()
    found = [(start, end, True) for start, end in _marked(item)]
    taken = [(start, end) for start, end, _ in found]
    found += [(start, end, False) for start, end in _unmarked(item, taken)]
    return tuple(
        _decision(item, n, start, end, marked) for n, (start, end, marked) in enumerate(sorted(found), 1)
    )


def _decision(item: AgendaItem, n: int, start: int, end: int, marked: bool) -> Decision:
    start, end = _without_emphasis(item.text, start, end)
    end = _before_labels(item.text, start, end)
    text = item.text[start:end]
    mark = _mark_before(item.text, start)
    return Decision(
        decision_id=f"{item.item_id}-d{n:02d}",
        item_id=item.item_id,
        text=text,
        start=start,
        end=end,
        kind=kind_of(text, mark.group() if mark else ""),
        conditions=conditions(text),
        marked=marked,
        assignee=(mark and mark.group("who")) or assignee(text) or _below_it(RESPONSIBLE, item.text, end),
        due=due(text) or _below_it(DEADLINE, item.text, end),
    )


def _without_emphasis(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the Markdown signs that set it off: "*Nämnden beslutar ...*"."""
    found = re.fullmatch(r"([*_]{1,3})(?=\S).*(?<=\S)\1", text[start:end], re.DOTALL)
    return (start + found.end(1), end - len(found.group(1))) if found else (start, end)


def _mark_before(text: str, start: int) -> re.Match[str] | None:
    """The mark ("Beslut:") that ends where a decision begins."""
    line = text.rfind("\n", 0, start) + 1
    return next((match for match in MARK.finditer(text, line, start) if match.end() == start), None)


def _below_it(label: re.Pattern[str], text: str, end: int) -> str:
    """What ``label`` says behind a decision or on one of the two lines below it; "" where none has it."""
    behind, *below = text[end:].split("\n")[:3]
    for line in (*(behind[low:high] for low, high in sentences(behind)), *below):
        match = label.fullmatch(line)
        if match:
            return match.group("value").rstrip(" .")
    return ""


def _before_labels(text: str, start: int, end: int) -> int:
    """Where a decision ends before the labels "Ansvarig:", "Klart:", "Skickas till:" that stand behind it."""
    parts = [(start + low, start + high) for low, high in sentences(text[start:end])]
    for (_, before), (low, high) in pairwise(parts):
        ends = (RESPONSIBLE.fullmatch, DEADLINE.fullmatch, DISPATCH.match)
        if any(end(text, low, high) for end in ends):
            return before
    return end


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for part in text.split("\n"):
        yield at, at + len(part)
        at += len(part) + 1


def _marked(item: AgendaItem) -> Iterator[tuple[int, int]]:
    """Stretches of the marked decisions."""
    text = item.text
    paragraphs = list(_paragraphs(text))
    stops = {offset for offset, _ in item.headings}
    aside, proposed, done = False, False, 0
    forwards = _formal(text) < 0
    for at, (low, high) in enumerate(paragraphs):
        part = text[low:high]
        headed = bool(HEAD.fullmatch(part) or (forwards and FORWARDS.fullmatch(part)))
        if headed or low in stops or is_part_label(part):
            aside = not headed and ASIDE.match(part) is not None
            proposed = aside and PROPOSAL.match(part) is not None
        if low < done or (at == 0 and item.title and not MARK.match(part)):
            continue
        if headed:
            spans = _below(text, paragraphs, at, stops)
        elif (opener := OPENER.fullmatch(part)) and not proposed:
            end = _end(text, paragraphs, at, stops, low, True)
            spans = [(low, end)] if end > high and not _for_another(text, opener) else []
        else:
            spans = [
                (low + start, _end(text, paragraphs, at, stops, low + start, opens))
                for start, opens in _starts(part, aside)
            ]
        spans = [span for span in spans if settles(part, text[slice(*span)])] if headed else spans
        yield from (span for span in spans if not NOTHING.fullmatch(text[slice(*span)]))
        done = max([done, *(end for _, end in spans)])


def _for_another(text: str, opener: re.Match[str]) -> bool:
    """Whether an opener only proposes ("Styrelsen föreslår") what another body decides in the same item."""
    proposer = (opener.groupdict().get("proposer") or "").lower()
    deciders = {match.group("body").lower() for match in BODY_DECIDES.finditer(text)}
    return bool(proposer and deciders) and proposer not in deciders


def _starts(part: str, aside: bool) -> list[tuple[int, bool]]:
    """Offsets in a paragraph where a marked decision begins (its mark left out); True: the body opens it."""
    found = []
    for at, (low, high) in enumerate(sentences(part)):
        bullet = BULLET.match(part, low)
        mark = MARK.match(part, bullet.end() if bullet else low)
        if mark and mark.end() < len(part) and settles(mark.group(), part[mark.end() :]):
            found.append((mark.end(), False))
        elif at == 0 and not aside and OPENS.match(part[low:high]) and decides(part[low:high]):
            found.append((low, True))
    return found


def _stops_at(text: str, low: int, high: int, stops: set[int]) -> bool:
    part = text[low:high]
    return (
        low in stops
        or is_part_label(part)
        or SIGNATURE.match(part) is not None
        or LINK.match(part) is not None
        or ATTACHMENT.search(part) is not None
        or DISPATCH.match(part) is not None
        or HEAD.fullmatch(part) is not None
        or OPENER.fullmatch(part) is not None
    )


def _end(text: str, paragraphs: _Spans, at: int, stops: set[int], start: int, opens: bool) -> int:
    """Where the decision that begins at ``start`` in paragraph ``at`` ends."""
    mark = next(
        (m for m in MARK.finditer(text, start, paragraphs[at][1]) if _begins_sentence(text, m.start())), None
    )
    if mark:
        return start + len(text[start : mark.start()].rstrip())
    end = paragraphs[at][1]
    if opens and not OPENER.fullmatch(text[start:end]):
        end = start + sentences(text[start:end])[0][1]
        if end < paragraphs[at][1]:
            return end
    for low, high in paragraphs[at + 1 :]:
        part = text[low:high]
        if _stops_at(text, low, high, stops) or _starts(part, False):
            break
        if _in_list(text[start:end], part) or _takes_up(text[start:end], part):
            end = high
            continue
        if opens or not _belongs(part):
            break
        end = high
    return end


def _begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return before.endswith((".", "!", "?")) and text[at].isupper()


def _in_list(before: str, part: str) -> bool:
    """Whether ``part`` goes on a list that the decision holds or announces."""
    last = before.rsplit("\n", 1)[-1].rstrip()
    goes_on = last.endswith((":", " att")) or OPENER.fullmatch(last) is not None or _is_listed(last)
    return goes_on and _is_listed(part)


def _takes_up(before: str, part: str) -> bool:
    """Whether ``part`` is one sentence on what the decision brings in: "ett brev" ... "Brevet skickas"."""
    word = re.match(r"([A-ZÅÄÖ][a-zåäö]{3,}?)(?:et|en)\s", part)
    if not word or len(part.split()) > 20 or len(sentences(part)) > 1:
        return False
    noun = word.group(1).lower()
    return re.search(rf"\b(?:ett|en) (?:\w+ ){{0,2}}{noun}e?\b", before, re.IGNORECASE) is not None


def _is_listed(part: str) -> bool:
    return any(mark.match(part) for mark in (BULLET, NUMBERED, LISTED))


def _belongs(part: str) -> bool:
    return len(part.split()) <= 60 and bool(BELONGS.search(part) or CONTINUES.match(part))


def _below(text: str, paragraphs: _Spans, at: int, stops: set[int]) -> _Spans:
    """The decision under a line of its own; a following heading ends it, else its own end."""
    rest = paragraphs[at + 1 :]
    if not rest:
        return []
    begin = rest[0][0]
    if OPENER.fullmatch(text[begin : rest[0][1]]):
        return [(begin, _end(text, paragraphs, at + 1, stops, begin, False))]
    until = next((n for n, (low, high) in enumerate(rest) if _stops_at(text, low, high, stops)), None)
    if until == 0:
        return []
    end = rest[until - 1][1] if until is not None else _end(text, paragraphs, at + 1, stops, begin, False)
    return [(begin, end)]


def _unmarked(item: AgendaItem, taken: _Spans) -> Iterator[tuple[int, int]]:
    """Stretches of the sentences that decide without a mark."""
    title_end = item.text.find("\n") if item.title else -1
    begin = max(title_end, _formal(item.text))
    before = 0
    for low, high in sentences(item.text):
        first, before = before, low
        if low < begin or any(start < high and low < end for start, end in taken):
            continue
        above = next((text for offset, text in reversed(item.headings) if offset <= low), "")
        if (
            above
            and ASIDE.match(above)
            and not (TELLS.match(above) and not taken and low > item.text.rfind("\n"))
        ):
            continue  # the last paragraph of a part that tells may decide where nothing else does
        if decides(item.text[low:high]) and not OPENER.fullmatch(item.text[low:high]):
            same_paragraph = "\n" not in item.text[first:low] and first >= title_end
            points_back = same_paragraph and _POINTS_BACK.match(item.text, low)
            start = first if points_back else low
            yield start + _enumerator(item.text[start:high]), _list_end(item.text, high)


def _formal(text: str) -> int:
    """Where a decision stands below a line of its own: what is before it only leads up to it. Else -1."""
    lines = [(low, text[low:high]) for low, high in _paragraphs(text)]
    return next((low for low, line in lines if HEAD.fullmatch(line) or OPENER.fullmatch(line)), -1)


def _enumerator(sentence: str) -> int:
    """Length of a list number before a sentence: "b) "."""
    match = re.match(r"(?:[a-zåäö]|\d{1,2})\)\s+", sentence)
    return match.end() if match else 0


def _list_end(text: str, end: int) -> int:
    """Where the list ends that a sentence ending in a colon announces; what "följande" holds is taken."""
    begin = text.rfind("\n", 0, end) + 1
    if re.search(r"\bföljande (?:\w+ )?\w+: [A-ZÅÄÖ”\"]", text[begin:end]):
        return text.index("\n", end) if "\n" in text[end:] else len(text)
    absent = _ABSENT.match(text, end)
    if absent:
        return absent.end()
    parts = text[end:].split("\n")
    if not text[:end].endswith(":") or parts[0]:
        return end
    for part in parts[1:]:
        if not _is_listed(part):
            break
        end += 1 + len(part)
    return end
