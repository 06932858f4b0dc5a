"""What is fetched as files: answers, drafts, the decision log, pictures of pages. Who may: ui/routes.py."""

from __future__ import annotations

import re

from fastapi import FastAPI, Response

from index.errors import MinutesError
from index.picturing import Marks, Pictures
from ui.choices import ALL_BODIES, SUBSTANTIVE, LogChoice
from ui.desk import FORGOTTEN, Desk
from ui.log import Log
from ui.summaries import Summaries

KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_MARK = re.compile(r"(\d{1,7})-(\d{1,7})")
_MOST_MARKS = 40


class Downloads:
    """The routes of all files that the page's links name."""

    def __init__(self, desk: Desk, log: Log, drafts: Summaries, pictures: Pictures) -> None:
        self._desk, self._log, self._drafts, self._pictures = desk, log, drafts, pictures

    def add_to(self, web: FastAPI) -> None:
        """Add the routes."""
        for path, answer in (
            ("/beslut.{kind}", self._decisions),
            ("/svar.{kind}", self._answer),
            ("/sammanfattning.{kind}", self._draft),
            ("/sida/{document_id}/{page}.png", self._picture),
        ):
            web.add_api_route(path, answer, methods=["GET"], response_model=None)

    def _decisions(
        self,
        kind: str,
        organ: str = ALL_BODIES,
        fran: str = "",
        till: str = "",
        slag: str = SUBSTANTIVE,
        sok: str = "",
        arende: str = "",
        lopande: bool = False,
    ) -> Response:
        choice = LogChoice(organ, fran, till, slag, sok, arende, lopande)
        try:
            if kind == "xlsx":
                return _file(self._log.xlsx(choice), "beslut", kind)
            return _file(self._log.csv(choice), "beslut", kind) if kind == "csv" else _missing()
        except MinutesError as error:
            return _missing(str(error))

    def _answer(self, kind: str, id: str = "") -> Response:  # noqa: A002 - the address says ?id=
        content = self._desk.answer_file(id, kind)
        return _missing(FORGOTTEN) if content is None else _file(content, "svar", kind)

    def _draft(self, kind: str, id: str = "") -> Response:  # noqa: A002 - the address says ?id=
        content = self._drafts.file(id, kind)
        if content is None:
            return _missing("Utkastet finns inte kvar i minnet. Gör det igen.")
        return _file(content, "sammanfattning", kind)

    def _picture(self, document_id: str, page: str, m: str = "") -> Response:
        if not page.isdecimal():
            return _missing()
        try:
            made = self._pictures.picture(document_id, int(page), marks_in(m))
        except MinutesError as error:
            return _missing(str(error))
        return Response(made, media_type="image/png")


def marks_in(text: str) -> Marks:
    """The marks of an address ("12-80,90-120"); what is none is left out."""
    found = [_MARK.fullmatch(part) for part in text.split(",")]
    return tuple((int(one[1]), int(one[2])) for one in found if one)[:_MOST_MARKS]


def _file(content: str | bytes, name: str, kind: str) -> Response:
    """A file to keep, but for HTML, which is shown: the print view."""
    charset = "; charset=utf-8" if isinstance(content, str) else ""
    keep = {} if kind == "html" else {"content-disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(content, media_type=f"{KINDS[kind]}{charset}", headers=keep)


def _missing(reason: str = "Finns inte.") -> Response:
    return Response(reason, 404, media_type="text/plain; charset=utf-8")
