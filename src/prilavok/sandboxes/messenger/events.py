"""Webhooks as Meta posts them: `object`, `entry`, `messaging`, signed by the app's secret over the very bytes."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping

from prilavok.sandboxes.messenger.memory import Account, Json, Memory
from prilavok.sandboxes.posting import Post, Posting


def now_ms() -> int:
    """Milliseconds since 1970, as Meta stamps."""
    return int(time.time() * 1000)


class Events:
    """Tells the app what happened, where it and the account asked to be told."""

    def __init__(self, memory: Memory, posting: Posting) -> None:
        self._memory = memory
        self._posting = posting

    def tell(self, account: Account, person: int, field: str, what: Json, *, ours: bool = False, at: int = 0) -> None:
        """One item of one entry. ours: the account is its sender. at: when it happened, else now."""
        subscription = self._memory.app.subscriptions.get(account.kind)
        if subscription is None or field not in subscription.fields or not self._subscribed(account, field):
            return
        them, us = {"id": account.scoped(person)}, {"id": account.id}
        item: Json = {"sender": us, "recipient": them} if ours else {"sender": them, "recipient": us}
        item |= {"timestamp": at or now_ms()} | what
        told = {"object": account.kind, "entry": [{"id": account.id, "time": now_ms(), "messaging": [item]}]}
        body = encoded(told)
        line = f"{account.id}:{person}"
        self._posting.tell(
            Post(line, subscription.callback_url, body, signed(self._memory.app.secret_of(account.kind), body))
        )

    def _subscribed(self, account: Account, field: str) -> bool:
        """A page is told of what it subscribed to; an Instagram account of all, once it or its page subscribed."""
        if account.kind == "page":
            return field in account.subscribed
        page = self._memory.accounts.get(account.page)
        return bool(account.subscribed or (page and page.subscribed))


def encoded(told: Json) -> bytes:
    """JSON as Meta writes it: letters beyond ASCII and slashes escaped."""
    return json.dumps(told, separators=(",", ":")).replace("/", "\\/").encode()


def signed(secret: str, body: bytes) -> Mapping[str, str]:
    """The headers of a webhook."""
    new, old = (hmac.new(secret.encode(), body, how).hexdigest() for how in (hashlib.sha256, hashlib.sha1))
    return {
        "content-type": "application/json",
        "user-agent": "facebookexternalua",
        "X-Hub-Signature-256": f"sha256={new}",
        "X-Hub-Signature": f"sha1={old}",
    }
