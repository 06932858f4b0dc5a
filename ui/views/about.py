"""The tab about the product itself, with the self-check."""

from __future__ import annotations

from rag.assistant import Assistant
from ui import about, parts
from ui.conversation import Conversations
from ui.parts import Button, Frame, Html


class AboutView:
    """Components of the tab."""

    def __init__(self, assistant: Assistant, conversations: Conversations, frame: Frame) -> None:
        self.assistant = assistant
        frame.keep(Html(elem_id="mm-about"), lambda: about.about_html(assistant, conversations.times()))
        run = Button("Kör självkontroll", elem_id="mm-checkup-run")
        found = Html(elem_id="mm-checkup")
        run.click(self._checkup, None, found, **parts.INSIDE)

    def _checkup(self) -> str:
        return about.checkup(self.assistant)
