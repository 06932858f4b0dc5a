"""Who holds an office: a question for its holder is answered where a name stands by the office.

"Vad heter projektledaren?" is not answered by a sentence about the project that names somebody; nor is
"Vem valdes till ny kassör?" by one that names the old.
"""

from __future__ import annotations

import re

_OFFICE = re.compile(
    r"(?:chef|ledare|ordförande|sekreterare|inspektör|strateg|samordnare|koordinator|direktör|utredare"
    r"|konsulent|konsult|läkare|sköterska|forskare|rådgivare|handläggare|ekonom|controller|jurist|advokat"
    r"|rektor|lärare|pedagog|kurator|psykolog|terapeut|logoped|apotekare|planerare|utvecklare|kassör|revisor"
    r"|ombud|representant|kontaktperson|vikarie|arkitekt|ingenjör|kanslist|tolk|vaktmästare|sammankallande"
    r"|justerare|notarie|ledamot|suppleant|doktorand|föreläsare|talare|moderator|handledare)(?:e?n|s|ens"
    r"|or|er|erna|orna|na)?$"
)
_HOLDER = re.compile(
    r"(?i)\b(?:vad heter|namn(?:et)?(?: på)?|vilken(?= \w+ är det)|vem (?:är|var|(?:ska )?bli[rv]?|blev"
    r"|valdes|väljs|utsågs|utses"
    r"|anställ\w+|rekryter\w+|tillträd\w+|tillsatt\w*|nominera\w*|tog över|tar över))"
    r"(?P<rest>(?: [\w./-]+){1,6})"
)
_KEYWORD = re.compile(  # "ordförande branschråd", no question in words
    r"(?i)(?!.*\?)(?!.*\b(?:vad|vem|vilk\w+|hur|när|var|varför|är|har|ska|blev|fick)\b)"
    r"(ordförande|ordf|sekreterare|projektledare) [\w -]+$"
)
_CHANGES = re.compile(
    r"(?i)\b(?:nya?|nye|bli[rv]?|blev|valdes|väljs|utsågs|utses|anställ\w+|rekryter\w+|tillträd\w+"
    r"|tillsatt\w*"
    r"|tog över|tar över)\b"
)
_CHOSEN = re.compile(
    r"(?i)\b(?:vald\w*|väljs?|väljer|valt\w*|utses|utsågs|utsåg|utsett?s?|utsedd\w*|anställ\w+|rekryterat?s?"
    r"|tillträ\w+|tillsatt\w*|efterträ\w+|(?:ta[rg]?|tog|tagit)\b.{0,30}\böver|övertar|övertog|bli[rv]?|blev"
    r"|blivit|nya?|nye|börja\w*|förordna\w*|tf\b|t\.f\.|tillförordnad\w*"
    r"|vikariera\w*|ersätter|ersatte|välkomna\w*)"
)
_BODY = re.compile(
    r"(?i)(?:råd|grupp|nätverk|nämnd|styrelse|utskott|förbund|förening|organ|kommitté|fullmäktige)(?:en?|et|n)?$"
)
_ALIKE = {
    "ordförande": "ordf",
    "sekreterare": "sekr|vid pennan|antecknat|protokoll|skriver",
    "justerare": "just",
    "ledare": r"leds av|leder",
    "chef": r"tf|chef för",
    "vikarie": "vikarierar|ersätt",
}
"""Other ways to say an office, by its last part."""


def office_asked(question: str) -> str:
    """The word for the office whose holder a question asks for, lower-cased; "" for none."""
    keyword = _KEYWORD.match(question)
    if keyword and _OFFICE.search(keyword[1].lower()):
        return keyword[1].lower()
    asks = _HOLDER.search(question)
    office = (
        re.split(r"(?i)\b(?:som|hos|på|i|för|från|om|av|vid)\b", asks["rest"], maxsplit=1)[0] if asks else ""
    )
    words = re.findall(r"[\w-]+", office.lower())
    return next((word for word in words if _OFFICE.search(word)), "")


def body_of_office(question: str, office: str) -> str:
    """Of what somebody holds the office: "branschrådet" in "ordförande i branschrådet"; "" for none."""
    found = re.search(rf"\b(?i:{re.escape(office)}) (?:i|för|på|hos) (?:[a-zåäö]+s )?([\w-]+)", question)
    return found[1] if found and (found[1][0].isupper() or _BODY.search(found[1])) else ""


def asks_for_change(question: str) -> bool:
    """Whether the one who comes into an office is asked for, not the one who holds it."""
    return bool(_CHANGES.search(question))


def tells_change(text: str) -> bool:
    """Whether a text says that somebody is chosen, hired or takes over."""
    return bool(_CHOSEN.search(text))


def otherwise_said(office: str, text: str) -> bool:
    """Whether a text says the office in another way: "ordf", "leds av"."""
    return any(
        re.search(rf"(?i)\b(?:{words})\b", text) for head, words in _ALIKE.items() if re.search(head, office)
    )
