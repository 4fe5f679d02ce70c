"""Who asks, and whether they may: a bearer token, or a browser's session with its CSRF token."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from onrecord.serve import tokens
from onrecord.serve.tokens import SCOPES, Who

if TYPE_CHECKING:
    from onrecord.serve.app import Welcome

COOKIE = "onrecord_session"
SAFE = ("GET", "HEAD", "OPTIONS")
STARTED = "start"
SIGN_IN = 'Bearer realm="onrecord"'


async def allowed(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let the request pass where its token or session has the scope that the handler's `opt` names.

    `scope` is None for what anybody may ask, whatever else than a token they show: a proxy's own password, a monitor's.
    Raises 401 where nobody is signed in, 403 where they may not, or where a browser's form lacks the CSRF token of its
    session.
    """
    scope = handler.opt.get("scope", "read")
    try:
        who = await _known(connection)
    except NotAuthorizedException:
        if scope is not None:
            raise
        who = None
    connection.scope["state"]["who"] = who
    needed = None if scope == "read" and connection.app.state.settings.public else scope
    if needed and who is None:
        raise NotAuthorizedException(
            f"This needs a token with the scope {needed}: Authorization: Bearer TOKEN, or sign in at /sign-in.",
            headers={"WWW-Authenticate": SIGN_IN},
        )
    if needed and who and needed not in who.scopes:
        raise PermissionDeniedException(f"This needs the scope {needed}; yours: {' '.join(sorted(who.scopes))}.")
    method = connection.scope["method"]  # type: ignore[typeddict-item]
    if method not in SAFE and who and who.csrf and not handler.opt.get("form"):
        check_csrf(who, connection.headers.get("x-csrf-token", ""))


def check_csrf(who: Who, given: str) -> None:
    """Raises 403 where what a form sent is not the CSRF token of the session."""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), who.csrf.encode()):
        raise PermissionDeniedException("The form is not of this session, or has run out: load the page again.")


async def _known(connection: ASGIConnection[Any, Any, Any, Any]) -> Who | None:
    kind, _, secret = connection.headers.get("authorization", "").partition(" ")
    state = connection.app.state
    if kind:
        if kind.lower() != "bearer" or (found := await sync_to_thread(of_token, state, secret.strip())) is None:
            raise NotAuthorizedException(
                "The token is not known: it was mistyped, was revoked or has run out.",
                headers={"WWW-Authenticate": SIGN_IN + ', error="invalid_token"'},
            )
        return found
    if cookie := connection.cookies.get(COOKIE):
        return await sync_to_thread(_of_session, state, cookie)
    return None


def _of_session(state: Any, secret: str) -> Who | None:
    """Whose session this is. One that was got for what a server told at its start ends with that server."""
    found = tokens.who(state.ledger, secret, "session")
    welcome = state.settings.welcome
    if found and (found.parent or "").startswith(STARTED) and not (welcome and found.parent == _id(welcome)):
        return None
    return found


def of_token(state: Any, secret: str) -> Who | None:
    """Whose token this is: one of the ledger's, or the one that the server told at its start."""
    welcome = state.settings.welcome
    if welcome and hmac.compare_digest(secret.encode("utf-8", "replace"), welcome.secret.encode()):
        return Who(_id(welcome), welcome.name, frozenset(SCOPES))
    return tokens.who(state.ledger, secret, "token")


def _id(welcome: Welcome) -> str:
    return f"{STARTED}-{sha256(welcome.secret.encode()).hexdigest()[:8]}"
