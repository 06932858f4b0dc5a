"""How a decision shows itself by marks before it and lines above it."""

from __future__ import annotations

import re

ENDS = (  # how the definite form of a deciding body ends
    "nätverket|nämnden|styrelsen|utskottet?|rådet|mötet|stämman|gruppen|kommittén|fullmäktige"
    "|direktionen|beredningen"
    "|föreningen|ledningen|cheferna|forumet|presidiet|delegationen|samrådet"
)
AUTHORITIES = (
    r"(?!(?i:(?:social|läns|jordbruks)styrelsen|lagrådet|vetenskapsrådet|europarådet)\b)"  # no bodies
)
_BODY = (  # a deciding body in the definite form, with what may stand before and after it
    r"(?:[A-ZÅÄÖ][\w/-]*(?:(?:\s|-\s|\soch\s)[\w/-]+){0,4}?\s)?"
    rf"{AUTHORITIES}(?i:[\w-]*(?:{ENDS}))(?:/[A-ZÅÄÖ]+| [A-ZÅÄÖ]{{2,}}| för [a-zåäö]+(?: [\w]+){{0,3}}?)?"
)
_DECIDES = r"(?:beslutar|beslutade|beslöt|har beslutat)"
_WHO = r"(?P<who>[^\s:.;][^:.;]{1,60})"
# Marks before a decision, with a sample each; group "who": whom the mark itself names.
MARKS: tuple[tuple[str, str], ...] = (
    (r"(?i:be ?slut)(?: \d{1,2}| i ärendet)?\s?:\s*", "Beslut: Nätverket godkänner planen."),
    (r"(?i:beslut)(?:\.|\s[–—-])\s+(?=(?:att|[A-ZÅÄÖ])[^\n]{10,}\.)", "Beslut – Nätverket godkänner planen."),
    (r"(?i:ställningstagande|beslutspunkt)\s?:\s*", "Ställningstagande: Nätverket ställer sig bakom."),
    (r"(?i:decisions?|resolution|resolved)\s?:\s*", "Decision: Mötet antar planen."),
    (r"[A-ZÅÄÖ][\wåäö -]{2,50}s (?i:beslut)\s?:\s*", "Socialnämndens beslut: Rapporten godkänns."),
    (
        r"(?i:be ?slut)\s?(?:/|och|&|samt)\s?(?i:åtgärd(?:er)?|uppdrag|uppföljning)\s?:\s*",
        "Beslut/åtgärd: Ada skriver.",
    ),
    (r"(?i:slutsats(?:er|en)?)\s?:\s*", "Slutsats: Nätverket ställer sig bakom planen."),
    (r"(?i:överenskommet|överenskoms|konsensus|agreed)\s?:\s*", "Överenskommet: Målet ligger fast."),
    (r"(?i:åtgärd(?:er)?|att göra|action)\s?:\s*", "Åtgärd: Ada Ek skickar ett utkast."),
    (rf"(?i:uppdrag) till {_WHO}\s?:\s*", "Uppdrag till Ada Ek: ordna lokal."),
)
# A mark that a mere finding may stand behind as well.
CONCLUSION = re.compile(r"(?i)slutsats")
# What stands behind a mark when nothing was decided.
NOTHING = re.compile(
    r"(?i)(?:inget|inga)(?: \w+){0,2} beslut\b[^.\n]*\.?|ingen åtgärd\b[^.\n]*\.?|nej\.?|inget\.?|\W*"
)
# A line of its own that puts a decision below it.
HEADS: tuple[tuple[str, str], ...] = (
    (
        (
            r"(?i:be ?slut(?: och (?:uppdrag|åtgärder))?|ställningstaganden?|decisions?|beslutspunkt"
            r"|beslutssats(?:er)?|slutsatser?)\s?[:.]?"
        ),
        "Beslut",
    ),
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
# A line of its own that puts a proposal below it, which is the decision where the item has no other.
FORWARDS = re.compile(  # "Arbetsutskottets förslag till kommunstyrelsen"
    r"[A-ZÅÄÖ][\wåäö -]*(?:nämnd|styrelse|utskott|beredning)(?:en|et|n)?s förslag till (?:beslut i )?"
    r"[\w-]*(?:styrelsen?|nämnden?|direktionen?)\s?[:.]?"
)
# A line of its own that opens the sentence which the list below it ends.
OPENERS: tuple[tuple[str, str], ...] = (
    (rf"{_BODY} {_DECIDES}(?: (?:följande|enhälligt|för egen del|att))*\s?[:.]?", "Nämnden beslutar att"),
    (r"(?i:det )?(?i:beslutades|beslutas|beslöts|bestämdes)(?: att)?\s?:?", "Beslutades att"),
    (
        (
            rf"(?P<proposer>(?!Valberedning|Revis){_BODY}) (?:föreslår|rekommenderar|hemställer)"
            rf"(?: (?:[\w-]*(?:{ENDS}|regionen|förbundet)|besluta|att|följande|därför|enhälligt))*\s?:?"
        ),
        "Arbetsutskottet föreslår direktionen",
    ),
)
MARK = re.compile("|".join(pattern for pattern, _ in MARKS))
HEAD = re.compile("|".join(f"(?:{pattern})" for pattern, _ in HEADS))
OPENER = re.compile("|".join(f"(?:{pattern})" for pattern, _ in OPENERS))
OPENS = re.compile(
    rf"(?:{_BODY} (?:enhälligt )?(?:beslutar|beslutade|beslöt)|(?:Det )?(?i:beslutades|beslöts|bestämdes))\b"
    r"(?! (?:den|i|vid|under) )"
)
BODY_DECIDES = re.compile(rf"(?<![\w-])(?P<body>{_BODY}) {_DECIDES}\b")  # "Kommunstyrelsen beslutar"

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
TELLS = re.compile(r"(?i)(?:bakgrund|sammanfattning|ärende|beskrivning|inlägg|dagens)")  # it only tells
# What a paragraph says that still belongs to the decision before it.
BELONGS = re.compile(
    r"(?i)\bbeslut(?:et|en|ar|ade)?\b|ställ\w* sig (?:inte )?bakom|\bförslaget\b|undantag|förutsättning"
    r"|\bvillkor"
    r"|\buppdra|\bjusteras omedelbart|omedelbart justerad|deltar (?:inte|ej) i"
)
CONTINUES = re.compile(  # who does what next, and when it is reported
    r"(?:\S+ ){1,5}(?:inkommer|återkommer|uppdras|ansvarar|meddelar|sammanställer|skickar|utses|får i "
    r"uppdrag|ska (?:redovisas|återredovisas|återrapporteras|följas upp|utvärderas|vara klart?))\b"
)
# Lines below a decision that say who is to act and by when; group "value".
RESPONSIBLE = re.compile(r"(?i:ansvarig(?:a)?|ansvar|vem)\s?:\s*(?P<value>\S.*)")
DEADLINE = re.compile(
    r"(?i:klart?|klart? senast|senast|tidsplan|deadline|sluttid|när|färdigt?(?: senast)?)\s?:\s*"
    r"(?P<value>\S.*)"
)
LISTED = re.compile(r"(?:att|samt|dels)\s")
