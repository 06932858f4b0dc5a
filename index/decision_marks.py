"""How a decision shows itself: marks before it, lines above it, and the verbs of running text."""

from __future__ import annotations

import re

_ENDS = (
    "nätverket|nämnden|styrelsen|utskottet?|rådet|mötet|stämman|gruppen|kommittén|fullmäktige"
    "|direktionen|beredningen"
    "|föreningen|ledningen|cheferna|forumet|presidiet|delegationen|samrådet"
)
_BODY = (  # a deciding body in the definite form, with what may stand before and after it
    r"(?:[A-ZÅÄÖ][\w/-]*(?:(?:\s|-\s|\soch\s)[\w/-]+){0,4}?\s)?"
    rf"(?i:[\w-]*(?:{_ENDS}))(?:/[A-ZÅÄÖ]+| [A-ZÅÄÖ]{{2,}}| för [a-zåäö]+(?: [\w]+){{0,3}}?)?"
)
_DECIDES = r"(?:beslutar|beslutade|beslöt|har beslutat)"
# Marks before a decision, with a sample each.
MARKS: tuple[tuple[str, str], ...] = (
    (r"(?i:be ?slut)(?: \d{1,2}| i ärendet)?\s?:\s*", "Beslut: Nätverket godkänner planen."),
    (r"(?i:ställningstagande|beslutspunkt)\s?:\s*", "Ställningstagande: Nätverket ställer sig bakom."),
    (r"(?i:decisions?|resolution|resolved)\s?:\s*", "Decision: Mötet antar planen."),
    (r"[A-ZÅÄÖ][\wåäö -]{2,50}s (?i:beslut)\s?:\s*", "Socialnämndens beslut: Rapporten godkänns."),
)
# A line of its own that puts a decision below it.
HEADS: tuple[tuple[str, str], ...] = (
    (r"(?i:be ?slut|ställningstaganden?|decisions?|beslutspunkt|beslutssats(?:er)?)\s?[:.]?", "Beslut"),
    (r"[A-ZÅÄÖ][\wåäö -]{2,60}s (?i:beslut|ställningstagande)\s?[:.]?", "Socialnämndens beslut"),
    (
        (
            r"(?i:[\w -]*(?:nämnd|styrelse|utskott)(?:en|et)?s) förslag till (?:beslut i )?(?:kommun|region"
            r"|förbunds)?fullmäktige"
            r"\s?[:.]?"
        ),
        "Socialnämndens förslag till kommunfullmäktige",
    ),
)
# A line of its own that opens the sentence which the list below it ends.
OPENERS: tuple[tuple[str, str], ...] = (
    (rf"{_BODY} {_DECIDES}(?: (?:följande|enhälligt|för egen del|att))*\s?[:.]?", "Nämnden beslutar att"),
    (r"(?i:det )?(?i:beslutades|beslutas)(?: att)?\s?:?", "Beslutades att"),
)
MARK = re.compile("|".join(pattern for pattern, _ in MARKS))
HEAD = re.compile("|".join(f"(?:{pattern})" for pattern, _ in HEADS))
OPENER = re.compile("|".join(f"(?:{pattern})" for pattern, _ in OPENERS))
OPENS = re.compile(
    rf"(?:{_BODY} (?:enhälligt )?(?:beslutar|beslutade|beslöt)|Beslutades)\b(?! (?:den|i|vid|under) )"
)

# A section whose text is not the meeting's decision, by its heading.
ASIDE = re.compile(
    r"(?i)(?:förslag|[\w-]+s (?:förslag|yrkande)|tidigare beslut|[\w-]*yrkand|bakgrund|sammanfattning"
    r"|beslutsunderlag"
    r"|beslutsgång|proposition|omröstning|votering|reservation|protokollsanteckning|särskil|motivering"
    r"|handlingar"
    r"|inlägg|ärende|beskrivning|jäv|deltar|dagens|yttrande)"
)
PROPOSAL = re.compile(  # the same, and a body that decides below it does not count either
    r"(?i)(?:förslag|[\w-]+s (?:förslag|yrkande)|tidigare beslut|[\w-]*yrkand|reservation"
    r"|protokollsanteckning|särskil)"
)
# What a paragraph says that still belongs to the decision before it.
BELONGS = re.compile(
    r"(?i)\bbeslut(?:et|en|ar|ade)?\b|ställ\w* sig (?:inte )?bakom|\bförslaget\b|undantag|förutsättning"
    r"|\bvillkor"
    r"|\buppdra|\bjusteras omedelbart|omedelbart justerad|deltar (?:inte|ej) i"
)
CONTINUES = re.compile(  # who does what next
    r"(?:\S+ ){1,5}(?:inkommer|återkommer|uppdras|ansvarar|meddelar|sammanställer|skickar|utses|får i "
    r"uppdrag)\b"
)
LISTED = re.compile(r"(?:att|samt|dels)\s")

