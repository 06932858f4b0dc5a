"""One meeting to HTML: its facts, what staff can correct, and each item with its decisions marked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from index.staff import LONGEST
from index.types import AgendaItem, Attendee, Decision, Meeting
from ui.lists import when, who
from ui.render import lines, spans_html
from ui.sources import page_address

Spans = Sequence[tuple[int, int]]
_DAY = 'maxlength="10" placeholder="2024-03-12" inputmode="numeric" autocomplete="off"'


def meeting_html(name: str, meeting: Meeting, decisions: Sequence[Decision] = (), opened: str = "") -> str:
    """One meeting to read: its facts, what was noticed, and each item to unfold with its ``decisions``.

    The reader goes on at the top, or at the item with the id ``opened``, which is unfolded.
    """
    marks: dict[str, list[tuple[int, int]]] = {}
    for decision in decisions:
        marks.setdefault(decision.item_id, []).append((decision.start, decision.end))
    facts = {
        "Datum": when(meeting) + (f" – {meeting.date_source}" if meeting.date_source else ""),
        "Organ": who(meeting.body, meeting.organisation),
        "Plats": meeting.place,
        "Ordförande": meeting.chair,
        "Sekreterare": meeting.secretary,
        "Närvarande": ", ".join(_person(one) for one in meeting.attendance if one.kind != "absent"),
        "Frånvarande": ", ".join(_person(one) for one in meeting.attendance if one.kind == "absent"),
        "Beslut": _counted(decisions),
        "Att kontrollera": " ".join(flag.text for flag in meeting.flags),
    }
    rows = "".join(f"<dt>{term}</dt><dd>{lines(text)}</dd>" for term, text in facts.items() if text)
    ids = [f"punkt-{at}" for at in range(len(meeting.items))]
    items = "".join(
        _item_html(
            item, marks.get(item.item_id, ()), at, ids, _address(name, meeting, item), item.item_id == opened
        )
        for at, item in enumerate(meeting.items)
    )
    at_item = any(item.item_id == opened for item in meeting.items)
    focus = "" if at_item else f' data-focus="{escape(meeting.document_id)}"'
    return (
        f'<section id="mm-read-head" tabindex="-1"{focus} '
        f'aria-label="{escape(name)}"><h2>{escape(name)}</h2><dl class="mm-facts">{rows}</dl>'
        f'{facts_form_html(meeting)}<h3>Punkter</h3><div class="mm-items">{items}</div></section>'
    )


def _counted(decisions: Sequence[Decision]) -> str:
    """How many decisions there are, those in running text apart; "" for none."""
    marked = sum(one.marked for one in decisions)
    loose = len(decisions) - marked
    told = [f"{marked}" if marked else "", f"{loose} i löpande text" if loose else ""]
    return ", ".join(part for part in told if part)


def facts_form_html(meeting: Meeting) -> str:
    """The form where staff set date, body and organisation; nothing changes before its button is pressed."""
    day = meeting.date.isoformat() if meeting.date else ""
    unknown = [word for word, known in (("datum", meeting.date), ("organ", meeting.body)) if not known]
    words = f"Ange {' och '.join(unknown)}" if unknown else "Rätta datum och organ"
    fields = "".join(
        f'<label>{label}<input name="{name}" type="text" value="{escape(value)}" {more}></label>'
        for label, name, value, more in (
            ("Mötets datum (ÅÅÅÅ-MM-DD)", "date", day, _DAY),
            ("Organ", "body", meeting.body, f'maxlength="{LONGEST}"'),
            ("Kommun, region eller förbund", "organisation", meeting.organisation, f'maxlength="{LONGEST}"'),
        )
    )
    return (
        f'<details class="mm-edit"{" open" if unknown else ""}><summary>{words}</summary>'
        f'<form data-bridge="mm-set" data-document="{meeting.document_id}">'
        f'<div class="mm-fields">{fields}</div>'
        '<p class="mm-note">Det ni anger gäller före det som står i filen, även när den läses in på nytt. '
        "Sökningen följer med; det tar några sekunder.</p>"
        '<p class="mm-tools"><button type="submit" name="do" value="set">Spara</button>'
        '<button type="submit" name="do" value="as_read">Återgå till det som lästes</button></p>'
        "</form></details>"
    )


def _address(name: str, meeting: Meeting, item: AgendaItem) -> str:
    """Where the picture of the item's first page is fetched; "" unless it is a PDF."""
    spans = item.content.spans()
    if not name.lower().endswith(".pdf") or not spans:
        return ""
    return page_address(meeting.document_id, spans[0].page)


def _person(one: Attendee) -> str:
    more = ", ".join(part for part in (one.role, one.organisation) if part)
    return f"{one.name} ({more})" if more else one.name


def _item_html(
    item: AgendaItem, decided: Spans, at: int, ids: Sequence[str], picture: str, opened: bool
) -> str:
    title = f"{item.number} {item.title}".strip() or "Inledning"
    count = f' <span class="mm-tag">{len(decided)} beslut</span>' if decided else ""
    steps = ""
    if at:
        steps += f'<a class="mm-step" href="#{ids[at - 1]}">Föregående punkt</a> '
    if at + 1 < len(ids):
        steps += f'<a class="mm-step" href="#{ids[at + 1]}">Nästa punkt</a> '
    if picture:
        steps += f'<a href="{escape(picture)}" target="_blank" rel="noreferrer">Originalsidan</a>'
    focus = ' data-focus=""' if opened else ""
    return (
        f'<details id="{ids[at]}" class="mm-item"{" open" if opened else ""}>'
        f"<summary{focus}>{escape(title)}{count}</summary>"
        f'<div class="mm-source" tabindex="0" role="region" aria-label="{escape(title)}">'
        f'{spans_html(item.text, decided)}</div><p class="mm-steps">{steps}</p></details>'
    )
