"""Where the page may be reached from, and what must be set before it may: nothing is open by oversight."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from index.errors import BadSettings
from rag.settings import ServerSettings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_GUIDE = "Se ”Sidan för fler på nätet” i docs/operations.md, eller använd 127.0.0.1."


@dataclass(frozen=True, slots=True)
class Exposure:
    """A checked choice of where to listen.

    ``names`` are the hosts a browser may name (lower case, IPv6 in brackets). ``secure``: the browser's
    side is TLS. ``must_log_in``: even when there is no account, since others can reach the page.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    names: frozenset[str] = _LOOPBACK_NAMES
    certificate: tuple[Path, Path] | None = None
    behind_proxy: bool = False
    proxies: tuple[Network, ...] = ()
    user_header: str = ""
    header_role: str = ""
    must_log_in: bool = False

    @property
    def secure(self) -> bool:
        """Whether the browser talks TLS."""
        return self.behind_proxy or self.certificate is not None

    @property
    def url(self) -> str:
        """The address to open: a given name before the bare address."""
        named = sorted(self.names - _LOOPBACK_NAMES - {_in_url(self.host)})
        scheme = "https" if self.secure else "http"
        if self.behind_proxy:
            return f"{scheme}://{named[0] if named else _in_url(self.host)}/"
        return f"{scheme}://{named[0] if named else _in_url(self.host)}:{self.port}/"

    def trusts(self, peer: str) -> bool:
        """Whether a connection from ``peer`` comes from one of the proxies."""
        try:
            address = plain_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.proxies)


def plain_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address as it is meant: IPv4 that comes in the clothes of IPv6 is IPv4. Raises: ValueError."""
    found = ipaddress.ip_address(text)
    mapped = found.ipv4_mapped if found.version == 6 else None
    return mapped or found


def check_exposure(server: ServerSettings, home: Path, accounts: bool) -> Exposure:
    """What the settings come to. ``accounts``: whether there is any. Relative paths start from ``home``.

    Raises BadSettings, in one line, when other computers could reach the page without login or
    without TLS, or when settings contradict each other. A proxy or another name in front of this
    computer's own address counts as others.
    """
    certificate = _certificate(server, home)
    _check_proxies(server)
    alone = is_loopback(server.host) and not server.tls_proxy and not server.names
    anywhere = server.host in ("0.0.0.0", "::", "")  # noqa: S104
    if not alone:
        missing = [
            what
            for what, there in (
                ("inloggning", accounts or bool(server.user_header)),
                ("TLS", bool(certificate) or server.tls_proxy),
                ("namnet som webbläsaren använder", bool(server.names) or not anywhere),
            )
            if not there
        ]
        if missing:
            raise BadSettings(
                f"Sidan på {server.host} kan nås från andra datorer, men det saknas {_listed(missing)}.",
                _GUIDE,
            )
    own = frozenset() if anywhere else frozenset({_in_url(server.host)})
    return Exposure(
        host=server.host,
        port=server.port,
        names=_LOOPBACK_NAMES | own | frozenset(map(_checked_name, server.names)),
        certificate=certificate,
        behind_proxy=server.tls_proxy,
        proxies=server.trusted_proxies,
        user_header=server.user_header.lower(),
        header_role=server.header_role,
        must_log_in=not alone,
    )


def is_loopback(host: str) -> bool:
    """Whether only programs on this computer reach the address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_free(host: str, port: int) -> None:
    """Raise BadSettings when another program listens on the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadSettings(
                f"Port {port} på {host} kan inte användas ({error.strerror}).",
                "Stäng det andra programmet, eller välj en annan port med --port.",
            ) from error


def _certificate(server: ServerSettings, home: Path) -> tuple[Path, Path] | None:
    if server.tls_cert is None and server.tls_key is None:
        return None
    if server.tls_cert is None or server.tls_key is None:
        raise BadSettings("TLS behöver både certifikat och nyckel.", "Ange tls_cert och tls_key.")
    if server.tls_proxy:
        raise BadSettings("TLS är satt både här och i en proxy.", "Ta bort tls_proxy eller certifikatet.")
    pair = home / server.tls_cert.expanduser(), home / server.tls_key.expanduser()
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*pair, password="")
    except OSError as error:
        reason = (
            "filen finns inte" if isinstance(error, FileNotFoundError) else "fel innehåll eller rättigheter"
        )
        raise BadSettings(
            f"Certifikatet {pair[0]} med nyckeln {pair[1]} kan inte användas ({reason}).",
            "Kontrollera filerna; nyckeln ska vara i PEM-form och utan lösenord.",
        ) from error
    return pair


def _check_proxies(server: ServerSettings) -> None:
    if (server.tls_proxy or server.user_header) and not server.trusted_proxies:
        what = "tls_proxy" if server.tls_proxy else "user_header"
        raise BadSettings(
            f"{what} är satt, men ingen proxy är betrodd.", "Ange proxyns adress i trusted_proxies."
        )
    if any(network.prefixlen == 0 for network in server.trusted_proxies):
        raise BadSettings("trusted_proxies omfattar alla adresser.", "Ange proxyns egen adress.")


def _checked_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9åäöÅÄÖ.-]+|\[?[0-9A-Fa-f:]+\]?", name):
        raise BadSettings(
            f"”{name}” är inget värdnamn.", "Skriv som minnet.exempel.se, utan https:// och port."
        )
    return _in_url(name if ":" in name else name.encode("idna").decode())  # as a browser sends it


def _in_url(host: str) -> str:
    return f"[{host}]".lower() if ":" in host and not host.startswith("[") else host.lower()


def _listed(words: list[str]) -> str:
    return " och ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
