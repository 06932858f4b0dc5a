"""Invented minutes of two bodies that bear one name, indexed without a model, for the tests of summaries."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.ledger import StaffFacts
from index.parsing import embed, parse
from index.store import Store
from index.types import Document, Page
from prompts import load_prompt
from rag.engine.protocol import Engine
from rag.matters.book import MatterBook
from rag.settings import Settings
from rag.summary.making import Maker
from tests.fakes import HashingEmbedder

NORTH_MARCH = """Socialchefsnätverket
Nätverksmöte 2023-03-09
Plats: Kansliet i Granby

Närvarande från nätverket:
Ada Bergqvist, Granby
Bo Lindmark, Sjöby
Närvarande från Norrbygdens kommunalförbund:
Cilla Ekfors

1. Mötet öppnas
Cilla Ekfors hälsar välkomna till mötet.

2. Stödboendet Lyktan
Ada Bergqvist redovisar en förstudie. Kostnaden för boendet beräknas till 450 000 kr per år, och kommunerna \
behöver dela på den efter antal invånare i respektive kommun enligt förstudiens förslag. Några kommuner \
önskar mer tid för att förankra frågan. Boendet ska ha åtta platser.
Beslut: Socialchefsnätverket ställer sig bakom förstudien, med undantag för Sjöby som återkommer.

3. Journalsystem
Norrbygdens kommunalförbund informerar om det nya journalsystemet. Kansliet återkommer med en tidplan till \
nästa möte.
Nästa möte hålls den 11 maj i Sjöby.
Beslut: Socialchefsnätverket noterar informationen.
"""
NORTH_MAY = """Socialchefsnätverket
Nätverksmöte 2023-05-11
Plats: Sjöby

Närvarande från nätverket:
Ada Bergqvist, Granby
Disa Holm, Lillnäs
Närvarande från Norrbygdens kommunalförbund:
Cilla Ekfors

1. Stödboendet Lyktan
Bo Lindmark meddelar att Sjöby nu deltar i boendet. Boendet för unga (BFU) öppnar den 1 september.
Beslut: Socialchefsnätverket godkänner avtalet om boendet och uppdrar åt kansliet att teckna det senast \
den 15 juni.

2. Sommarens bemanning
Norrbygdens kommunalförbund berättar att läget är ansträngt. Semestrar planeras gemensamt i tre av kommunerna.
"""
SOUTH_MARCH = """Socialchefsnätverket
Nätverksmöte 2023-03-09
Plats: Ekdal

Närvarande från nätverket:
Elin Franzén, Ekdal
Folke Grip, Ängby
Närvarande från Ekdalsregionen:
Gunnar Hed

1. Stödboendet Fyren
Ekdalsregionen avslutar sitt boende för unga. Elva ungdomar flyttar till andra boenden.
Beslut: Socialchefsnätverket avslår förslaget om ett nytt boende.

2. Kollektivtrafik
Ekdalsregionen redovisar resandet. Antalet resor ökade med 7 procent under 2022.
"""
DOCUMENTS = {"norr-mars.txt": NORTH_MARCH, "norr-maj.txt": NORTH_MAY, "syd-mars.txt": SOUTH_MARCH}


def add_minutes(store: Store, name: str, text: str) -> str:
    """Index one text under a file name; returns its document id."""
    document_id = hashlib.sha256(text.encode()).hexdigest()
    document = Document(document_id, name, name, (Page(1, text),))
    embedder = HashingEmbedder()
    parsed = parse(document, StaffFacts(), 245)
    store.add(parsed.entry(embed(embedder, parsed.passages), "test"))
    return document_id


def open_store(home: Path, documents: dict[str, str] | None = None) -> Store:
    """A store over the given texts, or all three."""
    store = Store.open(home, "hashing-64", 64)
    for name, text in (DOCUMENTS if documents is None else documents).items():
        add_minutes(store, name, text)
    return store


def make(store: Store, engine: Engine | None = None) -> Maker:
    """A maker of summaries over the store."""
    settings = Settings(home=store.home, models_dir=store.home)
    return Maker(store, engine, load_prompt("shorten"), settings, "test", MatterBook(store))
