"""The decisions of an agenda item: marked ones first, then those taken in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.decision_kinds import assignee, conditions, due, kind_of
from index.marks import ATTACHMENT, BULLET, LINK, NUMBERED, SIGNATURE
from index.sentences import sentences
from index.subheadings import is_part_label
from index.types import AgendaItem, Decision

_BODY = (  # a deciding body in the definite form, with what may stand before it
    r"(?:[A-ZÅÄÖ][\w/-]*(?:(?:\s|-\s|\soch\s)[\w/-]+){0,4}?\s)?"
    r"[\wåäö-]*(?:nätverket|nämnden|styrelsen|utskottet?|rådet|mötet|stämman|gruppen|kommittén|fullmäktige|direktionen"
    r"|beredningen|föreningen|ledningen|cheferna)(?:/[A-ZÅÄÖ]+| [A-ZÅÄÖ]{2,})?"
)
_DECIDES = r"(?:beslutar|beslutade|beslöt|beslutat|beslutas|beslutades)"
# Marks before a decision, with a sample each. ``(?i:...)`` where case does not matter.
MARKS: tuple[tuple[str, str], ...] = (
    (r"(?i:be ?slut)(?: \d{1,2}| i ärendet)?\s?:\s*", "Beslut: Nätverket godkänner planen."),
    (r"(?i:ställningstagande)\s?:\s*", "Ställningstagande: Nätverket ställer sig bakom förslaget."),
    (r"(?i:decisions?|resolution|resolved)\s?:\s*", "Decision: Mötet antar planen."),
    (r"[A-ZÅÄÖ][\wåäö -]{2,50}s (?i:beslut)\s?:\s*", "Socialnämndens beslut: Rapporten godkänns."),
    (r"(?i:be ?slut(?:et)? blev|beslutades) (?=att\b)", "Beslutades att sälja båten."),
)
# A line of its own that puts a decision below it.
HEADS: tuple[tuple[str, str], ...] = (
    (r"(?i:be ?slut|ställningstagande|decisions?|beslutspunkt)\s?[:.]?", "Beslut"),
    (r"[A-ZÅÄÖ][\wåäö -]{2,60}s (?:beslut|ställningstagande)\s?[:.]?", "Socialnämndens beslut"),
    (rf"{_BODY} {_DECIDES}(?: (?:följande|enhälligt|för egen del|att))*\s?[:.]?", "Nämnden beslutar att"),
)
_MARK = re.compile("|".join(pattern for pattern, _ in MARKS))
_HEAD = re.compile("|".join(f"(?:{pattern})" for pattern, _ in HEADS))
_OPENS = re.compile(rf"(?:Mötet|{_BODY}) (?:enhälligt )?(?:beslutar|beslutade|beslöt)\b")
_PROPOSAL = re.compile(
    r"(?i)(?:förslag|(?:arbetsutskottets|ordförandens|förvaltningens|styrelsens|\w+s) förslag|tidigare beslut|yrkand"
    r"|bakgrund|sammanfattning|ärende|beslutsunderlag|beslutsgång|propositions|omröstning|votering|reservation"
    r"|protokollsanteckning|särskilt yttrande|motivering|diskussion|information|handlingar|inlägg)"
)
_BELONGS = re.compile(
    r"(?i)\bbeslut(?:et|en|ar|ade)?\b|ställ\w* sig (?:inte )?bakom|\bförslaget\b|undantag|förutsättning|\bvillkor"
    r"|\buppdra|\bjusteras omedelbart|omedelbart justerad"
)
_CONTINUES = re.compile(  # the decision goes on: who does what next
    r"(?:\S+ ){1,5}(?:inkommer|återkommer|uppdras|ansvarar|meddelar|sammanställer|skickar|utses|får i uppdrag)\b"
)
_LISTED = re.compile(r"(?:att|samt|dels)\s")

# Running text that decides: present or past of the meeting itself.
_UNMARKED = re.compile(
    r"(?:beslutar|beslutade|beslöt|enas|enades|ställer sig(?: \w+){0,2} (?:inte )?bakom|godkänner|godkände|fastställer"
    r"|fastställde|antar|antog|avslår|avslog|bordlägger|bordlade|utser|utsåg|väljer|valde|bifaller|biföll"
    r"|(?:ger|gav|ges|gavs|får|fick|fått)(?: \w+){0,3} i uppdrag|uppdrar|uppdrog|tillstyrker|avstyrker)\b"
)
_PASSIVE = re.compile(
    r"\b(?:uppdras|uppdrogs|utses|utsågs|valdes|väljs|omvaldes|omväljs|bordläggs|bordlades|remitteras|återremitteras|avslås"
    r"|avslogs|bifalls|bifölls|godkänns|godkändes|fastställs|fastställdes|antas|antogs|(?:beslutas|beslutades)"
    r"|läggs till handlingarna|lades till handlingarna|utgår från dagordningen|utgår och flyttas)\b"
)
_FOLLOW_UP = re.compile(r"\b(?:återkommer|återupptas|tas upp igen|tar med (?:sig )?detta|flyttas till)\b")
_SUBJECT = re.compile(
    r"(?i)\b(?:[\wåäö-]*(?:nätverket|nämnden|styrelsen|utskottet|rådet|mötet|stämman|kommittén|fullmäktige|direktionen"
    r"|beredningen|föreningen|cheferna)|vi)\b"
)
_HISTORY = re.compile(
    r"(?i)\b(?:har|hade|tidigare|sedan tidigare|redan|i fjol|förra|ska|skall|skulle|kommer att|förväntas|planera[st]?"
    r"|planerat|föreslår|föreslås|föreslog|yrkar|yrkade|inför|ifall|om det|kan|kunna|bör|behöver|behövs|måste|vill"
    r"|önskar|innan|när|hur|ordföranden? beslutar om|möjlighet att|varefter|begär|frågar|undrar)\b"
)


def find_decisions(item: AgendaItem) -> tuple[Decision, ...]:
    """The item's decisions in text order, each with its exact stretch of ``item.text``.

    A mark is "Beslut:" and its like, a line "Beslut" above, or a paragraph that opens with the
    body deciding. Proposals, motions and earlier decisions are none. The head has none.
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
    text = item.text[start:end]
    return Decision(
        decision_id=f"{item.item_id}-d{n:02d}",
        item_id=item.item_id,
        text=text,
        start=start,
        end=end,
        kind=kind_of(text),
        conditions=conditions(text),
        marked=marked,
        assignee=assignee(text),
        due=due(text),
    )


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
    proposal = False
    done = 0
    for at, (low, high) in enumerate(paragraphs):
        part = text[low:high]
        headed = _HEAD.fullmatch(part) is not None
        if headed:
            proposal = False
        elif low in stops or is_part_label(part):
            proposal = _PROPOSAL.match(part) is not None
        if low < done or (at == 0 and item.number and not _MARK.match(part)):
            continue
        if headed:
            done = yield from _below(text, paragraphs, at, stops)
            continue
        for start, opens in _starts(part, proposal):
            end = _end(text, paragraphs, at, stops, low + start, opens)
            yield low + start, end
            done = max(done, end)


