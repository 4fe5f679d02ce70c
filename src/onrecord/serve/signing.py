"""Signing in with a token, and out: a browser gets a session, in a cookie that no script and no other site can use."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import Cookie, State
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.params import Body
from litestar.response import Redirect

from onrecord.errors import ActError
from onrecord.serve import tokens
from onrecord.serve.access import COOKIE, check_csrf, of_token
from onrecord.serve.answers import AnyRequest, TheLedger, answer
from onrecord.serve.limits import limited
from onrecord.serve.views import SignIn

_OPEN: dict[str, Any] = {"scope": None, "form": True}


class TokenForm(msgspec.Struct, frozen=True):
    """What the form sends."""

    token: Annotated[str, msgspec.Meta(max_length=200)]


class SignOutForm(msgspec.Struct, frozen=True):
    """What the form sends."""

    csrf: Annotated[str, msgspec.Meta(max_length=200)]


@get("/sign-in", opt=_OPEN, sync_to_thread=False)
def sign_in_page(request: AnyRequest) -> Response[SignIn]:
    """Who is signed in."""
    who = request.scope["state"]["who"]
    scopes = tuple(sorted(who.scopes)) if who else ()
    return answer(request, SignIn(name=who.name if who else None, scopes=scopes), "sign-in.html")


@post(
    "/sign-in",
    opt=_OPEN,
    guards=[limited("sign-in", a_minute=10, most=10)],
    sync_to_thread=True,
    status_code=303,
    include_in_schema=False,
)
def sign_in(
    request: AnyRequest,
    ledger: TheLedger,
    state: State,
    data: Annotated[TokenForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Redirect:
    """Start a session for the token that the form gives."""
    # There is no session yet whose token the form could send: what the browser says of its origin must do
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise PermissionDeniedException("The form was sent from another site.")
    who = of_token(state, data.token.strip())
    if who is None:
        raise NotAuthorizedException("The token is not known: it was mistyped, was revoked or has run out.")
    secret = tokens.session(ledger, who)
    cookie = Cookie(
        COOKIE,
        path="/",
        value=secret,
        httponly=True,
        samesite="strict",
        secure=state.settings.secure,
        max_age=int(tokens.lasting(who).total_seconds()),
    )
    return Redirect("/", status_code=303, cookies=[cookie])


@post("/sign-out", opt=_OPEN, sync_to_thread=True, status_code=303, include_in_schema=False)
def sign_out(
    request: AnyRequest,
    ledger: TheLedger,
    data: Annotated[SignOutForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Redirect:
    """End the session."""
    who = request.scope["state"]["who"]
    if who and who.csrf:
        check_csrf(who, data.csrf)
        with suppress(ActError):  # it may have run out in between
            tokens.revoke(ledger, who.id)
    found = Redirect("/", status_code=303)
    found.delete_cookie(COOKIE)
    return found


HANDLERS = (sign_in_page, sign_in, sign_out)
