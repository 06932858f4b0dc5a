"""Word tables of Swedish minutes: abbreviations, function words, verbs, calendar words."""

from __future__ import annotations

import re


def _table(text: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(text.split())


# Abbreviations that are followed by what they introduce: no sentence ends after them.
OPENING_ABBREVIATIONS = _table(
    """
    adj ang anm apr art aug avd avs b.la bil bl.a bla c:a ca d.v.s dec div doc dr dvs enl ex exkl f.d f.n
    f.r.o.m f.ö farm feb febr fr.o.m frk föreg förf g:a hr i.st.f ing inkl istf jan jfr jur kap kl kv lic
    m.a.o m.h.a m.h.t max med.dr mha mht mom motsv nov nr odont okt ordf p.g.a p.s pga pol prof prop red ref
    resp s.a s.k s:t s:ta sekr sep sept sid sign spec st stf str särsk t.ex t.f tekn tel teol tex tf tr u.a
    ung uppl v.ordf vard vv
    """
)
# Abbreviations that close a list: a sentence may end after them when a capital follows.
CLOSING_ABBREVIATIONS = _table("m.m mm m.fl mfl etc osv o.s.v o.d o.dyl e.dyl")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan", "january"),
            ("februari", "feb", "febr", "february"),
            ("mars", "mar", "march"),
            ("april", "apr"),
            ("maj", "may"),
            ("juni", "jun", "june"),
            ("juli", "jul", "july"),
            ("augusti", "aug", "august"),
            ("september", "sep", "sept"),
            ("oktober", "okt", "oct", "october"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("måndag", "mån", "monday"),
            ("tisdag", "tis", "tuesday"),
            ("onsdag", "ons", "wednesday"),
            ("torsdag", "tors", "thursday"),
            ("fredag", "fre", "friday"),
            ("lördag", "lör", "saturday"),
            ("söndag", "sön", "sunday"),
        )
    )
    for name in names
}

# Words that cannot end a line of its own: what follows belongs to them.
DANGLING = _table(
    """
    a and angående att av avseende beträffande bl.a bland blir bör ca de den denna dess dessa det detta dvs
    där då efter eftersom eller en enligt ett exkl fem flera for från fyra får för före genom gällande har
    hos hur i inför inkl inom inte kan kl kommer kring med medan mellan men mer mot måste nr ny nya nytt när
    och of om on per region  rörande s.k samt sedan sex sin sina sitt ska skall som stor stora t.ex the
    till to tre trots två under utan utifrån utom utöver vad var varje via vid vilka vilken vilket vill vår
    våra vårt with à än över
    """
)

