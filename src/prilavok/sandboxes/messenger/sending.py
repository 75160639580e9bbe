"""The Send API: who may be written to and when, what comes of it, and what the app is told of its own words."""

import secrets
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from prilavok.sandboxes.messenger.events import Events, now_ms
from prilavok.sandboxes.messenger.files import Files
from prilavok.sandboxes.messenger.memory import Account, Chat, Json, Kind, Memory
from prilavok.sandboxes.messenger.payloads import quick_replies_of, template_of, text_of
from prilavok.sandboxes.messenger.refusal import Refusal, too_fast, unfit
from prilavok.sandboxes.web import Upload

WINDOW, HUMAN_WINDOW = 24 * 3600, 7 * 24 * 3600  # seconds after the person's last words
#: calls a second of an account
PACE: dict[Kind, int] = {"page": 250, "instagram": 100}
_ACTIONS = {"typing_on", "typing_off", "mark_seen", "react", "unreact"}


def new_mid(kind: Kind) -> str:
    """The id of a message: as long and as opaque as the real ones."""
    return (
        f"m_{secrets.token_urlsafe(60)}"
        if kind == "page"
        else f"aWdfZAG1faXRlbToxOklHTWVzc2FnZA{secrets.token_hex(48)}"
    )


class Sending:
    """Carries out what an account says to its people. limits: whether its pace is counted."""

    def __init__(self, memory: Memory, events: Events, files: Files) -> None:
        self.limits = True
        self._memory = memory
        self._events = events
        self._files = files
        self._calls: dict[str, deque[float]] = {}

    async def send(self, account: Account, asked: Mapping[str, Any], upload: Upload | None) -> Json:
        """A message, or a sign that somebody writes. Raises Refusal."""
        self._pace(account)
        person, chat = self._thread(account, asked)
        self._may(account, chat, asked)
        told: Json = {"recipient_id": account.scoped(person)}
        if "sender_action" in asked:
            if "message" in asked:
                raise unfit("Only one of message and sender_action may be given.")
            self._act(account, chat, asked)
            return told
        message = asked.get("message")
        if not isinstance(message, dict):
            raise unfit("The parameter message is required.")
        made = await self._made(account, chat, message, upload)
        chat.add(made)
        chat.typing = False
        self._tell(account, person, made)
        told["message_id"] = made["mid"]
        reusable = [one["attachment_id"] for one in made["attachments"] if "attachment_id" in one]
        return told | ({"attachment_id": reusable[0]} if reusable else {})

    def _pace(self, account: Account) -> None:
        now, calls = time.monotonic(), self._calls.setdefault(account.id, deque())
        while calls and calls[0] <= now - 1:
            calls.popleft()
        if self.limits and len(calls) >= PACE[account.kind]:
            raise too_fast()
        calls.append(now)

    def _thread(self, account: Account, asked: Mapping[str, Any]) -> tuple[int, Chat]:
        """Who is written to: only somebody who began to write. Raises Refusal."""
        recipient = asked.get("recipient")
        if not isinstance(recipient, dict) or not isinstance(recipient.get("id"), str | int):
            raise unfit("The parameter recipient[id] is required.")
        person = account.person_of(str(recipient["id"]))
        chat = account.chats.get(person) if person is not None else None
        if person is None or chat is None or not chat.started:
            if account.kind == "page":
                raise unfit("No matching user found", 2018001)
            raise unfit("The requested user cannot be found.", 2534014)
        if chat.blocked:
            raise Refusal(551, "(#551) This person isn't available right now.", subcode=1545041)
        return person, chat

    def _may(self, account: Account, chat: Chat, asked: Mapping[str, Any]) -> None:
        """Whether the window is open for this. Raises Refusal."""
        kind, tag = asked.get("messaging_type", "RESPONSE"), asked.get("tag")
        if kind not in ("RESPONSE", "UPDATE", "MESSAGE_TAG"):
            raise unfit("param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}.")
        if (kind == "MESSAGE_TAG") != (tag is not None):
            raise unfit("The parameter tag goes with the messaging type MESSAGE_TAG, and only with it.")
        if tag is not None and tag != "HUMAN_AGENT":
            raise unfit("param tag must be one of {HUMAN_AGENT}.")
        if tag is not None and not self._memory.app.human_agent:
            raise unfit("Cannot tag messages with 'HUMAN_AGENT' without prior approval.", 2018276)
        if time.time() - chat.heard_at > (HUMAN_WINDOW if tag else WINDOW):
            words = (
                "(#10) This message is sent outside of allowed window. Learn more about the new policy here:"
                " https://developers.facebook.com/docs/messenger-platform/policy-overview"
            )
            raise Refusal(10, words, subcode=2018278 if account.kind == "page" else 2534022)

    def _act(self, account: Account, chat: Chat, asked: Mapping[str, Any]) -> None:
        """A sign to the person. Raises Refusal."""
        action = str(asked["sender_action"]).lower()
        if action not in _ACTIONS or (action.endswith("react") and account.kind == "page"):
            raise unfit("param sender_action must be one of {TYPING_ON, TYPING_OFF, MARK_SEEN}.")
        if action.endswith("react"):
            payload = asked.get("payload")
            told = payload if isinstance(payload, dict) else {}
            about = chat.find(str(told.get("message_id")))
            if about is None:
                raise unfit("The parameter payload[message_id] is required.")
            about["answered_by"] = str(told.get("reaction", "love")) if action == "react" else ""
        elif action == "mark_seen":
            chat.seen = True
        else:
            chat.typing = action == "typing_on"

    async def _made(self, account: Account, chat: Chat, message: Json, upload: Upload | None) -> Json:
        """The message as the person will see it. Raises Refusal."""
        text, attachment = text_of(message, account.kind), message.get("attachment")
        if bool(text) == (attachment is not None):
            raise unfit("One of message[text] and message[attachment] is needed, and only one.")
        answered = message.get("reply_to")
        about = str(answered.get("mid", "")) if isinstance(answered, dict) else ""
        if answered is not None and chat.find(about) is None:
            raise unfit("param message[reply_to][mid] is not a message of this thread.")
        made: Json = {"mid": new_mid(account.kind), "ours": True, "timestamp": now_ms(), "text": text}
        made |= {"quick_replies": quick_replies_of(message), "attachments": [], "reply_to": about}
        made["metadata"] = str(message.get("metadata", ""))[:1000]
        if isinstance(attachment, dict) and attachment.get("type") == "template":
            payload = attachment.get("payload")
            made["template"] = template_of(payload if isinstance(payload, dict) else {})
        elif attachment is not None:
            taken = await self._files.take(account, attachment if isinstance(attachment, dict) else {}, upload)
            made["attachments"] = [taken]
        return made

    def _tell(self, account: Account, person: int, made: Json) -> None:
        """The copy that every sender gets, and that it arrived: a person here is never without a line."""
        told: Json = {"mid": made["mid"], "is_echo": True}
        if account.kind == "page":
            told["app_id"] = int(self._memory.app.id)
        told |= {name: made[name] for name in ("text", "metadata") if made[name]}
        shown = [{"type": one["type"], "payload": one["payload"]} for one in made["attachments"]]
        if "template" in made:
            shown = [{"type": "template", "payload": made["template"]}]
        told |= {"attachments": shown} if shown else {}
        told |= {"reply_to": {"mid": made["reply_to"]}} if made["reply_to"] else {}
        echo = "message_echoes" if account.kind == "page" else "messages"
        self._events.tell(account, person, echo, {"message": told}, ours=True, at=made["timestamp"])
        if account.kind == "page":
            delivered = {"delivery": {"mids": [made["mid"]], "watermark": made["timestamp"]}}
            self._events.tell(account, person, "message_deliveries", delivered)
