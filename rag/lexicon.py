"""Word lists of Swedish minutes that reading a question and checking an answer need. Data only."""

from __future__ import annotations

_ASKING_WORDS = """
    vad va vem vilka vilken vilket vilkas vems varför hur när var mycket många mkt länge finns fanns
    gäller gällande enligt egentligen nåt något några någon berätta säg säga sa sas sade sades tyckte
    handlade om kan du ni man sammanfatta sammanfattning korthet kort jämför jämfört respektive
    snälla tack protokoll protokollet protokollen anteckning anteckningar anteckningarna möte mötet
    mötena mötets mötes kommer kom blir blev ska skulle ville vill samma själv sen sedan så heter
    går gick gör görs gjordes händer hände hända läget punkt punkten punkter datum ställning
    stor stort stora del enl igen åter omfattning namn typ viktigaste dra
    """
ASKING_WORDS = frozenset(_ASKING_WORDS.split())
"""Words that ask and carry no matter of their own."""

NEAR_SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("acceptera", "godkänna", "godta", "bifalla", "tillstyrka", "anta", "ja"),
    ("avslå", "avstyrka", "neka", "nej", "avvisa"),
    ("bakom", "stödja", "godkänna"),
    ("beslut", "besluta", "bestämma", "bestämdes", "beslöt", "ställningstagande", "landa"),
    ("kosta", "kostnad", "pris", "avgift", "uppgå", "kr", "kronor"),
    ("pengar", "medel", "belopp", "summa", "budget", "anslag", "bidrag", "finansiering", "finansiera"),
    ("betala", "finansiera", "ersättning", "debitera", "bekosta"),
    ("anställa", "rekrytera", "tillsätta"),
    ("överväga", "fundera"),
    ("uppdrag", "uppdra", "uppdras", "uppdrogs"),
    ("sköta", "ansvara", "upprätthålla", "hantera"),
    ("ersättare", "ersätta", "vikariera"),
    ("representera", "representant", "ombud", "talan"),
    ("prata", "snacka", "berätta", "informera", "redovisa", "presentera", "föredra"),
    ("skjuta", "utgå", "bordlägga", "flytta", "senarelägga", "återkomma"),
    ("utgå", "utgick", "stryka"),
    ("starta", "start", "inleda", "börja", "påbörja", "projektstart"),
    ("öppna", "starta", "uppstart", "verksamhetsuppstart"),
    ("sluta", "avsluta", "upphöra", "lämna"),
    ("förlänga", "förlängning", "fortsätta", "fortsättning"),
    ("självmord", "suicid", "suicidprevention", "suicidpreventiv"),
    ("personal", "bemanning", "medarbetare", "folk"),
    ("semester", "sommar"),
    ("synpunkt", "invändning", "yttrande"),
    ("svara", "besvara", "remissvar"),
    ("viktig", "vikt", "angelägen", "framhålla"),
    ("problem", "svårighet", "hinder", "utmaning"),
    ("gemensam", "tillsammans", "samverkan"),
    ("delta", "medverka", "närvara", "deltagare"),
    ("utse", "välja", "nominera"),
    ("plats", "lokal"),
    ("minska", "sänka"),
    ("öka", "höja", "höjning", "dyrare"),
    ("köpa", "upphandla", "inköp"),
    ("bygga", "uppföra", "byggnation"),
    ("riva", "rivning"),
    ("överklaga", "överklagan", "besvär"),
    ("sekreterare", "antecknat", "protokollförare", "anteckningar"),
    ("soc", "socialtjänst", "socialtjänsten"),
    ("ssk", "sjuksköterska"),
    ("usk", "undersköterska"),
    ("gbg", "göteborg"),
    ("sthlm", "stockholm"),
)
"""Words of one row may stand for each other when evidence is looked for, never when a claim is checked."""
