"""Files behind the page's links: served by id or token, refused in one line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import make_server
from rag.settings import load_settings
from tests.ui.site import GatedEngine, SmallAssistant
from ui.downloads import marks_in


@pytest.fixture
def client(own_home: Path, repository: Path) -> Iterator[TestClient]:
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(own_home)}), GatedEngine()) as assistant:
        assistant.index([repository / "eval/data/minutes/sjoviken-socialnamnd-2023-06-13.pdf"])
        yield TestClient(make_server(assistant), base_url="http://127.0.0.1:7860")


def test_marks_of_an_address_are_read_and_nonsense_left_out() -> None:
    assert marks_in("12-80,90-120") == ((12, 80), (90, 120))
    assert marks_in("") == ()
    assert marks_in("1-2-3,a-b,-1-4,99999999-1") == ()
    assert len(marks_in(",".join(["1-2"] * 500))) == 40


def test_the_log_is_fetched_in_two_forms_and_no_other(client: TestClient) -> None:
    text = client.get("/beslut.csv?fran=2023-06&till=2023-06&slag=Alla slag")
    assert text.text.startswith("\ufeffDatum;Organ;")
    assert 'filename="beslut.csv"' in text.headers["content-disposition"]
    assert client.get("/beslut.xlsx").content.startswith(b"PK")
    assert client.get("/beslut.exe").status_code == 404
    refused = client.get("/beslut.csv?fran=i+våras")
    assert (refused.status_code, "är ingen tid" in refused.text) == (404, True)


def test_no_page_is_pictured_by_a_name_or_an_unknown_id(client: TestClient) -> None:
    assert client.get(f"/sida/{'0' * 64}/1.png").status_code == 404
    assert client.get("/sida/protokoll.pdf/1.png").status_code == 404
    assert client.get(f"/sida/{'0' * 64}/ett.png").status_code == 404


def test_a_page_of_an_indexed_original_comes_as_png(client: TestClient, repository: Path) -> None:
    original = repository / "eval/data/minutes/sjoviken-socialnamnd-2023-06-13.pdf"
    document_id = hashlib.sha256(original.read_bytes()).hexdigest()
    picture = client.get(f"/sida/{document_id}/2.png?m=0-200")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert client.get(f"/sida/{document_id}/99.png").status_code == 404


@pytest.mark.parametrize("path", ["/svar.md?id=x", "/svar.exe?id=x", "/sammanfattning.docx?id=x"])
def test_a_token_nobody_was_told_gives_nothing(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "finns inte kvar i minnet" in answer.text
