"""Word tables of Swedish minutes: abbreviations, function words, verbs, calendar words."""

from __future__ import annotations

import re

# Abbreviations that are followed by what they introduce: no sentence ends after them.
OPENING_ABBREVIATIONS = frozenset(
    """
    adj ang anm art avd avs bil bl.a bla b.la c:a ca d.v.s dvs div doc dr enl ex exkl f.d f.n f.ö farm fr.o.m
    f.r.o.m föreg förf frk g:a hr inkl ing i.st.f istf jfr jur kap kl kv lic max m.a.o med.dr mha m.h.a m.h.t mht
    mom motsv nr odont ordf p.g.a pga p.s pol prof prop red ref resp s.a s.k sekr sid sign spec st stf s:t s:ta str
    särsk t.ex tex t.f tf tel tekn teol tr u.a ung uppl vard v.ordf vv jan febr feb apr aug sept sep okt nov dec
    """.split()
)
# Abbreviations that close a list: a sentence may end after them when a capital follows.
CLOSING_ABBREVIATIONS = frozenset("m.m mm m.fl mfl etc osv o.s.v o.d o.dyl e.dyl".split())
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
DANGLING = frozenset(
    """
    och eller samt men utan än som att om när då där medan eftersom för av i in på till från med mot vid hos under
    över mellan kring runt inom utom genom utifrån gällande angående avseende rörande beträffande enligt efter före
    inför innan sedan utöver bland trots per via à a en ett den det de dess sin sitt sina sitt vår vårt våra denna
    detta dessa varje alla ny nya nytt stor stora samtliga flera tre två fyra fem sex ca nr kl ej inte mer bl.a t.ex
    dvs s.k inkl exkl vilka vilket vilken hur vad är har ska skall kan får vill blir var kommer måste bör the of and
    for to in on with region kommunerna
    """.split()
) - {"kommunerna", "innan", "in", "på", "är", "alla", "samtliga", "ej"}

# Finite verb forms usual in minutes: a line that holds one is prose, not a heading.
FINITE_VERBS = frozenset(
    """
    är var har hade ska skall skulle kan kunde kommer kom får fick vill ville bör borde måste blir blev finns fanns
    gör gjorde gjordes görs går gick ger gav gavs ges tar tog tas togs ser såg ses sker skedde säger sade sa sägs står
    stod ställer ställde ställs ställdes lägger lade läggs lades håller höll hålls hölls lyfter lyfte lyfts lyftes
    lyftas visar visade beskriver beskrev berättar berättade redogör redogjorde informerar informerade presenterar
    presenterade presenteras presenterades redovisar redovisade redovisas redovisades diskuterar diskuterade
    diskuteras diskuterades föreslår föreslog föreslås föreslogs beslutar beslutade beslutas beslutades beslöt
    beslöts noterar noterade noteras noterades godkänner godkände godkänns godkändes fastställer fastställde
    fastställs fastställdes antar antog antas antogs avslår avslog avslås avslogs bifaller biföll bifalls utser utsåg
    utses utsågs väljer valde väljs valdes uppdrar uppdrog uppdras uppdrogs återkommer återkom bordlägger bordlades
    bordläggs remitteras återremitteras yrkar yrkade reserverar reserverade anmäler anmälde anmäls anmäldes meddelar
    meddelade meddelas framför framförde framförs framfördes framkom framkommer framgår framgick konstaterar
    konstaterade konstateras konstaterades öppnar öppnade öppnas öppnades avslutar avslutade avslutas avslutades
    inleder inledde inleds inleddes hälsar hälsade hälsas välkomnar välkomnas förklarar förklarade förklaras
    förklarades tackar tackade deltar deltog deltagit medverkar medverkade bjuds bjuder innebär innebar omfattar
    behöver behövde behövs behövdes saknas saknar gäller gällde pågår pågick fortsätter fortsatte planerar planeras
    planerades genomför genomförs genomfördes genomförde startar startade startas startades börjar började bygger
    byggs arbetar arbetade arbetas jobbar använder används användes ansvarar ansvarade avser avsåg anser ansåg anses
    önskar önskas önskade efterfrågar efterfrågas betonar betonas bedömer bedömde bedöms befaras leder ledde medför
    medger påverkar förutsätter kräver krävs tillhör tillförs utgör utgår utgick uppgår uppgick kostar kostade
    betalar betalas finansieras finansierar ersätter ersätts ansluter skickar skickas skickades skickat sänds
    sammanfattar sammanfattas sammanställs sammanställer förs fördes ombeds uppmanas inbjuds kallas valt deltas
    rapporterar rapporterade rapporteras återrapporteras upprättas upprättar svarar svarade frågar frågade vet
    återfinns ingår ingick hänger vänder riskerar riskeras räknar beräknas förväntas påbörjas påbörjade påbörjades
    krävde sköter sköts köper köpte köptes köps säljer säljs säljs hyr hyrs lånar lånas låter lät ställas söker sökte
    utarbetar utarbetas bereds bereder beviljar beviljas beviljades förlängs förlängdes förordar förordade enas enades
    tillstyrker avstyrker avstyrkte tillstyrkte lämnar lämnas lämnade lämnades mottogs inkom inkommer kvarstår gällde
    ligger låg drar drog vann upplyser upplyste påminner påminde undrar menar tycker tror stöder stödjer består bestod
    verkar arrangerar arrangeras anordnar anordnas ordnar ordnas sprids spred lyser ökar ökade ökat minskar minskade
    minskat öppet berört bemannas bemannar lovar lovade tilldelas tilldelats hanterar hanteras hanterades regleras
    is are was were has have will shall decided decides agreed approved noted
    """.split()
) - {"öppet"}

TERMINATED = re.compile(r"[.!?…][\"'”’»)\]*_]*$")


def words(text: str) -> list[str]:
    """The words of ``text`` in order, as written."""
    return re.findall(r"[^\W_]+(?:[-:./’'][^\W_]+)*", text)


def has_finite_verb(text: str) -> bool:
    """Whether a usual finite verb form stands in ``text``."""
    return any(
        word.lower() in FINITE_VERBS or word.endswith(("erade", "erades", "erats")) for word in words(text)
    )


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
    if re.search(r"(?:[,(\[/&+–\u00ad]|\w-| -)$", stripped):
        return True
    last = stripped.split()[-1].lower() if stripped.split() else ""
    return last in DANGLING or (last.endswith(".") and last.rstrip(".") in OPENING_ABBREVIATIONS)
