"""What the page tells of itself."""

from __future__ import annotations

from pathlib import Path

from rag.connections import connections_out
from rag.doctor import Checkup, Finding, Report
from rag.licences import package_licences
from rag.settings import load_settings
from rag.types import Timings
from tests.ui.site import GatedEngine, SmallAssistant
from ui.about import about_html, checkup_html, times_told
from ui.about_words import ACCESSIBILITY, paragraphs


def test_everything_is_told_of_an_empty_installation(own_home: Path) -> None:
    with SmallAssistant(load_settings({"MOTESMINNE_HOME": str(own_home)}), GatedEngine()) as assistant:
        shown = about_html(assistant)
    for words in ("Språkmodell", "Instruktion till modellen", "anslutningar", "WCAG 2.1", "gradio", "Alt+K"):
        assert words in shown


def test_the_latest_answers_times_are_told() -> None:
    told = dict(times_told(2, (Timings(first_evidence_s=0.2, total_s=9.0),) * 3))
    assert told["Processor"] == "2 kärnor används"
    assert told["Minne"].endswith(" GB")
    assert "0,2 s" in told["Senaste 3 svaren"]
    assert "9,0 s" in told["Senaste 3 svaren"]


def test_the_self_check_says_what_to_do() -> None:
    good, bad = Finding("ok", "Finns."), Finding("fault", "Saknas.", "Hämta den.")
    assert "Inga fel" in checkup_html(Report((Checkup("Modell", good),)))
    shown = checkup_html(Report((Checkup("Modell", bad),)))
    assert "mm-error" in shown
    assert "Saknas. Hämta den." in shown


def test_every_package_says_its_licence() -> None:
    assert all(name and version and licence != "okänd" for name, version, licence in package_licences())


def test_connections_are_read_from_the_systems_table(tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "fd").mkdir()
    for number, inode in enumerate((11, 22, 33, 44)):
        (tmp_path / "fd" / str(number)).symlink_to(f"socket:[{inode}]")
    head = "  sl  local_address rem_address   st tx rx tr tm->when retrnsmt   uid  timeout inode\n"
    rows = (
        ("0100007F:1EB4", "0100007F:C350", 11),  # this computer
        ("0A00000A:C351", "08080808:01BB", 22),  # 8.8.8.8
        ("0A00000A:1EB4", "0B00000A:C352", 33),  # a browser at the page's own port
        ("0A00000A:C353", "09090909:01BB", 99),  # of another process
    )
    lines = [f"   0: {local} {remote} 01 0 0 0 0 0 {inode}" for local, remote, inode in rows]
    (tmp_path / "net" / "tcp").write_text(head + "\n".join(lines) + "\n", encoding="ascii")
    assert connections_out(0x1EB4, tmp_path) == ("8.8.8.8",)
    assert connections_out(0x1EB4, tmp_path / "nowhere") is None


def test_a_paragraph_goes_on_over_indented_lines() -> None:
    assert paragraphs("\nEtt\n två.\nTre.\n") == ("Ett två.", "Tre.")
    assert len(paragraphs(ACCESSIBILITY)) == 5
