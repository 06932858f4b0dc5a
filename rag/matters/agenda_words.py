"""Words of agendas that tell no matter from another, and titles that are formalities. Data only."""

from __future__ import annotations

import re
from functools import lru_cache

from index.swedish import stem
from index.swedish_words import word_table

_GENERIC = word_table(
    """
    information redovisning rapport rapportering återkoppling återrapportering dialog diskussion
    föredragning presentation uppföljning utvärdering avstämning lägesrapport nuläge läge status start
    fortsättning slut förslag remiss remisser yttrande skrivelse begäran ansökan anmälan anmälningar svar
    besked beslut ställningstagande uppdrag ärende ärenden punkt punkter fråga frågor övrig övriga övrigt
    kort korta plan planer planering handling handlingar handlingsplan strategi strategisk inriktning
    program mål god goda nära lag lagen riktlinje riktlinjer rutin rutiner policy regler avtal
    överenskommelse kontrakt villkor option förlängning samverkan samarbete samordning samordnare samråd
    gemensam gemensamt gemensamma kommungemensam länsgemensam kommun kommuner kommunal kommunalförbund
    förbund region regional län nätverk nätverket nämnd styrelse organisation myndighet förvaltning
    verksamhet verksamheter grupp styrgrupp arbetsgrupp temagrupp projekt förstudie studie utredning översyn
    kartläggning inventering granskning statistik analys underlag genomförande införande anslutning anslut
    deltagande deltagare medverkan övergång öppning invigning upphandling resultat effekt effekter utfall
    konsekvens prognos ekonomi ekonomisk ekonomiskt budget medel stimulansmedel statsbidrag bidrag kostnad
    kostnader kostnadsfördelning avgift avgifter taxa taxor finansiering fördelning hantering process modell
    metod system form forma lösning alternativ val utseende representant ombud möte möten mötet mötesplats
    sammanträde träff konferens seminarium workshop internat dag dagar kväll tid tider år halvår kvartal
    månad vecka period perioden vår sommar höst vinter semester januari februari mars april maj juni juli
    augusti september oktober november december föregående nästa kommande aktuell aktuellt aktuella fortsatt
    fortsatta ny nytt nya första andra tredje fjärde reviderad revidering revision ändring ändrad justering
    uppdatering komplettering tillägg arbete arbetssätt utveckling insats insatser stöd behov åtgärd
    åtgärder försörjning område områden del delar plats lokal inledning avslut bilaga dokument anteckningar
    protokoll sida länk särskild särskilt verkställd verkställda sverige blekinge dalarna gävleborg halland
    jämtland kronoberg norrbotten skåne södermanland värmland västerbotten västernorrland västmanland
    götaland östergötland gotland norden europa västra östra norra södra ledning styrning ansvar roll roller
    mandat beredning steg nivå kvalitet antal dnr sn ks kf läns lokalt länet landet nationell nationellt
    statlig statliga extra intern extern fri öppen
    """
)
_FIELDS = word_table(
    """
    vård omsorg äldre äldreomsorg barn unga ung ungdom vuxna familj hälsa sjukvård socialtjänst hemtjänst
    primärvård hemsjukvård funktionshinder funktionsstöd skola elev förskola utbildning kompetens personal
    medarbetare chef chefer bemanning rekrytering arbetsmiljö digital digitalisering digitalt teknik välfärd
    trygghet säkerhet social sociala psykisk psykiatri missbruk beroende samhälle politik samordnad patient
    brukare klient boende bostad hem anhörig anhöriga integration arbetsmarknad forskning miljö klimat
    kultur fritid idrott bibliotek trafik väg bygg mark näringsliv turism arbete utveckling försörjning
    insats stöd område fråga verksamhet åtgärd förebyggande hälsofrämjande sommar semester situation säker
    beredskap kris krig hot våld brott polis region länssjukhus sjukhus
    """
)
_FORMAL = re.compile(
    r"""(?ix)
    ^\W*(?:§\s*\d+\W*)?(?:
      (?:mötet|mötets|sammanträdet|sammanträdets|nätverksmötet)\s+(?:inled|öppn|avslut|invig)\w*
    | (?:inledning|öppnande|avslutning|avslut|upprop|dagordning|närvaro|formalia)\b.{0,60}
    | (?:meddelanden|anmälningar)\b.{0,60} | sammanfattning\ och\ avslut.* | öppnande\ och.*
    | avslut\w*\ och.* | nästa\ (?:möte|gång|sammanträde|träff)\b.*
    | (?:kommande|nästkommande)\ (?:möten|sammanträden|nätverksträffar)\b.*
    | (?:mötestider|sammanträdestider|mötesdagar|sammanträdesdagar|mötesplan)\b.*
    | (?:föregående|förra)\s(?:mötes?\s|sammanträdes?\s)?\w*(?:anteckningar|protokoll)\b.*
    | (?:föregående\ protokoll|protokollsjustering|justering|justerare).*
    | .*\bval\ av\ (?:\w+\ och\ )?(?:protokolls)?justerare.*
    | (?:godkännande|fastställande)\ av\ (?:dagordning|föredragningslista).*
    | .*\bhälsar\b.*\bväl\s?kom.* | välkommen(?:\ och\b.*)? | (?:internatets|mötets)\ slutsatser
    | (?:anmälan|redovisning)\ av\ delegationsbeslut.* | (?:meddelanden\ och\ )?delegationsbeslut
    | delgivningar.* | protokollet\b.* | vid\ protokollet.* | justeras.* | närvarande\b.* | deltagare
    | ordet\ fritt | rundan?
    )\W*$"""
)
_MIXED = re.compile(
    r"(?i)\bkorta punkter\b|\bbeslutspunkter\b|\bbeslutsärenden\b|\binformationspunkter\b"
    r"|\binformationsärenden\b|\bövriga? (?:frågor|fråga|ärenden|punkter)\b|\bövrigt\b"
    r"|\baktuella frågor\b|\baktuellt\b"
    r"|\blägesrapporter\b|\brapporter\b|\binformation från\b|\binformerar\b|\binformation$|\bmeddelanden\b"
    r"|\bnuläge\w* i\b|\blaget runt\b|\bläget i\b|\brunda\b|\bkollegial dialog\b"
)
_PART_OF_ONE = re.compile(
    r"(?i)^\W*(?:sammanfattning|bakgrund|beskrivning|ärende(?:t|beskrivning)?|redovisning|beslut\w*|yrkande\w*|votering"
    r"|proposition\w*|omröstning\w*|reservation\w*|jäv|beredning|underlag|förslag|förvaltningens|motivering|skäl"
    r"|protokollsanteckning|\w*nämndens|\w*styrelsens|diskussion|dialog|uppföljning|syfte|metod|resultat|slutsats\w*|.*\bbeslut)\b"
)


@lru_cache(maxsize=1)
def generic_stems() -> frozenset[str]:
    """Index terms of words that stand in any agenda: "information", "uppföljning", "avtal"."""
    return frozenset(stem(word) for word in _GENERIC)


@lru_cache(maxsize=1)
def field_stems() -> frozenset[str]:
    """Index terms that name a whole field of work ("äldreomsorg"), not a matter in it."""
    return frozenset(stem(word) for word in _FIELDS)


def names_an_office(term: str) -> bool:
    """Whether an index term names a body or an office ("socialnämnd"), which says who, not what."""
    return term.endswith(("nämnd", "fullmäkt", "fullmäktig", "styrels", "nätverk", "förvaltning", "förbund"))


def is_formality(title: str) -> bool:
    """Whether an item of that title only runs the meeting: opening, roll call, next date."""
    return bool(_FORMAL.match(" ".join(title.split())))


def is_mixed(title: str) -> bool:
    """Whether an item of that title gathers several matters ("Korta punkter")."""
    return bool(_MIXED.search(title))


def is_part_of_one(heading: str) -> bool:
    """Whether a heading only orders one matter's text ("Bakgrund", "Yrkanden")."""
    return bool(_PART_OF_ONE.match(heading))
