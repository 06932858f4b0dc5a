"""The routes of logging in and out, of one's own account, and of all accounts for those who administer."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from index.errors import BadSettings, MinutesError
from ui import forms
from ui.access import Access, LoginRefused
from ui.roles import ROLES, Role, caller_of

Answer = Callable[[Request], Awaitable[Response]]


def add_login(web: FastAPI, access: Access) -> None:
    """Add the routes; the gate has checked origin, size and role before they are reached."""
    desk = _Desk(access)
    for path, method, answer in (
        ("/login", "GET", desk.form),
        ("/login", "POST", desk.log_in),
        ("/logout", "POST", desk.log_out),
        ("/konto", "GET", desk.own),
        ("/konto", "POST", desk.change_own),
        ("/konton", "GET", desk.everyone),
        ("/konton", "POST", desk.change),
    ):
        web.add_api_route(path, answer, methods=[method], response_model=None)


class _Desk:
    """What each of the routes does."""

    def __init__(self, access: Access) -> None:
        self._access, self._accounts = access, access.accounts

    async def form(self, request: Request) -> Response:
        if not self._access.login_needed:
            return RedirectResponse("/", 303)
        ended = "Din inloggning har gått ut. Logga in igen." if "slut" in request.query_params else ""
        return HTMLResponse(forms.login_html(ended))

    async def log_in(self, request: Request) -> Response:
        told = await _fields(request)
        name, password = told.get("name", ""), told.get("password", "")
        address = self._access.address(request.scope)
        try:
            account = await run_in_threadpool(self._access.confirm, name, password, address)
        except LoginRefused as refused:
            status = 429 if refused.wait_s > 0 else 401
            wait = {"retry-after": str(math.ceil(refused.wait_s))} if refused.wait_s > 0 else {}
            return HTMLResponse(forms.login_html(refused.message, name), status, wait)
        self._access.log_out(request.scope)  # what the browser had before ends
        answer = RedirectResponse("/", 303)
        self._set_cookie(answer, self._access.begin(account))
        return answer

    async def log_out(self, request: Request) -> Response:
        self._access.log_out(request.scope)
        answer = RedirectResponse("/login", 303)
        self._set_cookie(answer, "", 0)
        return answer

    async def own(self, request: Request) -> Response:
        return HTMLResponse(self._own(request))

    async def change_own(self, request: Request) -> Response:
        told, caller = await _fields(request), caller_of(request)
        if told.get("new") != told.get("again"):
            return HTMLResponse(self._own(request, "De nya lösenorden är inte lika."), 400)
        address = self._access.address(request.scope)
        try:
            old = told.get("old", "")
            account = await run_in_threadpool(self._access.confirm, caller.name, old, address)
            await run_in_threadpool(self._accounts.set_password, account.name, told.get("new", ""))
        except MinutesError as error:
            return HTMLResponse(self._own(request, str(error)), 400)
        answer = HTMLResponse(self._own(request, done="Lösenordet är bytt. Andra inloggningar är avslutade."))
        if renewed := self._accounts.find(caller.name):
            self._set_cookie(answer, self._access.begin(renewed))
        return answer

    async def everyone(self, _request: Request) -> Response:
        return HTMLResponse(forms.accounts_html(self._accounts.all()))

    async def change(self, request: Request) -> Response:
        told = await _fields(request)
        try:
            done = await run_in_threadpool(self._changed, told, caller_of(request).name)
        except MinutesError as error:
            return HTMLResponse(forms.accounts_html(self._accounts.all(), str(error)), 400)
        return HTMLResponse(forms.accounts_html(self._accounts.all(), done=done))

    def _changed(self, told: Mapping[str, str], own: str) -> str:
        what, name = told.get("do", ""), told.get("name", "")
        account = self._accounts.find(name)
        if what == "add":
            self._accounts.add(name, _role(told), told.get("password", ""))
            return f"Kontot {name} är tillagt."
        if account is None:
            raise BadSettings(f"Det finns inget konto {name}.")
        if account.name == own:
            raise BadSettings(
                "Ditt eget konto ändrar du inte här.", "Be någon annan, eller gå till Mitt konto."
            )
        if what == "password":
            self._accounts.set_password(name, told.get("password", ""))
            return f"{account.name} har ett nytt lösenord och är utloggad."
        if what == "role":
            self._accounts.set_role(name, _role(told))
            return f"{account.name} har fått en annan roll."
        if what == "remove":
            self._accounts.remove(name)
            return f"Kontot {account.name} är borttaget."
        raise BadSettings("Begäran kan inte läsas.", "Ladda om sidan.")

    def _own(self, request: Request, error: str = "", done: str = "") -> str:
        caller = caller_of(request)
        account = self._accounts.find(caller.name)
        return forms.own_account_html(caller, bool(account and account.hashed), error, done)

    def _set_cookie(self, answer: Response, token: str, age: int | None = None) -> None:
        answer.set_cookie(
            self._access.cookie,
            token,
            max_age=age,
            path="/",
            secure=self._access.exposure.secure,
            httponly=True,
            samesite="strict",
        )


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form; of a field that stands twice, the last."""
    body = await request.body()
    found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[-1] for name, values in found.items()}


def _role(told: Mapping[str, str]) -> Role:
    role = told.get("role", "")
    if role not in ROLES:
        raise BadSettings(f"”{role}” är ingen roll.", "Välj en i listan.")
    return role
