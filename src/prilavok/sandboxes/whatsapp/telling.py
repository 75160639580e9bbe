"""What Meta posts to a business: one event a call, signed, to the most particular address there is."""

import asyncio
import hashlib
import hmac
import json
from urllib.parse import urlencode

import httpx

from prilavok.sandboxes.posting import Post, Posting
from prilavok.sandboxes.web import is_own
from prilavok.sandboxes.whatsapp.memory import Hook, Json, Line, Memory
from prilavok.sandboxes.whatsapp.refusals import Refusal, invalid

#: seconds after the answer to a call, so that who sent a message knows it before what became of it
_AFTER = 0.05
_ANSWER_WITHIN = 5.0
_CHALLENGE = "1158201444"


class Telling:
    """Makes the events of accounts and hands them to be posted."""

    def __init__(self, memory: Memory, posting: Posting) -> None:
        self._memory, self._posting, self._held = memory, posting, 0

    @property
    def waiting(self) -> int:
        """How much is not told yet."""
        return self._held + self._posting.waiting

    def tell(self, line: Line, about: str, value: Json, field: str = "messages") -> None:
        """Tell one thing of a line. about: who, whose events keep their order."""
        told = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": line.display, "phone_number_id": line.id},
        }
        self._post(line, f"{line.id} {about}", field, told | value)

    def tell_account(self, line: Line, value: Json, field: str) -> None:
        """Tell of the account that a line belongs to."""
        self._post(line, field, field, value)

    def _post(self, line: Line, order: str, field: str, value: Json) -> None:
        account = self._memory.account(line.token)
        hook = line.hook or (account.hook if account else None) or self._memory.app.hook
        if hook is None:
            return
        entry: Json = {"id": account.waba if account and account.waba else "0"}
        if field == "message_template_status_update":
            entry["time"] = int(self._memory.now())
        entry["changes"] = [{"value": value, "field": field}]
        body = signed_bytes({"object": "whatsapp_business_account", "entry": [entry]})
        post = Post(order, hook.url, body, signature(body, self._memory.app.secret))
        self._held += 1
        asyncio.get_running_loop().call_later(_AFTER, self._let_go, post)

    def _let_go(self, post: Post) -> None:
        self._held -= 1
        self._posting.tell(post)


def signed_bytes(told: Json) -> bytes:
    """As Meta writes JSON: letters beyond ASCII and slashes escaped. The signature is of these very bytes."""
    return json.dumps(told, separators=(",", ":")).replace("/", "\\/").encode()


def signature(body: bytes, secret: str) -> dict[str, str]:
    """The headers of a post."""
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json",
        "x-hub-signature-256": f"sha256={made}",
        "user-agent": "facebookexternalua",
    }


async def verified_hook(asked: Json) -> Hook:
    """The address that was asked for, once it has given the challenge back. Raises Refusal."""
    url, token = asked.get("override_callback_uri"), asked.get("verify_token")
    if not isinstance(url, str) or not isinstance(token, str) or not token:
        raise invalid("override_callback_uri and verify_token are required.")
    if not url.startswith(("http://", "https://")) or not is_own(url):
        raise invalid("The sandbox calls addresses of loopback only.")
    query = urlencode({"hub.mode": "subscribe", "hub.challenge": _CHALLENGE, "hub.verify_token": token})
    try:
        async with httpx.AsyncClient(timeout=_ANSWER_WITHIN, trust_env=False) as client:
            answer = await client.get(f"{url}{'&' if '?' in url else '?'}{query}")
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        raise Refusal(
            2200, f"Callback verification failed with the following errors: {type(trouble).__name__}"
        ) from None
    if answer.status_code != 200 or answer.text != _CHALLENGE:
        raise Refusal(
            2200, f"Callback verification failed: HTTP Status Code = {answer.status_code}, challenge mismatch"
        )
    return Hook(url, token)