def _starts(part: str, proposal: bool) -> list[tuple[int, bool]]:
    """Offsets in a paragraph where a marked decision begins, its mark left out."""
    found = []
    for at, (low, high) in enumerate(sentences(part)):
        mark = _MARK.match(part, low)
        if mark and mark.end() < len(part):
            found.append((mark.end(), False))
        elif (
            at == 0
            and not proposal
            and _OPENS.match(part[low:high])
            and not _HISTORY.search(_until_att(part))
        ):
            found.append((low, True))
    return found


def _until_att(text: str) -> str:
    return re.split(r"\batt\b|:", text, maxsplit=1)[0]


def _stops_at(text: str, low: int, high: int, stops: set[int]) -> bool:
    part = text[low:high]
    return (
        low in stops
        or is_part_label(part)
        or SIGNATURE.match(part) is not None
        or LINK.match(part) is not None
        or ATTACHMENT.search(part) is not None
        or _HEAD.fullmatch(part) is not None
    )


def _end(
    text: str, paragraphs: list[tuple[int, int]], at: int, stops: set[int], start: int, opens: bool
) -> int:
    """Where the decision that begins at ``start`` in paragraph ``at`` ends."""
    part_end = paragraphs[at][1]
    inner = [s for s, _ in _starts(text[start:part_end], True) if s > 0]
    if inner:
        cut = text.rfind(" ", start, start + inner[0])
        mark = max((m.start() for m in _MARK.finditer(text, start, start + inner[0])), default=cut)
        return start + len(text[start:mark].rstrip())
    end = part_end
    for low, high in paragraphs[at + 1 :]:
        part = text[low:high]
        if _stops_at(text, low, high, stops) or _starts(part, False):
            break
        before = text[start:end]
        listed = BULLET.match(part) or NUMBERED.match(part) or _LISTED.match(part)
        last = before.rsplit("\n", 1)[-1]
        in_list = (
            last.rstrip().endswith((":", " att"))
            or BULLET.match(last)
            or NUMBERED.match(last)
            or _LISTED.match(last)
        )
        belongs = (_BELONGS.search(part) or _CONTINUES.match(part)) and len(part.split()) <= 60 and not opens
        if not (listed and in_list) and not belongs:
            break
        end = high
    return end


def _below(text: str, paragraphs: list[tuple[int, int]], at: int, stops: set[int]):  # type: ignore[no-untyped-def]
    """The decision under a line of its own; a following heading ends it, else its own end."""
    rest = paragraphs[at + 1 :]
    if not rest:
        return paragraphs[at][1]
    begin = rest[0][0]
    until = next((n for n, (low, high) in enumerate(rest) if _stops_at(text, low, high, stops)), None)
    if until == 0:
        return begin
    if until is not None:
        end = rest[until - 1][1]
    else:
        end = _end(text, paragraphs, at + 1, stops, begin, False)
    yield begin, end
    return end


def _unmarked(item: AgendaItem, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches of the sentences that decide without a mark."""
    title_end = item.text.find("\n")
    proposal_from = [
        (offset, bool(_PROPOSAL.match(text) and not re.match("(?i)information|diskussion|bakgrund", text)))
        for offset, text in item.headings
    ]
    for low, high in sentences(item.text):
        if low < title_end and item.number:
            continue
        if any(start < high and low < end for start, end in taken):
            continue
        if next((flag for offset, flag in reversed(proposal_from) if offset <= low), False):
            continue
        if _decides(item.text[low:high]):
            yield low, high


def _decides(sentence: str) -> bool:
    for clause in re.split(r"[;,]\s|\s(?=vilket\b)", sentence):
        if _HISTORY.search(_until_att(clause)):
            continue
        if _PASSIVE.search(clause) or (_FOLLOW_UP.search(clause) and len(sentence.split()) <= 30):
            return True
        verb = _UNMARKED.search(clause)
        if verb and _SUBJECT.search(clause):
            return True
    return False
