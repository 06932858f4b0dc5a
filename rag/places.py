"""Where something stands, in words."""

from __future__ import annotations

from index.types import ItemPlace


def place_line(place: ItemPlace, page: int | None = None) -> str:
    """Body, organisation, date, item, title, file and page (1-based) as one line of plain text."""
    parts = [
        place.body,
        place.organisation if place.organisation != place.body else "",
        place.meeting_date.isoformat() if place.meeting_date else "datum okänt",
        f"punkt {place.item}" if place.item else "" if place.title else "inledningen",
        place.title,
        place.document + (f", sida {page}" if page else ""),
    ]
    return " · ".join(part for part in parts if part)
