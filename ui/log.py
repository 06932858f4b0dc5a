"""What the buttons of the decision log's tab do, as HTML and files. No framework here."""

from __future__ import annotations

from rag.assistant import Assistant
from rag.exporting import decisions_csv
from rag.types import PlacedDecision
from ui import choices, lists
from ui.choices import ALL_BODIES, ALL_YEARS


class Log:
    """The decision log of one assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def _found(self, body: str, first: str, last: str, text: str, everything: bool) -> list[PlacedDecision]:
        wanted = choices.decision_filter(text, everything, first, last)
        return choices.of_body(self.assistant.decisions(wanted), body)

    def decisions(
        self,
        body: str = ALL_BODIES,
        first: str = ALL_YEARS,
        last: str = ALL_YEARS,
        text: str = "",
        everything: bool = False,
    ) -> str:
        """The decision log for a choice, with the link to the same as a file."""
        rows = self._found(body, first, last, text, everything)
        fields = {"organ": body, "fran": first, "till": last, "sok": text, "alla": str(everything).lower()}
        return lists.decisions_html(rows, choices.words(body, first, last), fields)

    def csv(self, body: str, first: str, last: str, text: str, everything: bool) -> str:
        """The same log as CSV."""
        return decisions_csv(self._found(body, first, last, text, everything))
