"""A quote's page is the page it stands on, also where its passage began on the one before."""

from __future__ import annotations

from pathlib import Path

from rag.settings import load_settings
from rag.types import EvidenceFound, Finished
from tests.ui.site import GatedEngine, SmallAssistant

QUESTION = "Vad beslutade socialnämnden om anslutningen till yrkesresan funktionshinder?"
SAID = "Anslutningen utvärderas efter två år"


def test_a_decision_on_the_next_page_is_cited_there(own_home: Path, repository: Path) -> None:
    engine = GatedEngine()
    engine.replies.append(f"{SAID}.")
    minutes = repository / "eval/data/minutes/sjoviken-socialnamnd-2023-06-13.pdf"
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(own_home)}), engine) as assistant:
        assistant.index([minutes])
        events = list(assistant.ask(QUESTION))
        ledger = assistant.store.ledger
        evidence = next(event.evidence for event in events if isinstance(event, EvidenceFound))
        answer = events[-1].answer if isinstance(events[-1], Finished) else None
        assert answer is not None
        quotes = [quote for quote in (*evidence.quotes, *answer.quotes) if SAID in quote.text]
        assert quotes
        for quote in quotes:
            on_page = ledger.page_text(quote.place.document_id, quote.spans[-1].page)
            assert SAID in on_page
        cited = [one for claim in answer.claims for one in claim.citations if SAID in one.quote]
        assert cited
        assert all(SAID in ledger.page_text(one.place.document_id, one.spans[-1].page) for one in cited)
        assert all(one.page == one.spans[0].page for one in cited)
