"""The accounts of the page: adding, listing, changing and removing them."""

from __future__ import annotations

import argparse
import getpass
import json
import sys

from index.errors import BadSettings
from rag.settings import Settings
from ui.accounts import Accounts
from ui.passwords import Passwords
from ui.roles import SWEDISH


def manage(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run one ``users`` command. Raises: BadSettings, IndexBusy, StorageFailed."""
    accounts = Accounts(settings.home, Passwords())
    action, name = arguments.action, arguments.name
    if action == "list":
        return _list(accounts, arguments.json)
    if not name:
        raise BadSettings("Kontots namn saknas.", f"Skriv till exempel: motesminne users {action} anna")
    if action in ("add", "role") and arguments.role is None:
        raise BadSettings("Rollen saknas.", "Ange --role read, --role edit eller --role admin.")
    if action == "add":
        accounts.add(name, arguments.role, None if arguments.proxy_login else _new_password(name))
        done = f"Kontot {name} är tillagt och får {SWEDISH[arguments.role]}."
    elif action == "password":
        accounts.require(name)
        accounts.set_password(name, _new_password(name))
        done = f"{name} har ett nytt lösenord. Tidigare inloggningar är avslutade."
    elif action == "role":
        accounts.set_role(name, arguments.role)
        done = f"{name} får nu {SWEDISH[arguments.role]}."
    else:
        accounts.remove(name)
        done = f"Kontot {name} är borttaget. Dess inloggningar är avslutade."
    sys.stdout.write(json.dumps({"done": done}, ensure_ascii=False) if arguments.json else done)
    sys.stdout.write("\n")
    return 0


def _list(accounts: Accounts, as_json: bool) -> int:
    found = accounts.all()
    if as_json:
        rows = [{"name": one.name, "role": one.role, "password": bool(one.hashed)} for one in found]
        sys.stdout.write(json.dumps({"users": rows}, ensure_ascii=False, indent=2) + "\n")
        return 0
    for one in found:
        how = "" if one.hashed else ", loggar in genom proxyn"
        sys.stdout.write(f"{one.name}: {SWEDISH[one.role]}{how}\n")
    if not found:
        sys.stdout.write("Inga konton finns. Lägg till ett med: motesminne users add NAMN --role admin\n")
    return 0


def _new_password(name: str) -> str:
    """Asked for twice at a terminal; otherwise the first line that is piped in. Never an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"Lösenord för {name}: ")
    if getpass.getpass("En gång till: ") != first:
        raise BadSettings("Lösenorden är inte lika.", "Försök igen.")
    return first
