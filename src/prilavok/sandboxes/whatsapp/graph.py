"""Graph's side over HTTP: who may, which object, which edge, and the answer."""

import re
import secrets

from prilavok.sandboxes.web import Answer, Asked, Unreadable
from prilavok.sandboxes.whatsapp.media import Media
from prilavok.sandboxes.whatsapp.memory import (
    MOST_ACCOUNTS,
    MOST_LINES,
    MOST_TEMPLATES,
    Account,
    Json,
    Line,
    Memory,
)
from prilavok.sandboxes.whatsapp.refusals import Refusal, invalid, no_object
from prilavok.sandboxes.whatsapp.sending import Sending
from prilavok.sandboxes.whatsapp.telling import Telling, verified_hook
from prilavok.sandboxes.whatsapp.templates import make_template, shown_template

TOKEN = re.compile(r"[A-Za-z0-9_|.-]{8,500}")
#: the number of an account that told where it listens and named none yet; Meta's own example
FIRST_LINE = "106540352242922"
_PIN = re.compile(r"[0-9]{6}")
_ID = re.compile(r"[0-9]{5,20}")


class Graph:
    """The calls of businesses."""

    def __init__(self, memory: Memory, sending: Sending, telling: Telling) -> None:
        self._memory, self._sending, self._telling = memory, sending, telling
        self._media = Media(memory)

    async def answer(self, path: str, asked: Asked) -> object:
        """What a call gives. Raises Refusal."""
        token = _token(asked)
        identity, _, edge = path.strip("/").partition("/")
        if not _ID.fullmatch(identity):
            raise no_object(identity[:60], asked.method)
        if edge in {"subscribed_apps", "message_templates"}:
            return await self._of_account(self._account(identity, token), edge, asked)
        if edge in {"messages", "media", "register", "deregister"} and asked.method == "POST":
            return self._of_line(self._line(identity, token), edge, asked)
        if edge:
            raise no_object(identity, asked.method)
        return await self._of_object(identity, token, asked)

    def fetched(self, asked: Asked) -> Answer:
        """The bytes behind a link of a file; like Meta's it wants the token. Raises Refusal."""
        return self._media.fetched(_token(asked), asked)

    def add_line(self, identity: str, token: str, *, waba: str = "", display: str = "") -> Line:
        """A line of the account with this token, both made where they are new. Raises Refusal."""
        known = self._memory.lines.get(identity)
        if known is not None and known.token != token:
            raise Refusal(190, "Error validating access token: it does not open this phone number.")
        account = self._memory.account(token) or self._new_account(token)
        if waba:
            account.waba = waba
        if known is None and len(self._memory.lines) >= MOST_LINES:
            raise invalid("There are too many phone numbers.")
        first = self._memory.lines.get(FIRST_LINE)
        if known is None and first and first.token == token and not self._spoken(first):
            del self._memory.lines[FIRST_LINE]  # it only stood in until the account's own was named
        line = known or Line(identity, token, display or f"1555{identity[-7:]:0>7}")
        line.display = display or line.display
        self._memory.lines[identity] = line
        return line

    def _new_account(self, token: str) -> Account:
        if len(self._memory.accounts) >= MOST_ACCOUNTS:
            raise invalid("There are too many accounts.")
        self._memory.accounts.append(Account(token))
        hello: Json = {"name": "hello_world", "language": "en_US", "category": "UTILITY"}
        hello["components"] = [{"type": "BODY", "text": "Welcome and congratulations!!"}]
        make_template(self._memory, self._memory.accounts[-1], hello)
        return self._memory.accounts[-1]

    def _account(self, waba: str, token: str) -> Account:
        named = next((one for one in self._memory.accounts if one.waba == waba), None)
        if named is not None and not secrets.compare_digest(named.token, token):
            raise Refusal(190, "Error validating access token: it does not open this account.")
        account = named or self._memory.account(token) or self._new_account(token)
        if account.waba not in {"", waba}:
            raise no_object(waba, "get")
        account.waba = waba
        return account

    def _line(self, identity: str, token: str) -> Line:
        """A number and a token that were never seen belong together from now on. Raises Refusal."""
        return self._memory.lines[identity] if self._opens(identity, token) else self.add_line(identity, token)

    def _spoken(self, line: Line) -> bool:
        """Whether anything was said on a line."""
        return any(name.startswith(f"{line.id} ") and chat.messages for name, chat in self._memory.chats.items())

    def _opens(self, identity: str, token: str) -> bool:
        line = self._memory.lines.get(identity)
        return line is not None and secrets.compare_digest(line.token, token)

    def _of_line(self, line: Line, edge: str, asked: Asked) -> object:
        if edge == "media":
            return self._media.upload(line, asked)
        told = body_of(asked)
        if edge == "messages":
            return self._sending.answer(line, told)
        if edge == "register":
            pin = str(told.get("pin", ""))
            if told.get("messaging_product") != "whatsapp" or not _PIN.fullmatch(pin):
                raise invalid("messaging_product and a pin of 6 digits are required.")
            if line.pin not in {"", pin}:
                raise Refusal(133005, "The two-step verification PIN is not correct.")
            line.pin = pin
        line.registered = edge == "register"
        return {"success": True}

    async def _of_account(self, account: Account, edge: str, asked: Asked) -> object:
        if edge == "subscribed_apps":
            return await self._subscribed(account, asked)
        if asked.method == "POST":
            made = make_template(self._memory, account, body_of(asked))
            self._tell_judged(account, made.id, made.name, made.language)
            return {"id": made.id, "status": made.status, "category": made.category}
        name = asked.query.get("name", "")
        if asked.method == "DELETE":
            left = [one for one in account.templates if one.name != name]
            if len(left) == len(account.templates):
                raise no_object(name[:60], "delete")
            account.templates = left
            return {"success": True}
        found = [shown_template(one) for one in account.templates if name in {"", one.name}]
        told: Json = {"data": found, "paging": {"cursors": {"before": "MAZDZD", "after": "MjQZD"}}}
        if "summary" in asked.query:
            told["summary"] = {
                "total_count": len(found),
                "message_template_count": len(account.templates),
                "message_template_limit": MOST_TEMPLATES,
                "are_translations_complete": True,
            }
        return told

    async def _subscribed(self, account: Account, asked: Asked) -> object:
        if asked.method == "GET":
            app = {"id": self._memory.app.id, "name": "Prilavok", "link": "https://www.facebook.com/games/"}
            told: Json = {"whatsapp_business_api_data": app}
            if account.hook is not None:
                told["override_callback_uri"] = account.hook.url
            return {"data": [told]}
        if asked.method == "DELETE":
            account.hook = None
        else:
            told = body_of(asked)
            # Without an address the override is taken away, and the app's own address counts again.
            account.hook = await verified_hook(told) if "override_callback_uri" in told else None
            if FIRST_LINE not in self._memory.lines and all(
                one.token != account.token for one in self._memory.lines.values()
            ):
                self.add_line(FIRST_LINE, account.token)
        return {"success": True}

    async def _of_object(self, identity: str, token: str, asked: Asked) -> object:
        stored = self._memory.file(identity)
        if stored is not None and self._opens(stored.line, token):
            return self._media.answer(stored, asked)
        if asked.method == "POST" and "webhook_configuration" in (told := body_of(asked)):
            wanted = told["webhook_configuration"]
            if not isinstance(wanted, dict):
                raise invalid("webhook_configuration must be a JSON object.")
            hook = await verified_hook(wanted) if wanted.get("override_callback_uri") else None
            self._line(identity, token).hook = hook
            return {"success": True}
        line = self._memory.lines.get(identity)
        if line is None or not self._opens(identity, token):
            if line is not None:
                raise Refusal(190, "Error validating access token: it does not open this phone number.")
            raise no_object(identity, asked.method)
        if asked.method != "GET":
            raise no_object(identity, asked.method)
        return self._shown(line)

    def _shown(self, line: Line) -> Json:
        account = self._memory.account(line.token)
        hooks = {"application": self._memory.app.hook, "whatsapp_business_account": account.hook if account else None}
        hooks["phone_number"] = line.hook
        return {
            "verified_name": "Prilavok",
            "display_phone_number": line.display,
            "quality_rating": "GREEN",
            "status": "CONNECTED" if line.registered else "DISCONNECTED",
            "platform_type": "CLOUD_API",
            "webhook_configuration": {name: hook.url for name, hook in hooks.items() if hook},
            "id": line.id,
        }

    def _tell_judged(self, account: Account, identity: str, name: str, language: str) -> None:
        line = next((one for one in self._memory.lines.values() if one.token == account.token), None)
        if line is not None:
            told = {"event": "APPROVED", "message_template_id": int(identity), "message_template_name": name}
            told |= {"message_template_language": language, "reason": "NONE"}
            self._telling.tell_account(line, told, "message_template_status_update")


def body_of(asked: Asked) -> Json:
    """JSON or a form. Raises Refusal."""
    try:
        told = asked.json() if "json" in asked.headers.get("content-type", "") and asked.body else dict(asked.form())
    except Unreadable:
        raise invalid("The body is not valid JSON.") from None
    if not isinstance(told, dict):
        raise invalid("The body must be a JSON object.")
    return asked.query | told


def _token(asked: Asked) -> str:
    """Raises Refusal."""
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        token = asked.query.get("access_token", "")
    if not token:
        raise Refusal(0, "An access token is required to request this resource.")
    if not TOKEN.fullmatch(token):
        raise Refusal(190, "Invalid OAuth access token - Cannot parse access token")
    return token