_SUBJECT = rf"(?i:(?<![\w-])(?:[\w-]*(?:{_ENDS})|vi))(?:/[A-ZÅÄÖ]+| [A-ZÅÄÖ]{{2,5}})?"
_VERB = (
    r"(?:beslutar|beslutade|beslöt|enas|enades|godkänner|godkände|fastställer|fastställde|antar|antog"
    r"|avslår|avslog"
    r"|bordlägger|bordlade|utser|utsåg|väljer|valde|bifaller|biföll|uppdrar|uppdrog|tillstyrker"
    r"|avstyrker|förordar"
    r"|noterar|noterade|tackar för informationen|bekräftar)"
)
_GIVES = r"(?:ger|gav)(?: \S+){1,4} i uppdrag"
_BACKS = r"ställ(?:er|de) sig"
# Clauses that decide: subject and verb in either order, or a passive.
_ACTIVE = (
    re.compile(
        rf"{_SUBJECT}(?: (?:enhälligt|därför|därmed|även|också|således|sedan))? (?P<verb>{_VERB}|{_GIVES})\b"
    ),
    re.compile(rf"{_SUBJECT}(?: \w+)? (?P<verb>{_BACKS})(?: \w+){{0,2}} bakom\b"),
    re.compile(rf"(?<!\w)(?P<verb>{_VERB}) {_SUBJECT}\b"),
    re.compile(rf"(?<!\w)(?P<verb>{_BACKS}) {_SUBJECT}(?: \w+){{0,2}} bakom\b"),
)
_PASSIVE = re.compile(
    r"(?<!\w)(?P<verb>uppdras|uppdrogs|utses|utsågs|valdes|väljs|omvaldes|omväljs|bordläggs|bordlades"
    r"|remitteras"
    r"|återremitteras|avslås|avslogs|bifalls|bifölls|godkänns|godkändes|fastställs|fastställdes|antas"
    r"|antogs|beslutas"
    r"|beslutades|läggs till handlingarna|lades till handlingarna|utgår från dagordningen|utgår och flyttas"
    r"|får (?:därför |även )?i uppdrag|fick i uppdrag|åtar sig att|tar på sig att|tar med (?:sig )?detta)\b"
)
_RETURNS = re.compile(
    r"^(?:\S+ ){0,8}?(?P<verb>återkommer|tas upp igen)(?: (?:med|till|i|vid|på|under|senare|nästa|inom"
    r"|om|när|för)\b|\.|$)"
)
_NEAR = re.compile(  # just before the verb: not decided here, or not yet
    r"(?i)\b(?:ska|skall|skulle|kan|kunna|kunde|bör|får|måste|behöver|vill|önskar|att|inte|har|hade|hos"
    r"|som|kommer)"
    r"(?:\s\w+){0,1}\s$"
)
_PROPOSED = re.compile(r"(?i)\b(?:ska|skall|skulle|kan|bör|får|måste|vill|att|inte|har|hade|som) $")
_ELSEWHERE = re.compile(
    r"(?i)\b(?:tidigare|i fjol|förra|förväntas|planera[st]?|föreslår|föreslås|föreslog|yrkar|yrkade"
    r"|begär|frågar|undrar"
    r"|önskemål|anser att|finner att|svarar att|menar att|uppger att|berättar att|informerar om att"
    r"|redogör|om att"
    r"|innan|ifall|avvaktan|inför att|vid (?:mötet|sammanträdet|årsmötet) (?:i|den)|rapporterar)\b"
)
_DATED = re.compile(r"(?i)^\S* ?(?:\w+ )?(?:den \d|\d{4}-\d\d|i (?:januari|februari|mars|april|maj|juni"
                    r"|juli|augusti|september"
                    r"|oktober|november|december))|^\S* ?(?:den )?\d{1,2}/\d")  # fmt: skip


def decides(sentence: str) -> bool:
    """Whether a sentence of running text takes a decision here and now; reports and plans do not."""
    if sentence.endswith("?") or re.match(r"(?i)ing(?:et|a) beslut\b", sentence):
        return False
    active = [match for pattern in _ACTIVE for match in pattern.finditer(sentence)]
    if any(_here(sentence, match, _PROPOSED) for match in active):
        return True
    if any(_here(sentence, match, _NEAR) for match in _PASSIVE.finditer(sentence)):
        return True
    returns = _RETURNS.search(sentence)
    return returns is not None and sentence[0].isupper() and _here(sentence, returns, _NEAR)


def _here(sentence: str, match: re.Match[str], near: re.Pattern[str]) -> bool:
    start, end = match.span("verb")
    if re.search(r"(?i)\b(?:som|hur|om) $", sentence[: match.start()]):
        return False
    if near.search(sentence[:start]) or _ELSEWHERE.search(sentence[:start]):
        return False
    verb = match.group("verb")
    if re.match(r"beslut|antog|gav|utsåg|valde|god|fast|fick", verb) and _DATED.match(
        sentence[end:].lstrip()
    ):
        return False
    return not (verb in {"beslutade", "antas"} and not _followed(sentence[end:], verb))


def _followed(rest: str, verb: str) -> bool:
    """Whether what follows makes ``verb`` a verb: "beslutade att", no "beslutade medel"."""
    if verb == "antas":  # "antas" is also "is presumed"
        return not re.match(r"\s(?:att|vara|bli|ha|komma|öka|minska)\b", rest)
    return (
        re.match(
            r"\s(?:att|om|enligt|sig|i enlighet|enhälligt|också|även|därför|[\w-]*(?:en|et)\b att)|[.,:]",
            rest,
        )
        is not None
    )
