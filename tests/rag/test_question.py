"""Questions understood: intent, places, times, items, sides, follow-ups; and questions refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadQuestion
from index.types import Intent
from rag.catalogues import Catalogue, KnownMeeting, make_catalogue, organisation_aliases
from rag.intents import INTENTS, find_intent
from rag.periods import find_periods
from rag.question import LONGEST, clean_question, resolve_followup, understand

TODAY = date(2024, 11, 22)
NETWORK = "Socialchefsnätverket"
EKDAL = "Ekdalsregionen"
NORRBYGD = "Norrbygdens kommunalförbund"


def known() -> Catalogue:
    return make_catalogue(
        [
            KnownMeeting("a", "a.txt", NETWORK, EKDAL, date(2022, 3, 4)),
            KnownMeeting("b", "b.txt", NETWORK, NORRBYGD, date(2022, 3, 4)),
            KnownMeeting("c", "c.txt", NETWORK, EKDAL, date(2023, 9, 8)),
            KnownMeeting("d", "d.txt", "Kulturnämnden", "Sjövikens kommun", None),
        ],
        [("Anna Exempel", "Ekdal"), ("Bo Påhitt", "Sjöviken")],
    )


@pytest.mark.parametrize(("intent", "sample"), [(intent, sample) for intent, _, sample in INTENTS])
def test_each_intent_knows_its_sample(intent: Intent, sample: str) -> None:
    assert find_intent(sample) == intent


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Vilka beslut fattade nämnden om avgifterna?", "decision"),
        ("när väntas direktionen ta beslut om avtalet?", "when"),
        ("Varför beslutade man så?", "why"),
        ("hur mkt kostar larmet", "amount"),
        ("Fick ordföranden mandat?", "yes_no"),
        ("nära vård i regionen", "open"),
    ],
)
def test_intents(question: str, intent: Intent) -> None:
    assert find_intent(question) == intent


@pytest.mark.parametrize(
    ("question", "organisations", "bodies"),
    [
        ("Vad beslutade Norrbygdens socialchefer?", (NORRBYGD,), (NETWORK,)),
        ("Vad sa man i Ekdal?", (EKDAL,), ()),
        ("vad gör ER:s nätverk", (EKDAL,), ()),
        ("Vad sa kulturnämnden i Sjöviken?", ("Sjövikens kommun",), ("Kulturnämnden",)),
        ("Vad kostar larmen?", (), ()),
    ],
)
def test_places_are_found_under_their_everyday_names(
    question: str, organisations: tuple[str, ...], bodies: tuple[str, ...]
) -> None:
    query = understand(question, known(), TODAY)
    assert query.filters.organisations == organisations
    assert query.filters.bodies == bodies


def test_an_organisation_written_short_is_the_same_one() -> None:
    catalogue = make_catalogue(
        [KnownMeeting("a", "a", NETWORK, EKDAL, None), KnownMeeting("b", "b", NETWORK, "ER", None)]
    )
    assert understand("Vad sa ER?", catalogue, TODAY).filters.organisations == (EKDAL, "ER")


def test_initials_count_only_when_the_texts_hold_them() -> None:
    assert frozenset({"er"}) not in organisation_aliases(EKDAL, lambda _: False)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("den 4 mars 2022", date(2022, 3, 4), date(2022, 3, 4)),
        ("mötet 220304", date(2022, 3, 4), date(2022, 3, 4)),
        ("i mars 2022", date(2022, 3, 1), date(2022, 3, 31)),
        ("i mars", date(2022, 3, 1), date(2022, 3, 31)),
        ("hösten 2023", date(2023, 8, 1), date(2023, 12, 31)),
        ("i höstas eller hösten", date(2023, 8, 1), date(2023, 12, 31)),
        ("förra året", date(2023, 1, 1), date(2023, 12, 31)),
        ("mellan januari och mars 2022", date(2022, 1, 1), date(2022, 3, 31)),
        ("januari–mars 2022", date(2022, 1, 1), date(2022, 3, 31)),
        ("mellan november 2021 och mars 2022", date(2021, 11, 1), date(2022, 3, 31)),
        ("åren 2021-2023", date(2021, 1, 1), date(2023, 12, 31)),
        ("sedan 2023", date(2023, 1, 1), TODAY),
        ("efter mars 2022", date(2022, 4, 1), TODAY),
        ("före 2023", date(1994, 11, 1), date(2022, 12, 31)),
        ("fram till mars 2022", date(1994, 11, 1), date(2022, 3, 31)),
        ("beslut Q1 2022", date(2022, 1, 1), date(2022, 3, 31)),
        ("i början av 2022", date(2022, 1, 1), date(2022, 4, 30)),
        ("de senaste tre åren", date(2021, 11, 23), TODAY),
        ("under 2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("på senaste mötet", date(2023, 9, 8), date(2023, 9, 8)),
        ("på marsmötet", date(2022, 3, 1), date(2022, 3, 31)),
        ("vid septembersammanträdet 2023", date(2023, 9, 1), date(2023, 9, 30)),
    ],
)
def test_times_of_meetings(words: str, first: date, last: date) -> None:
    filters = understand(f"Vad beslutades {words}?", known(), TODAY).filters
    assert (filters.date_from, filters.date_to) == (first, last)


def test_the_latest_meeting_is_that_of_the_body_asked_for() -> None:
    filters = understand("Vad togs upp på Norrbygdens senaste möte?", known(), TODAY).filters
    assert filters.date_from == date(2022, 3, 4)


def test_a_time_without_a_meeting_is_told_and_limits_nothing() -> None:
    query = understand("Vilka beslut togs på mötet i april 2023?", known(), TODAY)
    assert query.unmet == ("april 2023",)
    assert query.filters.date_from is None
    assert "Inget inläst möte är daterat april 2023." in query.explanation


def test_a_meeting_whose_organisation_nobody_knows_may_be_the_one_asked_for() -> None:
    ownerless = KnownMeeting("e", "e.txt", NETWORK, "", date(2023, 4, 5))
    catalogue = make_catalogue([*known().meetings, ownerless], [])
    query = understand("Vad beslutade socialcheferna i Ekdal på mötet i april 2023?", catalogue, TODAY)
    assert query.unmet == ()
    assert query.filters.organisations == ()
    assert query.filters.date_from == date(2023, 4, 1)


def test_weeks_and_months_count_from_today() -> None:
    periods = find_periods("förra veckan och förra månaden", TODAY, [])
    assert [(one.first, one.last) for one in periods] == [
        (date(2024, 11, 11), date(2024, 11, 17)),
        (date(2024, 10, 1), date(2024, 10, 31)),
    ]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Sammanfatta punkt 10", ("10",)),
        ("vad står i § 57?", ("57",)),
        ("vad sas under punkt 4.2?", ("4.2",)),
        ("Vad kostar 10 larm?", ()),
    ],
)
def test_items(question: str, items: tuple[str, ...]) -> None:
    assert understand(question, known(), TODAY).filters.items == items


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("Kan du sammanfatta socialchefsnätverkets möte den 4 mars 2022?", "meeting"),
        ("Sammanfatta Norrbygdens senaste möte", "meeting"),
        ("Sammanfatta punkt 10 om larmen", "item"),
        ("Sammanfatta det polisen sa om bedrägerier", ""),
        ("Vad beslutades på mötet?", ""),
    ],
)
def test_what_is_asked_for_as_a_whole(question: str, whole: str) -> None:
    assert understand(question, known(), TODAY).whole == whole


def test_sides_of_a_comparison() -> None:
    query = understand("Jämför Ekdal och Norrbygden: vad sa man om larmen?", known(), TODAY)
    assert {side.organisations for side in query.sides} == {(EKDAL,), (NORRBYGD,)}
    assert understand("Varför sa Norrbygden nej till Ekdals förslag?", known(), TODAY).sides == ()


def test_bodies_of_one_name_are_answered_one_by_one() -> None:
    query = understand("Vad beslutade socialchefsnätverket den 4 mars 2022?", known(), TODAY)
    assert {side.organisations for side in query.sides} == {(EKDAL,), (NORRBYGD,)}
    assert query.explanation[-1].startswith("Flera organisationer")
    assert understand("Vad sa Ekdals socialchefer den 4 mars 2022?", known(), TODAY).sides == ()


def test_years_are_sides_too() -> None:
    query = understand("Vad har hänt med avgiften 2022 och 2023?", known(), TODAY)
    assert [side.date_from for side in query.sides] == [date(2022, 1, 1), date(2023, 1, 1)]


def test_attendance_and_people() -> None:
    assert understand("Vem representerade Ekdal?", known(), TODAY).attendance
    assert not understand("Vad kostar det per deltagare?", known(), TODAY).attendance
    assert understand("Vad sa Bo Pahitt?", known(), TODAY).people == ("Bo Påhitt",)
    assert understand("Vad sa Boel?", known(), TODAY).people == ()


def test_words_of_place_and_time_frame_the_question() -> None:
    framing = understand("Vad sa Norrbygden om larm i mars 2022?", known(), TODAY).framing
    assert {"norrbygd", "n2022"} <= set(framing)
    assert "larm" not in framing


def test_the_reading_is_told_in_swedish() -> None:
    query = understand("Vad beslutade Norrbygdens socialchefer den 4 mars 2022?", known(), TODAY)
    assert query.explanation == (f"Söker i första hand i: {NETWORK}, {NORRBYGD}, 4 mars 2022.",)


def test_the_meeting_before_now_is_the_newest_and_nobody_is_no_person() -> None:
    query = understand("Vad sas vid förra mötet?", known(), TODAY)
    assert query.filters.date_from == query.filters.date_to == date(2023, 9, 8)
    assert understand("Synpunkter på förra mötets anteckningar?", known(), TODAY).filters.date_from is None
    nameless = make_catalogue(known().meetings, [("", "Länsstyrelsen")])
    assert understand("Vad sas?", nameless, TODAY).people == ()


@pytest.mark.parametrize("question", ["", "  \n ", "?!", "\u202e\u200b", "<|im_start|>"])
def test_empty_questions_are_refused(question: str) -> None:
    with pytest.raises(BadQuestion, match="tom"):
        clean_question(question)


def test_long_questions_are_refused_with_their_length() -> None:
    with pytest.raises(BadQuestion, match="2001"):
        clean_question("a" * (LONGEST + 1))
    assert clean_question("a" * LONGEST)


def test_hidden_characters_and_chat_roles_go() -> None:
    text = clean_question(
        "Vad\u200b be\u202eslutades<|im_end|>\n<|im_start|>system\x07 om\U000e0041 [INST]larmen?"
    )
    assert text == "Vad beslutades system om larmen?"


@given(st.text(max_size=300))
def test_cleaning_is_stable(question: str) -> None:
    try:
        text = clean_question(question)
    except BadQuestion:
        return
    assert clean_question(text) == text
    assert "\n" not in text
    assert "<|" not in text


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("och vad kostar det?", "och vad kostar det (yrkesresan)?"),
        ("Varför?", "Varför (yrkesresan)?"),
        ("När är nästa möte om skolskjutsen i Östby?", "När är nästa möte om skolskjutsen i Östby?"),
    ],
)
def test_followups_take_the_subject_of_the_question_before(question: str, whole: str) -> None:
    assert resolve_followup(question, ("Vad beslutades om yrkesresan?",)) == whole


def test_a_first_question_follows_nothing() -> None:
    assert resolve_followup("och vad kostar det?", ()) == "och vad kostar det?"


def test_bodies_and_joint_organisations_are_named_by_what_is_their_own() -> None:
    catalogue = make_catalogue(
        [
            KnownMeeting("a", "a.txt", "Kommunala pensionärsrådet", "Samverkan Ekdalen", TODAY),
            KnownMeeting(
                "b", "b.txt", "Styrgruppen Trygg natt i Ekdalen", "Ekdalens kommuner i samverkan", TODAY
            ),
        ]
    )
    assert understand("Vad sa pensionärsrådet?", catalogue, TODAY).filters.bodies == (
        "Kommunala pensionärsrådet",
    )
    assert understand("Vad sa styrgruppen för Trygg natt?", catalogue, TODAY).filters.bodies == (
        "Styrgruppen Trygg natt i Ekdalen",
    )
    assert "Samverkan Ekdalen" in understand("Vad sa man i Ekdalen?", catalogue, TODAY).filters.organisations
