"""What is fetched as files: answers, the decision log, pictures of pages. Who may is said in ui/routes.py."""

from __future__ import annotations

import re

from fastapi import FastAPI, Response

from index.errors import MinutesError
from index.picturing import Marks, Pictures
from ui.choices import ALL_BODIES, SUBSTANTIVE, LogChoice
from ui.desk import FORGOTTEN, Desk
from ui.log import Log

_MARK = re.compile(r"(\d{1,7})-(\d{1,7})")
_MOST_MARKS = 40
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_downloads(web: FastAPI, desk: Desk, log: Log, pictures: Pictures) -> None:
    """Add the routes of all files that the page's links name."""

    def decision_file(
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
        if kind not in ("csv", "xlsx"):
            return _missing("Finns inte.")
        try:
            if kind == "csv":
                return _file(log.csv(choice), "beslut.csv", "text/csv")
            return _file(log.xlsx(choice), "beslut.xlsx", _XLSX)
        except MinutesError as error:
            return _missing(str(error))

    def answer_file(id: str = "") -> Response:  # noqa: A002 - the address says ?id=
        text = desk.answer_file(id)
        return _missing(FORGOTTEN) if text is None else _file(text, "svar.md", "text/markdown")

    def picture(document_id: str, page: str, m: str = "") -> Response:
        if not page.isdecimal():
            return _missing("Sidan finns inte.")
        try:
            return Response(pictures.picture(document_id, int(page), marks_in(m)), media_type="image/png")
        except MinutesError as error:
            return _missing(str(error))

    for path, answer in (
        ("/beslut.{kind}", decision_file),
        ("/svar.md", answer_file),
        ("/sida/{document_id}/{page}.png", picture),
    ):
        web.add_api_route(path, answer, methods=["GET"], response_model=None)


def marks_in(text: str) -> Marks:
    """The marks of an address ("12-80,90-120"); what is none is left out."""
    found = [_MARK.fullmatch(part) for part in text.split(",")]
    return tuple((int(one[1]), int(one[2])) for one in found if one)[:_MOST_MARKS]


def _file(content: str | bytes, name: str, kind: str) -> Response:
    where = {"content-disposition": f'attachment; filename="{name}"'}
    charset = "; charset=utf-8" if isinstance(content, str) else ""
    return Response(content, media_type=f"{kind}{charset}", headers=where)


def _missing(reason: str) -> Response:
    return Response(reason, 404, media_type="text/plain; charset=utf-8")
