"""Index terms of Swedish: stems, compounds, numbers, dates, and words mended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.acronyms import acronyms, find_definitions
from index.compounds import compound_parts
from index.ranking import HEADER, K1, WINDOW, keyword_scores, neighbour_scores, rarities, rarity
from index.spelling import mend
from index.swedish import PART_WEIGHT, find_terms, fold, stem, terms, tokens, weighted_terms


@pytest.mark.parametrize(
    "forms",
    [
        "kommun kommunen kommunens kommuner kommunerna kommunernas",
        "medel medlen",
        "titel titlar titlarna",
        "besluta beslutar beslutade beslutades beslut beslöt",
        "stad städer städerna",
        "yrkesresa yrkesresan yrkesresans",
        "remissvar remissvaret remissvaren",
        "utförarregister utförarregistret",
    ],
)
def test_inflections_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("färdtjänsthandläggning", ("färdtjänst", "handläggning")),
        ("samverkansavtal", ("samverkan", "avtal")),
        ("remissvar", ("remiss", "svar")),
        ("yrkesresans", ("yrke", "resans")),
        ("huvudmottagningskommun", ("huvud", "mottagning", "kommun")),
        ("bygglovsärenden", ("bygglov", "ärenden")),
    ],
)
def test_compounds_are_taken_apart(word: str, parts: tuple[str, ...]) -> None:
    assert compound_parts(word) == parts


@pytest.mark.parametrize("word", ["kommunernas", "genomföra", "bemanning", "anledning", "kort", "förståelse"])
def test_words_that_are_no_compounds_stay_whole(word: str) -> None:
    assert compound_parts(word) == ()


def test_a_part_of_a_compound_finds_the_compound() -> None:
    assert set(terms("yrkesresans")) & set(terms("resan"))
    assert set(terms("remissen")) & set(terms("remissvaren"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("200 000 kr", "200. 000 kr"),
        ("200 000", "200.000"),
        ("10 %", "10%"),
        ("10 procent", "tio procent"),
        ("2,3 miljoner", "2 300 000"),
        ("fem områden", "5 områden"),
        ("den 9 juni", "9/6"),
        ("4 mars 2022", "2022-03-04"),
        ("4 mars 2022", "220304"),
    ],
)
def test_numbers_and_dates_come_to_one_form(first: str, second: str) -> None:
    assert terms(first)[0] == terms(second)[0]


def test_a_date_with_a_year_is_found_without_it() -> None:
    assert terms("den 9 juni")[0] in terms("9 juni 2022")


def test_clock_times_and_paragraphs() -> None:
    assert terms("kl. 09:00") == ("kl", "t0900")
    assert terms("§ 57") == ("n57",)


def test_hyphens_and_colons() -> None:
    assert tokens("GR:s it-säkerhet") == ("gr:s", "it-säkerhet")
    assert terms("GR:s") == ("gr",)
    assert set(terms("HoS-avtalet")) >= {"hosavtal", "avtal"}
    assert terms("Mini-Maria")[0] == terms("MiniMaria")[0]


def test_stop_words_are_left_out_but_acronyms_stay() -> None:
    assert terms("vad är det som ska göras hos oss") == ()
    assert terms("HOS") == ("hos",)


def test_question_terms_weigh_parts_less() -> None:
    weights = weighted_terms("samverkansavtal om avtal")
    assert weights[stem("samverkansavtal")] == 1.0
    assert weights["avtal"] == 1.0
    assert weights["samverkan"] == PART_WEIGHT


@given(st.text(max_size=200))
def test_terms_stand_in_the_text_and_are_plain(text: str) -> None:
    for term in find_terms(text):
        assert 0 <= term.start < term.end <= len(text)
        assert all(one and one == one.lower() and " " not in one for one in (term.text, *term.parts))


def _lookup(*words: str):  # type: ignore[no-untyped-def]
    return lambda prefix: {word: 1 for word in words if word.startswith(prefix)}


def test_misspelt_words_are_mended() -> None:
    lookup = _lookup("bemanning", "millennium", "trygghetslarm", "färdtjänst", "överenskommelse")
    assert mend(["bemaning", "milenium", "tryghetslarm"], lookup) == {
        "bemaning": "bemanning",
        "milenium": "millennium",
        "tryghetslarm": "trygghetslarm",
    }
    assert mend(["fardtjanst", "overenskommelse"], lookup) == {
        "fardtjanst": "färdtjänst",
        "overenskommelse": "överenskommelse",
    }


def test_words_far_from_all_are_left() -> None:
    assert mend(["cykelbana", "buss"], _lookup("cykelställ", "busst")) == {}


def test_fold_takes_dots_away() -> None:
    assert fold("Överlåtelse på Åland") == "overlatelse pa aland"


def test_rarity_falls_with_frequency_and_stays_positive() -> None:
    assert rarity(100, 1) > rarity(100, 50) > rarity(100, 100) > 0


def test_keyword_scores_by_hand() -> None:
    weights = rarities({"a": 1.0}, {"a": 1}, 2)
    scores = keyword_scores(weights, {}, {"p": ((), ("a", "b")), "q": ((), ("b", "b"))})
    # Both of mean length, so the norm is K1; one occurrence: 1 * (K1 + 1) / (1 + K1) = 1 of K1 + 1 at most.
    assert scores["p"] == pytest.approx(1 / (K1 + 1))
    assert scores["q"] == 0.0
    header = keyword_scores(weights, {}, {"p": (("a",), ("b",)), "q": ((), ("b", "b"))})
    assert header["p"] == pytest.approx(HEADER / (HEADER + K1))


def test_neighbours_count_where_they_stand_together() -> None:
    far = ("a", *"x" * WINDOW, "b", "c")
    fields = {"p": ((), ("b", "x", "a")), "q": ((), far), "r": (("a", "b"), ())}
    scores = neighbour_scores([("a", "b"), ("b", "c")], {"a": 1.0, "b": 2.0, "c": 3.0}, fields)
    assert scores == {"p": pytest.approx(3 / 8), "q": pytest.approx(5 / 8), "r": 0.0}
    assert neighbour_scores([], {}, fields) == {"p": 0.0, "q": 0.0, "r": 0.0}


def test_keyword_scores_without_known_terms() -> None:
    assert keyword_scores({}, {}, {"p": ((), ("a",))}) == {"p": 0.0}


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("De berättar om Gruppvåldsintervention (GVI).", "GVI", "Gruppvåldsintervention"),
        ("Lina berättar om SAV, samlad avhopparverksamhet.", "SAV", "samlad avhopparverksamhet"),
        ("görs med BOPS (brottsoffer och personsäkerhet)", "BOPS", "brottsoffer och personsäkerhet"),
        ("avtal med tillhörande överenskommelser (ÖK)", "ÖK", "överenskommelser"),
    ],
)
def test_acronyms_are_learned_from_the_text(text: str, short: str, long: str) -> None:
    assert acronyms(text) == {short: long}
    (one,) = find_definitions(text)
    assert short in text[one.start : one.end]
    assert long in text[one.start : one.end]


@pytest.mark.parametrize(
    "text",
    ["på mötesplats SoL (som ingår i den beslutade planen)", "GR, en av regionerna", "Anna Ek (AB), Bo Ek"],
)
def test_what_explains_no_acronym_teaches_none(text: str) -> None:
    assert acronyms(text) == {}
