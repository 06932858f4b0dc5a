"""Which other computers this process is connected to right now, as the system's own table says."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path

_ESTABLISHED = "01"


def connections_out(server_port: int, proc: Path = Path("/proc/self")) -> tuple[str, ...] | None:
    """Addresses of other computers to which this process holds a connection that it did not merely
    answer on ``server_port``; None where the system does not tell.
    """
    try:
        mine = {str(link.readlink()) for link in _links(proc / "fd")}
        rows = [row for name in ("tcp", "tcp6") for row in _rows(proc / "net" / name)]
    except OSError:
        return None
    found = set()
    for local, remote, state, inode in rows:
        address = ipaddress.ip_address(_address(remote))
        ours = int(local.rsplit(":", 1)[1], 16) == server_port
        inside = address.is_loopback or (
            isinstance(address, ipaddress.IPv6Address)
            and address.ipv4_mapped is not None
            and address.ipv4_mapped.is_loopback
        )
        if state == _ESTABLISHED and f"socket:[{inode}]" in mine and not inside and not ours:
            found.add(str(address))
    return tuple(sorted(found))


def _links(folder: Path) -> Iterator[Path]:
    for link in folder.iterdir():
        if link.is_symlink():
            yield link


def _rows(table: Path) -> Iterator[tuple[str, str, str, str]]:
    """Local address, remote address, state and inode of each connection."""
    if not table.exists():
        return
    for line in table.read_text(encoding="ascii").splitlines()[1:]:
        cells = line.split()
        yield cells[1], cells[2], cells[3], cells[9]


def _address(cell: str) -> str:
    """The table's hexadecimal address (little-endian words, see proc(5)) as text."""
    raw = bytes.fromhex(cell.split(":")[0])
    words = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    return socket.inet_ntop(socket.AF_INET if len(words) == 4 else socket.AF_INET6, words)
