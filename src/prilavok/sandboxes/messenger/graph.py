"""The Graph API as far as messaging needs it: a token finds its account, a path its edge."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from prilavok.sandboxes.messenger.files import Files, uploaded
from prilavok.sandboxes.messenger.memory import Account, Json, Memory
from prilavok.sandboxes.messenger.refusal import Refusal, bad_token, unfit, unsupported
from prilavok.sandboxes.messenger.sending import Sending
from prilavok.sandboxes.messenger.subscribing import Subscribing, words_of
from prilavok.sandboxes.web import Asked, Unreadable, Upload

_VERSION = re.compile(r"v[0-9]{1,2}\.[0-9]")
_BEARER = re.compile(r"(?:Bearer|OAuth) +(\S+)")
_PROFILE = {"get_started", "greeting", "ice_breakers", "persistent_menu", "whitelisted_domains"}
#: parameters of a form that hold JSON
_STRUCTURES = {"recipient", "message", "payload", *_PROFILE}


class Graph:
    """Answers calls of the app; raises Refusal for what is no good."""

    def __init__(self, memory: Memory, sending: Sending, files: Files, subscribing: Subscribing) -> None:
        self._memory = memory
        self._sending = sending
        self._files = files
        self._subscribing = subscribing

    async def answer(self, asked: Asked) -> Json:
        """The object that a call is answered with. Raises Refusal."""
        place = [part for part in asked.path.split("/") if part]
        if place and _VERSION.fullmatch(place[0]):
            del place[0]
        told = _parameters(asked)
        token = _token(asked, told)
        if len(place) not in {1, 2} or asked.method not in {"GET", "POST", "DELETE"}:
            raise Refusal(2500, f"Unknown path components: /{'/'.join(place[1:])[:100]}")
        wanted, edge = place[0], place[1] if len(place) == 2 else ""
        if edge == "subscriptions":
            return await self._subscribing.app_edge(asked.method, wanted, token, told)
        account = self._account(token, wanted, edge)
        self._prove(account, token, told)
        if edge == "" and asked.method == "GET":
            known = self._profile(account, wanted, words_of(told.get("fields")))
            if known is not None:
                return known
        if edge == "messages" and asked.method == "POST":
            return await self._sending.send(account, told, uploaded(told))
        if edge == "message_attachments" and asked.method == "POST":
            return await self._upload(account, told)
        if edge == "subscribed_apps":
            return self._subscribing.account_edge(asked.method, account, told)
        if edge == "messenger_profile":
            return _messenger_profile(asked.method, account, told)
        raise unsupported(asked.method, wanted)

    def _account(self, token: str, wanted: str, edge: str) -> Account:
        """Whose edge this is; a person is looked up by the token of the account that knows them."""
        people = [one for one in self._memory.accounts.values() if token in one.tokens and one.person_of(wanted)]
        account = people[0] if people and not edge else self._memory.account_of(token, wanted)
        if account is not None:
            return account
        held = any(token in one.tokens for one in self._memory.accounts.values())
        if not held:
            raise bad_token()
        raise unsupported("get" if not edge else "post", wanted)

    def _prove(self, account: Account, token: str, told: Mapping[str, Any]) -> None:
        proof = told.get("appsecret_proof")
        if proof is not None and not self._subscribing.proves(account, token, str(proof)):
            words = "Invalid appsecret_proof provided in the API argument"
            raise Refusal(100, words, kind="GraphMethodException")

    def _profile(self, account: Account, wanted: str, fields: list[str]) -> Json | None:
        """An account, or a person that it knows, by the fields asked for."""
        if wanted in {"me", account.id}:
            linked = [one.id for one in self._memory.accounts.values() if one.page == account.id]
            known: Json = {"id": account.id, "name": account.name, "username": account.name, "user_id": account.id}
            known |= {"instagram_business_account": {"id": linked[0]}} if linked else {}
            return {name: known[name] for name in dict.fromkeys([*(fields or ["name"]), "id"]) if name in known}
        number = account.person_of(wanted)
        person = self._memory.people.get(number) if number is not None else None
        if number is None or person is None or not account.chats[number].started:
            return None
        known = {"id": wanted, "first_name": person.first_name, "last_name": person.last_name}
        known |= {"name": f"{person.first_name} {person.last_name}".strip(), "locale": f"{person.language}_KZ"}
        if account.kind == "instagram":
            known |= {"username": person.username, "follower_count": 0, "is_user_follow_business": False}
        usual = ["first_name", "last_name"] if account.kind == "page" else ["name", "username"]
        return {name: known[name] for name in dict.fromkeys([*(fields or usual), "id"]) if name in known}

    async def _upload(self, account: Account, told: Json) -> Json:
        """An attachment to be sent by its id, as often as wanted."""
        message = told.get("message")
        attachment = message.get("attachment") if isinstance(message, dict) else None
        if not isinstance(attachment, dict) or not isinstance(attachment.get("payload"), dict):
            raise unfit("The parameter message[attachment] is required.")
        again = attachment | {"payload": attachment["payload"] | {"is_reusable": True}}
        made = await self._files.take(account, again, uploaded(told))
        return {"attachment_id": made["attachment_id"]}


def _messenger_profile(method: str, account: Account, told: Mapping[str, Any]) -> Json:
    """What an account shows to whoever has not written yet. Raises Refusal."""
    if method == "GET":
        return {
            "data": [{name: account.profile[name] for name in words_of(told.get("fields")) if name in account.profile}]
        }
    if method == "DELETE":
        for name in words_of(told.get("fields")):
            account.profile.pop(name, None)
        return {"result": "success"}
    wanted = {name: told[name] for name in _PROFILE if name in told}
    if not wanted:
        raise unfit("Requires one of the params: get_started, greeting, ice_breakers, persistent_menu")
    started = wanted.get("get_started", {"payload": "x"})
    if not isinstance(started, dict) or not isinstance(started.get("payload"), str) or not started["payload"]:
        raise unfit("The parameter get_started[payload] is required.")
    account.profile |= wanted
    return {"result": "success"}


def _parameters(asked: Asked) -> Json:
    """Query, form, multipart and JSON alike; a form holds structures as JSON. Raises Refusal."""
    try:
        given: Json = dict(asked.query) | asked.form()
        given = {name: _structure(name, value) for name, value in given.items()}
        if asked.headers.get("content-type", "").startswith("application/json") and asked.body:
            told = asked.json()
            if not isinstance(told, dict):
                raise Unreadable("the body is to be an object")
            given |= told
    except Unreadable:
        raise unfit("Param body must be valid JSON or a form.") from None
    return given


def _structure(name: str, value: str | Upload) -> Any:
    if name not in _STRUCTURES or not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise unfit(f"param {name} must be valid JSON.") from None


def _token(asked: Asked, told: Mapping[str, Any]) -> str:
    """By header or as a parameter. Raises Refusal."""
    found = _BEARER.fullmatch(asked.headers.get("authorization", ""))
    token = found[1] if found else str(told.get("access_token", ""))
    if not token:
        raise Refusal(104, "An access token is required to request this resource.")
    return token