# Finite verb forms usual  minutes: a line that holds one is prose, not a heading.
FINITE_VERBS = _table(
    """
    agreed anmälde anmäldes anmäler anmäls anordnar anordnas anser anses ansluter ansvarade ansvarar ansåg
    antar antas antog antogs använder användes används approved arbetade arbetar arbetas are arrangerar
    arrangeras avser avslog avslogs avslutade avslutades avslutar avslutas avslår avslås avstyrker avstyrkte
    avsåg bedömde bedömer bedöms befaras behövde behövdes behöver behövs bemannar bemannas bereder bereds
    beräknas berättade berättar berört beskrev beskriver beslutade beslutades beslutar beslutas beslöt
    beslöts bestod består betalar betalas betonar betonas beviljades beviljar beviljas bifaller bifalls
    biföll bjuder bjuds blev blir borde bordlades bordlägger bordläggs bygger byggs bör började börjar
    decided decides deltagit deltar deltas deltog diskuterade diskuterades diskuterar diskuteras drar drog
    efterfrågar efterfrågas enades enas ersätter ersätts fanns fastställde fastställdes fastställer
    fastställs fick finansierar finansieras finns fortsatte fortsätter framför framförde framfördes framförs
    framgick framgår framkom framkommer frågade frågar får fördes föreslog föreslogs föreslår föreslås
    förklarade förklarades förklarar förklaras förlängdes förlängs förordade förordar förs förutsätter
    förväntas gav gavs genomför genomförde genomfördes genomförs ger ges gick gjorde gjordes godkände
    godkändes godkänner godkänns gällde gäller går gör görs hade hanterades hanterar hanteras har has have
    hyr hyrs hälsade hälsar hälsas hänger håller hålls höll hölls inbjuds informerade informerar ingick
    ingår inkom inkommer inledde inleddes inleder inleds innebar innebär is jobbar kallas kan kom kommer
    konstaterade konstaterades konstaterar konstateras kostade kostar krävde kräver krävs kunde kvarstår
    köper köps köpte köptes lade lades ledde leder ligger lovade lovar lyftas lyfte lyfter lyftes lyfts
    lyser lägger läggs lämnade lämnades lämnar lämnas lät låg lånar lånas låter meddelade meddelar meddelas
    medför medger medverkade medverkar menar minskade minskar minskat mottogs måste noted noterade noterades
    noterar noteras ombeds omfattar ordnar ordnas planerades planerar planeras presenterade presenterades
    presenterar presenteras påbörjade påbörjades påbörjas pågick pågår påminde påminner påverkar
    rapporterade rapporterar rapporteras redogjorde redogör redovisade redovisades redovisar redovisas
    regleras remitteras reserverade reserverar riskerar riskeras räknar sa sade saknar saknas sammanfattar
    sammanfattas sammanställer sammanställs ser ses shall ska skall skedde sker skickades skickar skickas
    skickat skulle sköter sköts spred sprids startade startades startar startas stod ställas ställde
    ställdes ställer ställs står stöder stödjer svarade svarar säger sägs säljer säljs sänds såg söker sökte
    tackade tackar tar tas tilldelas tilldelats tillförs tillhör tillstyrker tillstyrkte tog togs tror
    tycker undrar uppdrar uppdras uppdrog uppdrogs uppgick uppgår upplyser upplyste uppmanas upprättar
    upprättas utarbetar utarbetas utgick utgår utgör utser utses utsåg utsågs valde valdes valt vann var
    verkar vet vill ville visade visar väljer väljs välkomnar välkomnas vänder was were will yrkade yrkar är
    återfinns återkom återkommer återrapporteras återremitteras ökade ökar ökat önskade önskar önskas
    öppnade öppnades öppnar öppnas
    """
)

_VERB_END = re.compile(
    r"^[a-zåäö]{3,}(?:erade|erades|erats|(?<!er)(?<!ar)(?<!or)(?<!en)(?<!d)(?<!er)as)$|^gås$"
)
TERMINATED = re.compile(r"[.!?…][\"'”’»)\]*_]*$")


def words(text: str) -> list[str]:
    """The words of ``text`` in order, as written."""
    return re.findall(r"[^\W_]+(?:[-:./’'][^\W_]+)*", text)


def has_finite_verb(text: str) -> bool:
    """Whether a usual finite verb form stands in ``text``; regular passives are known by their ends."""
    return any(word.lower() in FINITE_VERBS or _VERB_END.search(word) for word in words(text))


def starts_lower(text: str) -> bool:
    """Whether the first letter of ``text``, after quotes and brackets only, is lower case."""
    match = re.match(r"[\"'”“»(\[*_]*([^\W\d_])", text)
    return match is not None and match.group(1).islower()


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends like a sentence: terminator, and not an abbreviation that opens."""
    if not TERMINATED.search(text):
        return False
    last = text.split()[-1].rstrip("\"'”’»)]*_").rstrip(".").lower() if text.split() else ""
    return last.lstrip("(\"'”»") not in OPENING_ABBREVIATIONS


def dangles(text: str) -> bool:
    """Whether ``text`` ends in the middle of a phrase: its next line must belong to it."""
    stripped = text.rstrip("*_")
    if re.search(r"(?:[,(\[/&+–\u00ad]|\w-| -)$", stripped) or stripped.count("(") > stripped.count(")"):
        return True
    last = stripped.split()[-1].lower() if stripped.split() else ""
    return last in DANGLING or (last.endswith(".") and last.rstrip(".") in OPENING_ABBREVIATIONS)
