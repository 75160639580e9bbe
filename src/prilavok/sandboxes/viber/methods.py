"""The methods of the REST bot API, each to its answer or Refusal."""

import time
from collections import deque

from prilavok.sandboxes.viber.judging import Refusal, judge
from prilavok.sandboxes.viber.memory import CHOSEN_EVENTS, Bot, Json, Memory, Person
from prilavok.sandboxes.viber.telling import HOST, Telling
from prilavok.sandboxes.web import is_own

_MOST_RECEIVERS, _MOST_ONLINE = 300, 100
_BROADCASTS, _BROADCASTS_IN = 500, 10.0  # seconds
_DETAILS, _DETAILS_IN = 2, 12 * 3600.0  # seconds
_ONLINE = {True: (0, "online"), False: (1, "offline")}


class Methods:
    """All methods of one Viber."""

    def __init__(self, memory: Memory, telling: Telling) -> None:
        self._memory = memory
        self._telling = telling
        self._broadcasts: deque[float] = deque()
        self.table = {
            "send_message": self._send,
            "broadcast_message": self._broadcast,
            "get_account_info": self._account,
            "get_user_details": self._details,
            "get_online": self._online,
        }

    async def set_webhook(self, bot: Bot, asked: Json) -> Json:
        """Kept once the address has answered the `webhook` event. Raises Refusal."""
        url, events = asked.get("url"), asked.get("event_types", list(CHOSEN_EVENTS))
        if not isinstance(url, str):
            raise Refusal(4, "missingData: url")
        if not isinstance(events, list) or not all(one in CHOSEN_EVENTS for one in events):
            raise Refusal(3, "badData: event_types")
        if not url:
            bot.webhook = ""
            return {}
        if not url.startswith(("https://", "http://")) or not is_own(url):
            raise Refusal(1)
        if trouble := await self._telling.ask(bot, url):
            raise Refusal(1, f"Result:{trouble}")
        bot.webhook, bot.events = url, [str(one) for one in events]
        bot.names, bot.photos = asked.get("send_name") is True, asked.get("send_photo") is True
        return {"event_types": bot.events}

    def _send(self, bot: Bot, asked: Json) -> Json:
        if "receiver" not in asked:
            raise Refusal(4, "missingData: receiver")
        self._ready(bot, asked)
        person = self._receiver(bot, asked["receiver"], asked)
        return {"message_token": self._say(bot, person, asked), "billing_status": 0}

    def _broadcast(self, bot: Bot, asked: Json) -> Json:
        receivers = asked.get("broadcast_list")
        if not isinstance(receivers, list) or not 1 <= len(receivers) <= _MOST_RECEIVERS:
            raise Refusal(
                3 if receivers else 4, "badData: broadcast_list" if receivers else "missingData: broadcast_list"
            )
        self._ready(bot, asked)
        now = time.monotonic()
        while self._broadcasts and self._broadcasts[0] < now - _BROADCASTS_IN:
            self._broadcasts.popleft()
        if len(self._broadcasts) >= _BROADCASTS:
            raise Refusal(12)
        self._broadcasts.append(now)
        token, failed = self._memory.next_token(), []
        for receiver in receivers:
            try:
                self._say(bot, self._receiver(bot, receiver, asked), asked, token)
            except Refusal as refusal:
                failed.append({"receiver": receiver, "status": refusal.status, "status_message": refusal.words})
        return {"message_token": token, "failed_list": failed, "billing_status": 0}

    def _ready(self, bot: Bot, asked: Json) -> None:
        if not bot.webhook:
            raise Refusal(10)
        judge(asked)

    def _receiver(self, bot: Bot, named: object, asked: Json) -> Person:
        """Who may be written to: a subscriber, or once who has just opened the chat."""
        person = self._memory.person_of(bot, named)
        if person is None:
            raise Refusal(5)
        chat = bot.chat(person)
        welcome = chat.welcome > time.time() and bool(asked.get("tracking_data"))
        if not chat.subscribed and not welcome:
            raise Refusal(6)
        if asked.get("min_api_version", 1) > person.api:
            raise Refusal(13)
        if not chat.subscribed:
            chat.welcome = 0.0
        return person

    def _say(self, bot: Bot, person: Person, asked: Json, token: int = 0) -> int:
        chat = bot.chat(person)
        chat.tracking = str(asked.get("tracking_data", ""))
        kept = {key: value for key, value in asked.items() if key not in {"auth_token", "receiver", "broadcast_list"}}
        message = self._memory.write(chat, kept, ours=True, token=token)
        self._telling.arrive(bot, person, message)
        return message.token

    def _account(self, bot: Bot, asked: Json) -> Json:
        subscribers = sum(chat.subscribed for chat in bot.chats.values())
        told: Json = {"id": f"pa:{int.from_bytes(bot.token.encode()[:8], 'big')}", "chat_hostname": HOST}
        told |= {"name": bot.uri, "uri": bot.uri, "category": "Shopping", "subcategory": "Grocery", "country": "KZ"}
        told |= {"location": {"lon": 76.889709, "lat": 43.238949}, "members": [], "subscribers_count": subscribers}
        return told | ({"webhook": bot.webhook, "event_types": bot.events} if bot.webhook else {})

    def _details(self, bot: Bot, asked: Json) -> Json:
        if not asked.get("id"):
            raise Refusal(4, "missingData: id")
        person = self._memory.person_of(bot, asked["id"])
        if person is None:
            raise Refusal(5)
        chat, now = bot.chat(person), time.time()
        if not chat.subscribed:
            raise Refusal(6)
        chat.asked_details = [at for at in chat.asked_details if at > now - _DETAILS_IN]
        if len(chat.asked_details) >= _DETAILS:
            raise Refusal(12)
        chat.asked_details.append(now)
        told = bot.user(person) | {"name": person.name, "primary_device_os": "android 14", "viber_version": "22.3.0"}
        more = {"mcc": 1, "mnc": 1, "device_type": "sandbox"}
        return {"message_token": self._memory.next_token(), "user": told | more}

    def _online(self, bot: Bot, asked: Json) -> Json:
        ids = asked.get("ids")
        if not isinstance(ids, list) or not 1 <= len(ids) <= _MOST_ONLINE:
            raise Refusal(3 if ids else 4, "badData: ids" if ids else "missingData: ids")
        return {"users": [self._is_online(bot, one) for one in ids]}

    def _is_online(self, bot: Bot, named: object) -> Json:
        person = self._memory.person_of(bot, named)
        if person is None or not bot.chat(person).subscribed:
            return {"id": named, "online_status": 4, "online_status_message": "unavailable"}
        status, words = _ONLINE[person.online]
        told = {"id": named, "online_status": status, "online_status_message": words}
        return told if person.online else told | {"last_online": person.seen_at}
