"""The Bot API as bots call it, method by method; each takes what was asked and gives the body of its answer.

Source: dev.max.ru/docs-api and the schema of github.com/max-messenger/max-bot-api-client-go. Beyond verify.token,
attachment.not.ready and proto.payload the document promises no keys of errors: the others here are ours.
"""

import re
import time
from urllib.parse import urlsplit

from prilavok.sandboxes.max.bodies import bad, read_body, stored_of, with_file
from prilavok.sandboxes.max.delivery import Delivery
from prilavok.sandboxes.max.memory import Bot, Dialog, Json, Memory, Refusal, Subscription, now
from prilavok.sandboxes.web import Asked, Unreadable, is_own

MOST_SUBSCRIPTIONS = 20
_SECRET = re.compile(r"[A-Za-z0-9_-]{5,256}")
_KINDS = {"image", "video", "audio", "file"}
_ACTIONS = {"typing_on", "sending_photo", "sending_video", "sending_audio", "sending_file", "mark_seen"}
_SHOWN_FOR = 6.0  # seconds
_FINE: Json = {"success": True}


class Methods:
    """own: the sandbox's own address, in which files lie."""

    def __init__(self, memory: Memory, delivery: Delivery, own: str) -> None:
        self._memory, self._delivery, self._own = memory, delivery, own

    async def answer(self, bot: Bot, asked: Asked, place: list[str]) -> Json:
        """What the method answers. Raises Refusal."""
        noun, deed = place[0], (asked.method, len(place))
        if noun == "me" and deed in {("GET", 1), ("PATCH", 1)}:
            return bot.user()
        if noun == "subscriptions" and deed[1] == 1:
            return self._subscriptions(bot, asked)
        if noun == "updates" and deed == ("GET", 1):
            return await self._updates(bot, asked)
        if noun == "messages" and deed[1] <= 2:
            return self._messages(bot, asked, place[1] if len(place) == 2 else "")
        if noun == "answers" and deed == ("POST", 1):
            return self._answers(bot, asked)
        if noun == "uploads" and deed == ("POST", 1):
            return self._upload(bot, asked)
        if noun == "videos" and deed == ("GET", 2):
            return self._video(place[1])
        if noun == "chats":
            return self._chats(bot, asked, place[1:])
        known = noun in {"me", "updates", "answers", "uploads", "videos"}
        raise Refusal(405 if known else 404, "method.not.allowed" if known else "not.found", "Unknown method")

    def _subscriptions(self, bot: Bot, asked: Asked) -> Json:
        if asked.method == "GET":
            return {"subscriptions": [one.told() for one in bot.subscriptions]}
        if asked.method == "DELETE":
            self._delivery.unsubscribed(bot, asked.query.get("url", ""))
            return _FINE
        if asked.method != "POST":
            raise Refusal(405, "method.not.allowed", "Unknown method")
        told = _object(asked)
        url, secret, types = told.get("url"), told.get("secret") or "", told.get("update_types")
        if not isinstance(url, str) or not url.startswith(("http://", "https://")) or not _on_loopback(url):
            raise bad("url: the sandbox calls addresses of loopback only")
        if not isinstance(secret, str) or (secret and not _SECRET.fullmatch(secret)):
            raise bad("secret: 5 to 256 of A-Z, a-z, 0-9, _ and -")
        if types is not None and not (isinstance(types, list) and all(isinstance(one, str) for one in types)):
            raise bad("update_types: must be an array of strings")
        others = [one for one in bot.subscriptions if one.url != url]
        if len(others) >= MOST_SUBSCRIPTIONS:
            raise bad("Too many subscriptions")
        bot.subscriptions = [*others, Subscription(url, now(), secret, types or None)]
        return _FINE

    async def _updates(self, bot: Bot, asked: Asked) -> Json:
        marker = _number(asked, "marker") if asked.query.get("marker") else None
        limit, wait = _number(asked, "limit", 100, 1, 1_000), _number(asked, "timeout", 30, 0, 90)
        types = {one for one in asked.query.get("types", "").split(",") if one}
        return await self._delivery.poll(bot, marker, limit, wait, types)

    def _messages(self, bot: Bot, asked: Asked, mid: str) -> Json:
        if mid:
            if asked.method != "GET":
                raise Refusal(405, "method.not.allowed", "Unknown method")
            return self._found(bot, mid)[1]
        if asked.method == "GET":
            return self._list(bot, asked)
        if asked.method == "POST":
            return {"message": self._send(bot, asked)}
        dialog, message = self._found(bot, asked.query.get("message_id", ""))
        if asked.method == "DELETE":
            dialog.messages.remove(message)
        elif asked.method == "PUT":
            self._change(bot, message, _object(asked))
        else:
            raise Refusal(405, "method.not.allowed", "Unknown method")
        dialog.version += 1
        return _FINE

    def _send(self, bot: Bot, asked: Asked) -> Json:
        dialog = self._recipient(bot, asked)
        told = _object(asked)
        if self._delivery.trouble.not_ready > 0 and with_file(told):
            self._delivery.trouble.not_ready -= 1
            raise Refusal(400, "attachment.not.ready", "")
        body = read_body(told, self._memory, self._own)
        dialog.action = ""
        return bot.message(dialog, bot.user(), dialog.person, body, self._link(dialog, told.get("link")))

    def _recipient(self, bot: Bot, asked: Asked) -> Dialog:
        """Raises Refusal: nobody may be written to who did not start the bot, or has stopped it."""
        user, chat = asked.query.get("user_id"), asked.query.get("chat_id")
        if not user and not chat:
            raise bad("user_id or chat_id is needed")
        number = bot.id ^ _number(asked, "user_id") if user else _number(asked, "chat_id")
        dialog = bot.dialogs.get(number)
        if dialog is None or not dialog.started:
            raise Refusal(404, "dialog.not.found", "Dialog not found")
        if dialog.stopped:
            raise Refusal(403, "chat.denied", "error.dialog.suspended")
        return dialog

    def _link(self, dialog: Dialog, told: object) -> Json | None:
        if told is None:
            return None
        if not isinstance(told, dict) or told.get("type") not in {"reply", "forward"}:
            raise bad("link: type is wrong")
        linked = dialog.find(str(told.get("mid", "")))
        if linked is None:
            raise bad("link: no such message")
        return {"type": told["type"], "message": linked["body"], "sender": linked["sender"]}

    def _change(self, bot: Bot, message: Json, told: Json) -> None:
        """What is null or not told stays; an empty list takes all attachments away."""
        if message["sender"]["user_id"] != bot.id:
            raise Refusal(403, "chat.denied", "Not a message of this bot")
        was = message["body"]
        merged = {"text": was["text"], "attachments": was.get("attachments", [])} | {
            name: told[name] for name in ("text", "attachments", "format") if told.get(name) is not None
        }
        body = read_body(merged, self._memory, self._own)
        message["body"] = {"mid": was["mid"], "seq": was["seq"]} | body

    def _found(self, bot: Bot, mid: str) -> tuple[Dialog, Json]:
        for dialog in bot.dialogs.values():
            if (message := dialog.find(mid)) is not None:
                return dialog, message
        raise Refusal(404, "not.found", "Message not found")

    def _list(self, bot: Bot, asked: Asked) -> Json:
        if wanted := asked.query.get("message_ids"):
            mids = wanted.split(",")
            return {"messages": [one for chat in bot.dialogs.values() for mid in mids if (one := chat.find(mid))]}
        dialog = bot.dialogs.get(_number(asked, "chat_id"))
        if dialog is None or dialog.stopped:
            raise Refusal(403, "chat.denied", "error.dialog.suspended")
        count = _number(asked, "count", 50, 1, 100)
        return {"messages": dialog.messages[: -count - 1 : -1]}

    def _answers(self, bot: Bot, asked: Asked) -> Json:
        wanted = asked.query.get("callback_id", "")
        callback = next((one for one in bot.callbacks if one.id == wanted), None)
        if callback is None:
            raise Refusal(404, "not.found", "Callback not found")
        told, dialog = _object(asked), bot.dialogs[callback.dialog]
        if told.get("message") is not None:
            message = dialog.find(callback.mid)
            if message is None or not isinstance(told["message"], dict):
                raise bad("message: cannot be changed")
            self._change(bot, message, told["message"])
        if isinstance(told.get("notification"), str):
            dialog.notice = told["notification"][:200]
        dialog.version += 1
        return _FINE

    def _upload(self, bot: Bot, asked: Asked) -> Json:
        kind = asked.query.get("type", "")
        if kind not in _KINDS:
            raise bad("type: image, video, audio or file")
        stored = self._memory.store(kind, bot.id)
        told: Json = {"url": f"{self._own}/upload/{stored.id}"}
        return told | ({"token": stored.token} if kind in {"video", "audio"} else {})

    def _video(self, token: str) -> Json:
        stored = stored_of(self._memory, token)
        if stored is None or stored.kind != "video":
            raise Refusal(404, "not.found", "Video not found")
        told: Json = {"token": token, "urls": {"mp4_720": f"{self._own}/files/{stored.id}"}, "thumbnail": None}
        return told | {"width": 1280, "height": 720, "duration": 1}

    def _chats(self, bot: Bot, asked: Asked, place: list[str]) -> Json:
        if not place and asked.method == "GET":
            told = [self._told(one) for one in bot.dialogs.values() if one.started]
            return {"chats": told, "marker": None}
        number = place[0] if place else ""
        dialog = bot.dialogs.get(int(number)) if re.fullmatch(r"-?[0-9]{1,19}", number) else None
        if dialog is None:
            raise Refusal(404, "chat.not.found", f"Chat {number[:30]} not found")
        if place[1:] == ["actions"] and asked.method == "POST":
            action = _object(asked).get("action")
            if action not in _ACTIONS:
                raise bad("action: unknown")
            if dialog.stopped:
                raise Refusal(403, "chat.denied", "error.dialog.suspended")
            dialog.action, dialog.action_until = str(action), time.time() + _SHOWN_FOR
            return _FINE
        if len(place) == 1 and asked.method == "GET":
            return self._told(dialog)
        raise Refusal(405, "method.not.allowed", "Unknown method")

    def _told(self, dialog: Dialog) -> Json:
        last = dialog.messages[-1]["timestamp"] if dialog.messages else now()
        status = "suspended" if dialog.stopped else "active"
        told: Json = {"chat_id": dialog.id, "type": "dialog", "status": status, "last_event_time": last}
        told |= {"participants_count": 2, "is_public": False, "title": None, "icon": None}
        return told | {"dialog_with_user": self._memory.people[dialog.person].user()}


def _object(asked: Asked) -> Json:
    try:
        told = asked.json()
    except Unreadable:
        raise bad("Body is not JSON") from None
    if not isinstance(told, dict):
        raise bad("Body is not an object")
    return told


def _number(asked: Asked, name: str, otherwise: int = 0, least: int = -(2**63), most: int = 2**63 - 1) -> int:
    text = asked.query.get(name, "")
    if not text:
        return otherwise
    if not re.fullmatch(r"-?[0-9]{1,19}", text) or not least <= int(text) <= most:
        raise bad(f"{name}: must be a number")
    return int(text)


def _on_loopback(url: str) -> bool:
    try:
        return is_own(url) and urlsplit(url).port != 0
    except ValueError:
        return False
