"""Methods of messages: the community writes, edits, has read, types, and answers presses.

Source: dev.vk.com, messages.send, .edit, .markAsRead, .setActivity, .sendMessageEventAnswer and
.isMessagesFromGroupAllowed.
"""

import re
import time
from collections.abc import Mapping

from prilavok.sandboxes.vk.asked import Refusal, missing, number, numbers, structure
from prilavok.sandboxes.vk.keyboard import keyboard_of
from prilavok.sandboxes.vk.memory import Chat, Group, Json, Memory, now
from prilavok.sandboxes.vk.talk import add_message, answered, attachment
from prilavok.sandboxes.vk.telling import Telling

LONGEST = 4096
_MOST_PEERS, _MOST_ATTACHED = 100, 10
_SAME_WITHIN, _SAME_AMONG = 3600, 100
_EDITED_WITHIN = 24 * 3600
_PRESS_WITHIN = 60
_TYPING = 10
_ATTACHED = re.compile(r"(photo|doc|audio_message)(-?\d{1,12})_(\d{1,12})(?:_[0-9a-f]{1,40})?")
_ANSWERS = {"show_snackbar", "open_link", "open_app"}

Given = Mapping[str, str]


class Messages:
    """url: where files of this VK are fetched."""

    def __init__(self, memory: Memory, telling: Telling, url: str) -> None:
        self._memory, self._telling, self._url = memory, telling, url

    def send(self, group: Group, asked: Given) -> object:
        key = number(asked, "random_id")
        if not -(2**31) <= key < 2**31:
            raise missing("random_id should be int32")
        said, keyboard = self._content(group, asked), keyboard_of(asked)
        if "peer_ids" not in asked and "user_ids" not in asked:
            return self._send(group, self._peer(asked), key, said, keyboard, asked)["id"]
        told = []
        peers = numbers(asked, "peer_ids" if "peer_ids" in asked else "user_ids")
        if not 0 < len(peers) <= _MOST_PEERS:
            raise missing("peer_ids is over the limit")
        for peer in peers:
            try:
                made = self._send(group, peer, key, said, keyboard, asked)
                told.append(
                    {"peer_id": peer, "message_id": made["id"]}
                    | {"conversation_message_id": made["conversation_message_id"]}
                )
            except Refusal as refusal:
                error = {"code": refusal.code, "description": refusal.words}
                told.append({"peer_id": peer, "message_id": 0, "conversation_message_id": 0, "error": error})
        return told

    def _send(
        self, group: Group, peer: int, key: int, said: Json, keyboard: Json | None, asked: Given
    ) -> Json:  # fmt: skip
        chat = self._chat(group, peer)
        since = time.time() - _SAME_WITHIN
        chat.said = [one for one in chat.said if one[1] > since][-_SAME_AMONG:]
        again = next((one for one in chat.said if key and one[0] == key), None)
        if again is not None and (before := next((one for one in chat.messages if one["id"] == again[2]), None)):
            return before
        more: Json = {"random_id": key, "reply_message": self._reply(chat, asked), "payload": asked.get("payload", "")}
        inline = keyboard if keyboard and keyboard["inline"] else None
        made = add_message(group, peer, out=True, **said, **more, keyboard=inline)
        if keyboard and not keyboard["inline"]:
            chat.keyboard = keyboard if keyboard["buttons"] else None
        chat.said.append((key, time.time(), made["id"]))
        chat.typing_until = 0
        self._telling.event(group, "message_reply", made, peer)
        return made

    def edit(self, group: Group, asked: Given) -> int:
        peer = number(asked, "peer_id")
        chat = self._chat(group, peer)
        found = _own(chat, asked)
        if found["date"] < now() - _EDITED_WITHIN:
            raise Refusal(909, "Can't edit this message, because it's too old")
        keyboard = keyboard_of(asked)
        if keyboard and not keyboard["inline"]:
            raise Refusal(911, "Keyboard format is invalid: only an inline keyboard can be edited")
        found |= self._content(group, asked) | {"update_time": now()}
        # What is not given again is gone, as with the real server.
        found.pop("keyboard", None)
        if keyboard and keyboard["buttons"]:
            found["keyboard"] = keyboard
        self._telling.event(group, "message_edit", found, peer)
        return 1

    def mark_as_read(self, group: Group, asked: Given) -> int:
        chat = self._chat(group, self._peer(asked), anybody=True)
        upto = number(asked, "start_message_id", 0) or max(
            [*numbers(asked, "message_ids"), 0 if "message_ids" in asked else 2**62]
        )
        for one in chat.messages:
            if not one["out"] and one["id"] <= upto:
                chat.read_to = max(chat.read_to, one["conversation_message_id"])
        return 1

    def set_activity(self, group: Group, asked: Given) -> int:
        if asked.get("type") not in {"typing", "audiomessage"}:
            raise missing("type is invalid")
        self._chat(group, self._peer(asked)).typing_until = time.time() + _TYPING
        return 1

    def answer_press(self, group: Group, asked: Given) -> int:
        peer = number(asked, "peer_id")
        chat = self._chat(group, peer, anybody=True)
        told = structure(asked, "event_data")
        if told is not None and not (isinstance(told, dict) and told.get("type") in _ANSWERS):
            raise missing("event_data is invalid")
        if number(asked, "user_id") != peer or chat.presses.get(asked.get("event_id", ""), 0) < time.time() - (
            _PRESS_WITHIN
        ):
            raise missing("event_id is invalid")
        del chat.presses[asked["event_id"]]
        chat.notice = told
        return 1

    def is_allowed(self, group: Group, asked: Given) -> Json:
        chat = group.chats.get(number(asked, "user_id"))
        return {"is_allowed": int(chat is not None and chat.allowed)}

    def _peer(self, asked: Given) -> int:
        if not asked.get("peer_id") and not asked.get("user_id"):
            raise missing("you should specify peer_id, user_id, domain, chat_id or user_ids param")
        return number(asked, "peer_id" if asked.get("peer_id") else "user_id")

    def _chat(self, group: Group, peer: int, *, anybody: bool = False) -> Chat:
        chat = group.chats.get(peer) if peer in self._memory.people else None
        if chat is None or not (chat.allowed or anybody):
            raise Refusal(901, "Can't send messages for users without permission")
        return chat

    def _content(self, group: Group, asked: Given) -> Json:
        text, named = asked.get("message", ""), [one for one in asked.get("attachment", "").split(",") if one]
        if len(text) > LONGEST:
            raise Refusal(914, "Message is too long")
        if not text.strip() and not named and not asked.get("lat"):
            raise missing("message is empty or invalid")
        if len(named) > _MOST_ATTACHED:
            raise missing("too many attachments")
        return {"text": text, "attachments": [self._attached(group, one) for one in named]}

    def _attached(self, group: Group, name: str) -> Json:
        found = _ATTACHED.fullmatch(name)
        stored = next(
            (one for one in group.files if found and (one.owner, one.id) == (int(found[2]), int(found[3]))), None
        )
        if stored is None:
            raise missing("attachment is invalid")
        return attachment(stored, self._url)

    def _reply(self, chat: Chat, asked: Given) -> Json | None:
        forward = structure(asked, "forward")
        if isinstance(forward, dict) and forward.get("is_reply"):
            named = forward.get("conversation_message_ids")
            number_ = named[0] if isinstance(named, list) and named else 0
        elif asked.get("reply_to", "0") not in {"", "0"}:
            wanted = number(asked, "reply_to")
            number_ = next((one["conversation_message_id"] for one in chat.messages if one["id"] == wanted), 0)
        else:
            return None
        found = answered(chat, number_)
        if found is None:
            raise missing("reply_to is invalid")
        return found


def _own(chat: Chat, asked: Given) -> Json:
    """The community's own message that is named. Raises Refusal."""
    if asked.get("conversation_message_id"):
        found = chat.named(number(asked, "conversation_message_id"))
    else:
        wanted = number(asked, "message_id")
        found = next((one for one in chat.messages if one["id"] == wanted), None)
    if found is None:
        raise missing("message_id is invalid")
    if not found["out"]:
        raise Refusal(920, "Can't edit this kind of message")
    return found
