"""What the buttons of the decision log's tab do, as HTML and files. No framework here."""

from __future__ import annotations

from dataclasses import replace

from index.errors import MinutesError
from rag.assistant import Assistant
from rag.export.spreadsheet import decisions_xlsx
from rag.exporting import decisions_csv
from rag.types import PlacedDecision
from ui import choices, lists
from ui.choices import LogChoice
from ui.render import error_html
from ui.sources import page_address
from ui.timeline import timeline_html


class Log:
    """The decision log of one assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def found(self, choice: LogChoice) -> list[PlacedDecision]:
        """The decisions chosen, newest meeting first. Raises: BadQuestion."""
        return choices.of_body(self.assistant.decisions(choice.wanted()), choice.body)

    def shown(self, choice: LogChoice | None = None) -> tuple[str, str]:
        """The timeline and the list for a choice; the list has the links to the same as files."""
        chosen = choice or LogChoice()
        try:
            rows = self.found(chosen)
            wide = replace(chosen, body=choices.ALL_BODIES, first="", last="")
            every = rows if wide == chosen else self.found(wide)
        except MinutesError as error:
            return "", error_html(error)
        fields = {
            "organ": chosen.body,
            "fran": chosen.first.strip(),
            "till": chosen.last.strip(),
            "slag": chosen.kind,
            "sok": chosen.text,
            "arende": chosen.matter,
            "lopande": str(chosen.unmarked).lower(),
        }
        pictures = [self._picture(row) for row in rows[: lists.MOST_ROWS]]
        return (
            timeline_html(every, chosen.body, chosen.first.strip(), chosen.last.strip()),
            lists.decisions_html(rows, chosen.words(), fields, pictures),
        )

    def csv(self, choice: LogChoice) -> str:
        """The same log as CSV. Raises: BadQuestion."""
        return decisions_csv(self.found(choice))

    def xlsx(self, choice: LogChoice) -> bytes:
        """The same log as a workbook. Raises: BadQuestion."""
        return decisions_xlsx(self.found(choice), choice.words())

    def _picture(self, row: PlacedDecision) -> str:
        """Where the original page with the decision marked is fetched; "" unless it is a PDF."""
        if not row.place.document.lower().endswith(".pdf"):
            return ""
        decision = row.decision
        content = self.assistant.store.ledger.item(decision.item_id).content
        spans = content.spans(decision.start, decision.end)
        marks = [f"{span.start}-{span.end}" for span in spans if span.page == row.page]
        return page_address(row.place.document_id, row.page, marks)
