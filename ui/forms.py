"""Our own small pages beside the main one: logging in, one's account, all accounts. Plain HTML, no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ui.accounts import Account
from ui.passwords import LONGEST, SHORTEST
from ui.roles import ROLES, SWEDISH, Caller

_PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Mötesminne</title><link rel="stylesheet" href="/session.css"></head>
<body class="mm-form-page"><main><p>Mötesminne</p><h1>{title}</h1>{told}{body}</main></body></html>
"""
_HIDDEN_FIELD = (
    '<p><label for="{id}">{label}</label><input id="{id}" name="{id}" type="password" required '
    'autocomplete="{use}" maxlength="200"{more}></p>'
)
_RULE = f"Minst {SHORTEST} tecken, gärna flera ord i rad. Kontots namn får inte ingå."
_NEW = f' minlength="{SHORTEST}" aria-describedby="rule"'


def login_html(error: str = "", name: str = "") -> str:
    """The form to log in, with what went wrong the last time."""
    password = _HIDDEN_FIELD.format(id="password", label="Lösenord", use="current-password", more="")
    body = (
        '<form method="post" action="/login"><p><label for="name">Namn</label>'
        f'<input id="name" name="name" required autocomplete="username" autocapitalize="none" maxlength="64" '
        f'spellcheck="false" value="{escape(name)}"></p>{password}<p><button>Logga in</button></p></form>'
    )
    return _page("Logga in", body, error)


def own_account_html(caller: Caller, has_password: bool, error: str = "", done: str = "") -> str:
    """One's own account: which it is, and the form for another password."""
    body = f"<p>Du är inloggad som <strong>{escape(caller.name)}</strong> och får {SWEDISH[caller.role]}.</p>"
    if has_password:
        body += (
            '<form method="post" action="/konto"><h2>Byt lösenord</h2>'
            + _HIDDEN_FIELD.format(id="old", label="Nuvarande lösenord", use="current-password", more="")
            + _HIDDEN_FIELD.format(id="new", label="Nytt lösenord", use="new-password", more=_NEW)
            + _HIDDEN_FIELD.format(id="again", label="Nya lösenordet igen", use="new-password", more=_NEW)
            + f'<p id="rule">{_RULE}</p><p><button>Byt lösenord</button></p></form>'
        )
    else:
        body += "<p>Inloggningen sköts utanför Mötesminne, så lösenordet byts inte här.</p>"
    return _page("Mitt konto", body + _BACK, error, done)


def accounts_html(accounts: Sequence[Account], error: str = "", done: str = "") -> str:
    """All accounts, each with its role, and the forms to change them."""
    rows = "".join(map(_row, accounts))
    roles = "".join(f'<option value="{role}">{SWEDISH[role]}</option>' for role in ROLES)
    body = (
        '<div class="mm-wide" tabindex="0" role="region" aria-label="Konton"><table><thead><tr>'
        '<th scope="col">Namn</th>'
        f'<th scope="col">Får</th><th scope="col">Nytt lösenord</th><th scope="col">Ta bort</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        '<form method="post" action="/konton"><h2>Nytt konto</h2><input type="hidden" name="do" value="add">'
        '<p><label for="name">Namn</label><input id="name" name="name" required maxlength="64" '
        'autocomplete="off" autocapitalize="none" spellcheck="false"></p>'
        f'<p><label for="role">Får</label><select id="role" name="role">{roles}</select></p>'
        + _HIDDEN_FIELD.format(id="password", label="Lösenord", use="new-password", more=_NEW)
        + f'<p id="rule">{_RULE}</p><p><button>Lägg till</button></p></form>'
    )
    return _page("Konton", body + _BACK, error, done)


_BACK = '<p><a href="/">Till Mötesminne</a></p>'


def _row(account: Account) -> str:
    name = escape(account.name)
    roles = "".join(
        f'<option value="{role}"{" selected" if role == account.role else ""}>{SWEDISH[role]}</option>'
        for role in ROLES
    )
    hidden = f'<input type="hidden" name="name" value="{name}">'
    form = '<form method="post" action="/konton">'
    return (
        f'<tr><th scope="row">{name}</th>'
        f'<td>{form}<input type="hidden" name="do" value="role">{hidden}'
        f'<select name="role" aria-label="{name} får">{roles}</select> <button>Ändra</button></form></td>'
        f'<td>{form}<input type="hidden" name="do" value="password">{hidden}'
        f'<input type="password" name="password" required minlength="{SHORTEST}" maxlength="{LONGEST}" '
        f'autocomplete="new-password" aria-label="Nytt lösenord för {name}"> <button>Byt</button></form></td>'
        f'<td>{form}<input type="hidden" name="do" value="remove">{hidden}'
        f"<button>Ta bort {name}</button></form></td></tr>"
    )


def _page(title: str, body: str, error: str = "", done: str = "") -> str:
    told = f'<p class="mm-told mm-error" role="alert">{escape(error)}</p>' if error else ""
    told += f'<p class="mm-told" role="status">{escape(done)}</p>' if done else ""
    return _PAGE.format(title=title, told=told, body=body)
