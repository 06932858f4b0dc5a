"""The verbs by which running text takes a decision here and now, and what makes them mere report."""

from __future__ import annotations

import re

from index.decision_marks import AUTHORITIES, ENDS

_SUBJECT = (  # the body that decides, or "vi", or a usual acronym of a committee
    rf"(?:(?i:(?<![\w-]){AUTHORITIES}(?:[\w-]*(?:{ENDS})|[\w-]+(?:forum|råd|nätverk)|vi))"
    r"|(?<!\w)(?:[A-ZÅÄÖ]{0,3}AU|KS|KF)(?=\s))(?:/[A-ZÅÄÖ]+| [A-ZÅÄÖ]{2,5})?"
)
_ADVERB = (
    r"(?: (?:enhälligt|därför|därmed|därefter|även|också|således|sedan|slutligen|alltså|till slut|nu|dock))?"
)
_VERB = (
    r"(?:beslutar|beslutade|beslöt|beslutat|bestämmer|bestämde|godkänner|godkände|fastställer"
    r"|fastställde|antar|antog|avslår|avslog|bordlägger|bordlade|utser|utsåg|väljer|valde|bifaller"
    r"|biföll|uppdrar|uppdrog|tillstyrker|tillstyrkte|avstyrker|avstyrkte|förordar|förordade|noterar"
    r"|noterade|tackar för informationen|bekräftar|rekommenderar|rekommenderade|återremitterar"
    r"|återremitterade|beviljar|beviljade|avböjer|avböjde|avvisar|avvisade|accepterar|accepterade"
    r"|delegerar|delegerade|avstår (?:\w+ )?från|avstod från|går inte vidare med"
    r"|tackar (?:ja|nej) till|tackade (?:ja|nej) till|sade (?:ja|nej) till|säger (?:ja|nej) till"
    r"|hemställer|överlämnar (?:ärendet|frågan)|har inget att erinra|lämnar inget yttrande"
    r"|avvaktar med (?:beslut|ställningstagande)"
    r"|(?:tar|tog|fattar|fattade) (?:ett )?beslut(?:et)? (?:om )?att|röstade (?:ja|nej)|röstade för)"
)
_AGREE = (  # "enades om att": what follows must be something to be done
    r"(?:enas|enades|enats|är enigt?|är eniga|var enigt?|var eniga|kommer överens|kom överens|är överens"
    r"|var överens|är ense|var ense|enade sig)"
)
_GIVES = r"(?:ger|gav)(?: \S+){1,4} (?:i uppdrag|fullmakt|mandat)"
_BACKS = r"ställ(?:er|de) sig"
_OTHERS = (  # to whom a body addresses itself
    r"(?:(?:[a-zåäö-]+ ){0,2}[\w-]*(?:styrelsen?|nämnden|nämnderna|utskottet|direktionen|fullmäktige"
    r"|förbundet|regionen|regeringen|förvaltningen|årsmötet|stämman|kommunen|kommunerna|medlemskommunerna))"
)
# Clauses that decide, subject and verb in either order; group "verb"; with a sample.
ACTIVE: tuple[tuple[str, str], ...] = (
    (rf"{_SUBJECT}{_ADVERB} (?P<verb>{_VERB}|{_GIVES})(?!\w)", "Styrelsen antar planen."),
    (rf"{_SUBJECT}(?: \w+){{0,3}}? (?P<verb>{_BACKS})(?: \w+){{0,3}} bakom\b", "Rådet ställer sig bakom"),
    (rf"(?<!\w)(?P<verb>{_VERB}) {_SUBJECT}\b", "Då avslår nämnden motionen."),
    (rf"(?<!\w)(?P<verb>{_BACKS}) {_SUBJECT}(?: \w+){{0,2}} bakom\b", "Ändå ställer sig rådet bakom"),
    (rf"(?<!\w)(?P<verb>avstår) {_SUBJECT} från\b", "Därför avstår nätverket från ett yttrande."),
    (rf"{_SUBJECT}{_ADVERB} (?P<verb>uppmanar|uppmanade) {_OTHERS}", "Rådet uppmanar nämnden att behålla"),
    (
        rf"{_SUBJECT}(?: \w+){{1,8}} och (?P<verb>{_AGREE}|{_VERB}|{_BACKS} bakom)(?!\w)",
        "Rådet tackar Ada och antar planen.",
    ),
)
_ANYONE = rf"(?:{_SUBJECT}|(?i:man|alla|samtliga|deltagarna|parterna|kommunerna|medlemmarna|de närvarande))"
AGREED: tuple[tuple[str, str], ...] = (
    (rf"{_ANYONE}{_ADVERB}(?: \w+){{0,4}}? (?P<verb>{_AGREE})\b", "Man enades om att börja i maj."),
    (rf"(?<!\w)(?P<verb>{_AGREE}) {_ANYONE}\b", "Till slut enades gruppen om att vänta."),
)
# Passives that decide, with a sample.
PASSIVE: tuple[tuple[str, str], ...] = (
    (r"uppdras|uppdrogs|ges i uppdrag|gavs i uppdrag", "Ada Ek uppdras att skriva."),
    (r"utses|utsågs|valdes|väljs|omvaldes|omväljs|nyvaldes", "Ada Ek utses att justera."),
    (r"bordläggs|bordlades|remitteras|återremitteras|återremitterades", "Ärendet bordläggs."),
    (r"hänskjuts|hänsköts", "Frågan hänskjuts till nästa möte."),
    (r"avslås|avslogs|avböjs|avböjdes|avvisas|avvisades|röstades ned|röstades ner", "Motionen avslås."),
    (r"bifalls|bifölls|godkänns|godkändes|fastställs|fastställdes|antas|antogs", "Planen antas."),
    (r"beviljas|beviljades|anses besvarad|anses besvarat|ansågs besvarad", "Motionen anses besvarad."),
    (r"beslutas|beslutades|beslöts|bestämdes|överenskoms", "Efter votering beslutades att båten säljs."),
    (r"(?:läggs|lades)(?: \w+){0,3} till handlingarna", "Rapporten läggs till handlingarna."),
    (r"utgår från dagordningen|utgår och flyttas", "Punkten utgår från dagordningen."),
    (r"(?:får|fick)(?: \w+)? i (?:uppdrag|uppgift)", "Ada fick i uppgift att skriva."),
    (r"åtar sig att|tar på sig att|tar med (?:sig )?detta", "Bo åtar sig att skriva."),
)
_ACTIVE = tuple(re.compile(pattern) for pattern, _ in ACTIVE)
_AGREED = tuple(re.compile(pattern) for pattern, _ in AGREED)
_PASSIVE = re.compile(rf"(?i)(?<!\w)(?P<verb>{'|'.join(pattern for pattern, _ in PASSIVE)})\b")
# How a meeting settles a matter without a deciding verb, with a sample; the whole sentence counts.
SETTLED: tuple[tuple[str, str], ...] = (
    (r"\bingen (?:hade|har) något emot\b(?! men)", "Det köps in, vilket ingen hade något emot."),
    (rf"{_SUBJECT}.{{0,60}}\b(?:hade|har) ing(?:et|enting) emot\b", "Rådet hade inget emot det."),
    (r"(?i)\bså (?:får det bli|blev det|blir det)\b|\bdet fick bli så\b", "Det köps in, och så får det bli."),
    (r"(?i)\bbeslut (?:togs|fattades)(?: om)? att\b|\bbeslutet blev att\b", "Beslut togs om att höja taxan."),
    (r"\b(?:fick|får|vann|vinner) (?:bifall|gehör)\b", "Förslaget vann bifall."),
    (
        r"^(?:[•*–-]\s*)?Inge[tn] gemensam\w* (?:yttrande|svar|remissvar|linje|ståndpunkt)\b",
        "Inget gemensamt yttrande.",
    ),
)
_SETTLED = tuple(re.compile(pattern) for pattern, _ in SETTLED)
_RETURNS = re.compile(
    r"^(?:\S+ ){0,8}?(?P<verb>återkommer|tas upp igen)"
    r"(?: (?:med|till|i|vid|på|under|senare|nästa|inom|om|när|för)\b|\.|$)"
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
_REPORTED = (  # verbs that with a date behind them tell of another day
    r"beslut|antog|gav|utsåg|valde|god|fast|fick|avslog|biföll|bordlade|uppdrog|avvisade|beviljade"
    r"|återremitterade|tackade|sade|röstade|avstyrkte|tillstyrkte|tog beslut|fattade"
)
_MATTER = re.compile(  # what was put forward and is now decided upon: "Ett förslag från Ada om att köpa ..."
    r"(?i)^(?:ett |en )?(?:förslag(?:et)?|motion(?:en)?|ansökan|frågan|begäran|medborgarförslag(?:et)?"
    r"|yrkande(?:t)?)\b[^.,]*? om (?:att\b)?"
)
_DATED = re.compile(r"(?i)^\S* ?(?:\w+ )?(?:den \d|\d{4}-\d\d|i (?:januari|februari|mars|april|maj|juni"
                    r"|juli|augusti|september"
                    r"|oktober|november|december))|^\S* ?(?:den )?\d{1,2}/\d")  # fmt: skip
_TO_BE_DONE = re.compile(  # "om en arbetsgång"; with the group "act": "om att lämna", "om att frågan ska"
    r"\s(?:\w+\s)?om (?:(?P<act>följande\b|att (?:(?:inte )?(?:[a-zåäö]{3,}a|ge|gå|se|stå|få|dra|bli|be|ta)\b"
    r"|.{0,80}?\b(?:ska|skall|bör|bjuder|tar|lämnar|upphör|gäller|skriver|avstår|betalar|fortsätter|skickar"
    r"|därmed|inte längre)\b))|(?!att\b)\w)"
)


def decides(sentence: str) -> bool:
    """Whether a sentence of running text takes a decision here and now; reports and plans do not."""
    if " " not in sentence or sentence.endswith("?") or re.match(r"(?i)ing(?:et|a) beslut\b", sentence):
        return False
    if any(pattern.search(sentence) for pattern in _SETTLED):
        return True
    if any(_agreed(sentence, match) for pattern in _AGREED for match in pattern.finditer(sentence)):
        return True
    active = [match for pattern in _ACTIVE for match in pattern.finditer(sentence)]
    if any(_here(sentence, match, _PROPOSED) for match in active):
        return True
    if any(_here(sentence, match, _NEAR) for match in _PASSIVE.finditer(sentence)):
        return True
    returns = _RETURNS.search(sentence)
    return returns is not None and sentence[0].isupper() and _here(sentence, returns, _NEAR)


def _agreed(sentence: str, match: re.Match[str]) -> bool:
    """Whether they agree on something to be done, not only in opinion."""
    object_ = _TO_BE_DONE.match(sentence, match.end())
    if object_ is None or not _here(sentence, match, _PROPOSED):
        return False
    return match.group("verb").startswith("ena") or object_.group("act") is not None


def _here(sentence: str, match: re.Match[str], near: re.Pattern[str]) -> bool:
    start, end = match.span("verb")
    if re.search(r"(?i)\b(?:som|hur|om) $", sentence[: match.start()]):
        return False
    if near.search(sentence[:start]) or _ELSEWHERE.search(_MATTER.sub("", sentence[:start])):
        return False
    verb = match.group("verb")
    if re.match(_REPORTED, verb) and _DATED.match(sentence[end:].lstrip()):
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
