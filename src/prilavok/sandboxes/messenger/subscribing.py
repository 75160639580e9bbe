"""Where the app is told what happens: its webhooks, tried before they hold, and which accounts are told of."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

import httpx

from prilavok.sandboxes.messenger.memory import FIELDS, Account, Json, Memory, Subscription
from prilavok.sandboxes.messenger.refusal import Refusal, bad_token, unfit
from prilavok.sandboxes.web import is_own

_WITHIN = 10.0
#: of the field's other names those that are known and never told of here
_SILENT = {
    "feed", "mention", "standby", "message_context", "messaging_handovers", "messaging_optins", "messaging_feedback",
    "messaging_policy_enforcement", "messaging_account_linking", "messaging_customer_information", "inbox_labels",
    "comments", "live_comments", "response_feedback",
}  # fmt: skip
_VERSION = "v23.0"


class Subscribing:
    """The app's side of the subscriptions."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def app_edge(self, method: str, wanted: str, token: str, asked: Mapping[str, Any]) -> Json:
        """`/<app id>/subscriptions` with the token `<app id>|<app secret>`. Raises Refusal."""
        self._own_app(wanted, token)
        app = self._memory.app
        if method == "GET":
            return {"data": [self._shown(kind, one) for kind, one in app.subscriptions.items()]}
        kind = str(asked.get("object", ""))
        if method == "DELETE":
            for gone in [kind] if kind else list(app.subscriptions):
                app.subscriptions.pop(gone, None)
            return {"success": True}
        fields = words_of(asked.get("fields"))
        await self.subscribe(kind, str(asked.get("callback_url", "")), str(asked.get("verify_token", "")), fields)
        return {"success": True}

    async def subscribe(self, kind: str, url: str, verify_token: str, fields: list[str]) -> None:
        """Have it told there, once the address has given back the challenge. Raises Refusal."""
        if kind not in FIELDS:
            raise unfit("param object must be one of {page, instagram}.")
        if not fields or not set(fields) <= {*FIELDS[kind], *_SILENT}:
            raise unfit("param fields must name fields of the object.")
        if not verify_token:
            raise unfit("The parameter verify_token is required.")
        challenge = str(secrets.randbelow(10**10))
        query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
        trouble = await _tried(url, query)
        if trouble:
            words = f"(#2200) Callback verification failed with the following errors: {trouble}"
            raise Refusal(2200, words)
        self._memory.app.subscriptions[kind] = Subscription(url, verify_token, fields)

    def account_edge(self, method: str, account: Account, asked: Mapping[str, Any]) -> Json:
        """`/<account>/subscribed_apps`. Raises Refusal."""
        if method == "POST":
            fields = words_of(asked.get("subscribed_fields"))
            if not fields:
                raise unfit("The parameter subscribed_fields is required.")
            known = {*FIELDS["page"], *FIELDS["instagram"], *_SILENT}
            for place, one in enumerate(fields):
                if one not in known:
                    raise unfit(f"Param subscribed_fields[{place}] must be one of {{{', '.join(sorted(known))}}}")
            account.subscribed = fields
            return {"success": True}
        if method == "DELETE":
            account.subscribed = []
            return {"success": True}
        if not account.subscribed:
            return {"data": []}
        app = {
            "category": "Business",
            "link": "https://www.facebook.com/",
            "name": "Sandbox",
            "id": self._memory.app.id,
        }
        return {"data": [app | {"subscribed_fields": account.subscribed}]}

    def proves(self, account: Account, token: str, proof: str) -> bool:
        """Whether an `appsecret_proof` is right for a token of an account."""
        made = hmac.new(self._memory.app.secret_of(account.kind).encode(), token.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(made.encode(), proof.encode("utf-8", "replace"))

    def _own_app(self, wanted: str, token: str) -> None:
        """The first token of an app that comes is the app's."""
        identity, _, secret = token.partition("|")
        app = self._memory.app
        if not secret or identity != wanted:
            raise bad_token()
        if not app.secret:
            app.id, app.secret = identity, secret
        if identity != app.id or not hmac.compare_digest(secret.encode("utf-8", "replace"), app.secret.encode()):
            raise Refusal(101, "Error validating application. Invalid application secret.")

    def _shown(self, kind: str, one: Subscription) -> Json:
        fields = [{"name": name, "version": _VERSION} for name in one.fields]
        return {"object": kind, "callback_url": one.callback_url, "active": True, "fields": fields}


def words_of(value: object) -> list[str]:
    """Names as a list, or as text between commas."""
    listed = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else []
    return [str(one).strip() for one in listed if str(one).strip()]


async def _tried(url: str, query: Mapping[str, str]) -> str:
    """What is wrong with an address, "" for nothing; only this machine is asked."""
    if not url.startswith(("http://", "https://")) or not is_own(url):
        return "The sandbox calls addresses of loopback only"
    try:
        async with httpx.AsyncClient(timeout=_WITHIN, trust_env=False) as client:
            answer = await client.get(url, params=dict(query))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as failed:
        return f"Curl Error = {type(failed).__name__}"
    if answer.status_code != 200:
        return f"HTTP Status Code = {answer.status_code}; HTTP Message = {answer.reason_phrase}"
    return "" if answer.text == query["hub.challenge"] else "The challenge was not given back"
