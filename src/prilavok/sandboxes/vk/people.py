"""What a person does in VK, as far as VK lets them; every deed is told to the community's servers."""

import json
import time
from collections.abc import Mapping

from prilavok.sandboxes.vk import talk
from prilavok.sandboxes.vk.keyboard import find_button, payload_of
from prilavok.sandboxes.vk.memory import Group, Json, Person, now
from prilavok.sandboxes.vk.messages import LONGEST
from prilavok.sandboxes.vk.telling import Telling

LARGEST_FILE = 2 * 1024 * 1024
_REF, _KEY = 256, 256
_MOST_GOODS = 50


class Impossible(Exception):
    """VK would not have let them; the word says what."""


class People:
    """url: where files are fetched."""

    def __init__(self, telling: Telling, url: str) -> None:
        self._telling, self._url = telling, url

    def act(self, group: Group, person: Person, deed: str, told: Mapping[str, object]) -> object:
        """One deed. Raises Impossible."""
        known = {
            "start": self._start, "say": self._say, "press": self._press, "edit": self._edit, "react": self._react,
            "read": self._read, "type": self._type, "allow": self._allow, "block": self._block,
            "unblock": self._allow, "place": self._place, "order": self._order,
        }.get(deed)  # fmt: skip
        if known is None:
            raise Impossible("act")
        return known(group, person, told)

    def file(self, group: Group, person: Person, name: str, kind: str, content: bytes) -> Json:
        """A file of theirs."""
        if not 0 < len(content) <= LARGEST_FILE:
            raise Impossible("file")
        stored = group.keep(name, kind or "application/octet-stream", content, person.id)
        return talk.say(self._telling, group, person, attachments=[talk.attachment(stored, self._url)])

    def _start(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        ref, source = str(told.get("ref", ""))[:_REF], str(told.get("ref_source", ""))[:_REF]
        chat = group.chat(person.id)
        chat.ref = [ref, source] if ref else []
        if chat.messages:
            return {"waits": bool(ref)}
        return talk.say(self._telling, group, person, "Начать", payload='{"command":"start"}')

    def _say(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        text = str(told.get("text", ""))
        if not text.strip() or len(text) > LONGEST:
            raise Impossible("text")
        reply = None
        if told.get("answering"):
            reply = talk.answered(group.chat(person.id), told["answering"])
            if reply is None:
                raise Impossible("message")
        return talk.say(self._telling, group, person, text, reply_message=reply)

    def _press(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        chat = group.chat(person.id)
        named = told.get("conversation_message_id")
        message = chat.named(named) if named else None
        if named and message is None:
            raise Impossible("message")
        boards = [message.get("keyboard") if message else chat.keyboard]
        payload = told.get("payload", "")
        wanted = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
        found = find_button(boards, label=str(told.get("label", "")), payload=wanted)
        if found is None or found["type"] not in {"text", "callback"}:
            raise Impossible("button")
        if not message and chat.keyboard and chat.keyboard["one_time"]:
            chat.keyboard = None
        number = message["conversation_message_id"] if message else chat.last
        return talk.press(self._telling, group, person, found, payload_of(found), number)

    def _edit(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        found = group.chat(person.id).named(told.get("conversation_message_id"))
        text = str(told.get("text", ""))
        if found is None or found["out"]:
            raise Impossible("message")
        if not text.strip() or len(text) > LONGEST:
            raise Impossible("text")
        found |= {"text": text, "update_time": now()}
        self._telling.event(group, "message_edit", found, person.id)
        return found

    def _react(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        found, sign = group.chat(person.id).named(told.get("conversation_message_id")), told.get("reaction_id")
        if found is None or not (sign is None or (isinstance(sign, int) and 0 < sign <= 16)):
            raise Impossible("message")
        told_on: Json = {"reacted_id": person.id, "peer_id": person.id, "cmid": found["conversation_message_id"]}
        told_on |= {"reaction_id": sign} if sign else {}
        self._telling.event(group, "message_reaction_event", told_on, person.id)
        return told_on

    def _read(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        ours = [one for one in group.chat(person.id).messages if one["out"]]
        if not ours:
            raise Impossible("not_started")
        last = ours[-1]
        group.chat(person.id).seen_to = last["conversation_message_id"]
        told_on = {"from_id": person.id, "peer_id": person.id, "read_message_id": last["id"]}
        told_on |= {"conversation_message_id": last["conversation_message_id"]}
        self._telling.event(group, "message_read", told_on, person.id)
        return told_on

    def _type(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        told_on = {"state": "typing", "from_id": person.id, "to_id": -group.id}
        self._telling.event(group, "message_typing_state", told_on, person.id)
        return told_on

    def _allow(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        talk.allow(self._telling, group, person, str(told.get("key", ""))[:_KEY])
        return {"allowed": True}

    def _block(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        talk.forbid(self._telling, group, person)
        return {"allowed": False}

    def _place(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        both = [told.get("latitude"), told.get("longitude")]
        north, east = (float(one) if isinstance(one, int | float) and abs(one) <= 180 else None for one in both)
        if north is None or east is None:
            raise Impossible("place")
        geo = {"type": "point", "coordinates": {"latitude": north, "longitude": east}}
        return talk.say(self._telling, group, person, geo=geo)

    def _order(self, group: Group, person: Person, told: Mapping[str, object]) -> Json:
        goods = told.get("goods")
        if not isinstance(goods, list) or not 0 < len(goods) <= _MOST_GOODS:
            raise Impossible("goods")
        items = [_bought(group, place, one) for place, one in enumerate(goods, 1)]
        group.orders += 1
        total = sum(int(one["price"]["amount"]) * one["quantity"] for one in items)
        made: Json = {
            "id": group.orders,
            "group_id": group.id,
            "user_id": person.id,
            "date": now(),
            "display_order_id": f"{person.id}-{group.orders}",
            "status": 0,
            "items_count": sum(one["quantity"] for one in items),
            "total_price": _price(total),
            "comment": str(told.get("comment", ""))[:500],
            "recipient": {"name": f"{person.first_name} {person.last_name}", "display_text": person.first_name},
            "preview_order_items": items,
        }
        self._telling.event(group, "market_order_new", made, person.id)
        return made


def _bought(group: Group, place: int, told: object) -> Json:
    one = told if isinstance(told, dict) else {}
    price, quantity = one.get("price"), one.get("quantity", 1)
    sku, title = str(one.get("sku", ""))[:50], str(one.get("title", ""))[:100]
    whole = all(isinstance(part, int) and 0 < part < 10**12 for part in (price, quantity))
    if not whole or not isinstance(price, int) or not (sku or title):
        raise Impossible("goods")
    item = {"id": place, "owner_id": -group.id, "title": title or sku, "sku": sku, "price": _price(price)}
    return {"owner_id": -group.id, "item_id": place, "quantity": quantity, "price": _price(price), "item": item}


def _price(minor: int) -> Json:
    """Amounts are told as text, in hundredths."""
    return {
        "amount": str(minor),
        "currency": {"id": 643, "name": "RUB", "title": "₽"},
        "text": f"{minor // 100} ₽",
    }  # fmt: skip


def chat_told(group: Group, person: Person) -> Json:
    """What the person sees of the conversation."""
    chat = group.chat(person.id)
    unread = sum(not one["out"] and one["conversation_message_id"] > chat.read_to for one in chat.messages)
    return {
        "allowed": chat.allowed,
        "keyboard": chat.keyboard,
        "messages": chat.messages,
        "notice": chat.notice,
        "typing": chat.typing_until > time.time(),
        "unread": unread,
        "seen": chat.seen_to,
        "ref": chat.ref,
    }
