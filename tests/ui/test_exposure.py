"""What must be set before others can reach the page: refused in one Swedish line otherwise."""

from __future__ import annotations

import datetime as dt
import socket
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cli.main import main
from index.errors import BadSettings
from rag.settings import ServerSettings
from ui.exposure import check_exposure, check_free, is_loopback

CERTIFICATE, KEY = "tls.pem", "key.pem"


def make_certificate(folder: Path, name: str = "minnet.example") -> None:
    """A certificate of our own making, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CERTIFICATE).write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / KEY).write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _check(home: Path, accounts: bool = True, **told: Any) -> Any:
    return check_exposure(ServerSettings.model_validate(told), home, accounts)


OPEN: dict[str, Any] = {"host": "0.0.0.0", "names": ["minnet.example"]}
PROXIED: dict[str, Any] = {"tls_proxy": True, "trusted_proxies": ["10.0.0.5"]}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_this_computer_alone_needs_nothing(tmp_path: Path, host: str) -> None:
    found = _check(tmp_path, accounts=False, host=host)
    assert (found.must_log_in, found.secure) == (False, False)
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "server.example", "", "127.0.0.1.example"])
def test_other_computers_need_login_and_tls_first(tmp_path: Path, host: str) -> None:
    with pytest.raises(BadSettings, match=r"saknas .*inloggning.*TLS") as refused:
        _check(tmp_path, accounts=False, host=host)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("accounts", "told", "missing"),
    [
        (False, OPEN | PROXIED, "det saknas inloggning."),
        (True, OPEN, "det saknas TLS."),
        (False, PROXIED, "det saknas inloggning."),
        (False, {"names": ["minnet.example"]}, "det saknas inloggning och TLS."),
        (True, {"host": "0.0.0.0", **PROXIED}, "det saknas namnet som webbläsaren använder."),
        (True, {"tls_proxy": True}, "ingen proxy är betrodd"),
        (True, {"user_header": "X-User"}, "ingen proxy är betrodd"),
        (True, OPEN | PROXIED | {"trusted_proxies": ["0.0.0.0/0"]}, "alla adresser"),
        (True, {"tls_cert": "a.pem"}, "både certifikat och nyckel"),
        (True, {"tls_cert": "a.pem", "tls_key": "b.pem"}, "filen finns inte"),
        (True, PROXIED | {"names": ["https://minnet.example"]}, "inget värdnamn"),
        (True, PROXIED | {"names": ["*"]}, "inget värdnamn"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, accounts: bool, told: dict[str, Any], missing: str) -> None:
    with pytest.raises(BadSettings, match=missing.replace(".", r"\.")) as refused:
        _check(tmp_path, accounts, **told)
    assert "\n" not in str(refused.value)


def test_a_certificate_of_one_s_own_is_enough(tmp_path: Path) -> None:
    make_certificate(tmp_path)
    own: dict[str, Any] = {"tls_cert": CERTIFICATE, "tls_key": KEY}
    found = _check(tmp_path, **OPEN, **own)
    assert found.certificate == (tmp_path / CERTIFICATE, tmp_path / KEY)
    assert (found.must_log_in, found.secure, found.url) == (True, True, "https://minnet.example:7860/")
    with pytest.raises(BadSettings, match="både här och i en proxy"):
        _check(tmp_path, **OPEN, **own, **PROXIED)
    (tmp_path / KEY).write_text("not a key")
    with pytest.raises(BadSettings, match="fel innehåll"):
        _check(tmp_path, **OPEN, **own)


def test_a_proxy_with_login_and_tls_is_enough(tmp_path: Path) -> None:
    found = _check(tmp_path, accounts=False, **OPEN, **PROXIED, user_header="X-Remote-User")
    assert (found.must_log_in, found.secure, found.url) == (True, True, "https://minnet.example/")
    assert found.trusts("10.0.0.5")
    assert found.trusts("::ffff:10.0.0.5")
    assert not any(
        found.trusts(peer) for peer in ("10.0.0.6", "127.0.0.1", "", "testclient", "::ffff:10.0.0.6", "x")
    )


def test_names_are_as_browsers_send_them(tmp_path: Path) -> None:
    found = _check(tmp_path, host="::1", names=["Örebro.example", "2001:db8::1"], **PROXIED)
    assert {"xn--rebro-iua.example", "[2001:db8::1]", "[::1]", "localhost"} <= found.names


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=f"Port {port}"):
            check_free("127.0.0.1", port)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--host", "0.0.0.0"],
        ["--host", "0.0.0.0", "--name", "minnet.example"],
        ["--host", "::"],
        ["--host", "192.0.2.7", "--tls-proxy"],
        ["--name", "minnet.example"],
        ["--host", "0.0.0.0", "--port", "99999"],
        ["--tls-cert", "finns-inte.pem", "--tls-key", "finns-inte.pem"],
    ],
)
def test_serving_openly_is_refused_with_one_line_and_exit_code_1(
    own_home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *arguments]) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_binding_to_all_addresses_without_login_says_what_is_missing(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--host", "0.0.0.0"]) == 1
    assert capsys.readouterr().err == (
        "Sidan på 0.0.0.0 kan nås från andra datorer, men det saknas inloggning, TLS och namnet som "
        "webbläsaren använder. Se ”Sidan för fler på nätet” i docs/operations.md, eller använd 127.0.0.1.\n"
    )
