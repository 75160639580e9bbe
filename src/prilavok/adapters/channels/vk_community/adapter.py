"""VK's Callback API and messages of communities translated both ways; what it rests on is named in the manifest."""

import hmac
import re
from collections.abc import Mapping

from prilavok.adapters.channels.port import (
    Attached,
    Channel,
    Health,
    Incoming,
    Line,
    Means,
    Outgoing,
    Plain,
    Posted,
    Sent,
    Unreadable,
)
from prilavok.adapters.channels.port.saying import refuse_unfit
from prilavok.adapters.channels.port.taking import Told, digest_key, name_in, object_of, part_of, parts_of, words_of
from prilavok.adapters.channels.vk_community import wire
from prilavok.adapters.channels.vk_community.events import event_of, read_event
from prilavok.adapters.channels.vk_community.saying import answered, attach, keyboard, random_id

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAME = re.compile(r"[A-Za-z0-9_.]{2,32}")
_PRESS = re.compile(r"(\S{1,80}):(\d{1,15}):(\d{1,15})", re.ASCII)
#: at most 14 characters (groups.addCallbackServer: title)
_TITLE = "Prilavok"
_LISTENED = (
    "message_new",
    "message_reply",
    "message_edit",
    "message_allow",
    "message_deny",
    "message_read",
    "message_typing_state",
    "message_event",
    "message_reaction_event",
    "market_order_new",
    "market_order_edit",
    "lead_forms_new",
)


class VkCommunity(Plain):
    """A community of ours that people write to."""

    name = "vk_community"
    channel = "vk"
    can = frozenset(
        {
            "text", "buttons", "links", "files", "answers", "answer_press", "start_link", "listen", "health",
            "typing", "read", "fetch",
        }
    )  # fmt: skip
    #: messages.send: message, here the 4096 characters that all of VK's programs take; Keyboard: ten buttons inside a
    #: message, labels of 40 characters, payload of 255 as JSON with a name around the press; photos of 50 MB, documents
    #: of 200. A community writes to who wrote to it or allowed it (error 901), for ever. messages.send: random_id "to
    #: avoid sending the same message again", kept with the message.
    means = Means(
        text=4096,
        caption=4096,
        buttons=10,
        button=40,
        press=120,
        file=50 * 1024 * 1024,
        first="allowed",
        tells=frozenset({"read"}),
        keyed=True,
    )
    live_url = "https://api.vk.ru"
    sandbox = "vk"
    #: "In response to each notification your server should send the string ok"
    taken = b"ok"

    def greet(self, posted: Posted) -> bytes | None:
        """The confirmation string, to who asks for our community and does not bring a wrong secret."""
        try:
            told = object_of(posted.body)
        except Unreadable:
            return None
        string = posted.secrets["confirmation"].reveal() if "confirmation" in posted.secrets else ""
        asks = posted.method == "POST" and told.get("type") == "confirmation" and _is_ours(told, posted)
        proven = "secret" not in told or _same(told["secret"], posted)
        return string.encode() if string and asks and proven else None

    def verify(self, posted: Posted) -> bool:
        """Whether the body carries our secret and names our community."""
        try:
            told = object_of(posted.body)
        except Unreadable:
            return False
        return _same(told.get("secret"), posted) and _is_ours(told, posted)

    def key_of(self, body: bytes) -> str:
        """VK repeats an event under its event_id until it is answered with ok."""
        try:
            return f"event:{event_of(object_of(body))}"
        except Unreadable:
            return digest_key(body)

    def read(self, body: bytes) -> list[Incoming]:
        """What the event tells: one thing, or that somebody came by a link and what they said with it."""
        return read_event(object_of(body))

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """A vk.me link that opens the conversation; the first message after it carries `ref`."""
        name = str(settings.get("screen_name", "")) or f"club{settings.get('group_id', '')}"
        if not _TOKEN.fullmatch(token) or not _NAME.fullmatch(name):
            raise ValueError("a start link needs a community and a token of 1 to 64 letters, digits, _ and -")
        return f"{sandbox_url or 'https://vk.me'}/{name}?ref={token}"

    def send(self, message: Outgoing, line: Line) -> Sent:
        """messages.send. It says no random_id of ours twice; asked by peer_ids it tells the number within the talk."""
        refuse_unfit(message, self)
        peer = _peer(message.address)
        asked = {"peer_ids": str(peer), "random_id": str(random_id(message.key)), "message": message.text}
        if message.buttons:
            asked["keyboard"] = keyboard(message.buttons)
        if message.answers:
            asked["forward"] = answered(peer, message.answers)
        if message.files:
            asked["attachment"] = ",".join(attach(one, peer, line) for one in message.files)
        said = wire.call("messages.send", asked, line, repeatable=bool(message.key))
        one = next(iter(parts_of({"said": said}, "said")), {})
        if isinstance(error := one.get("error"), dict):
            raise wire.refused(error.get("code"))
        try:
            return Sent(name_in(one, "conversation_message_id"))
        except Unreadable:
            raise wire.unreadable() from None

    def listen(self, url: str, line: Line) -> None:
        """Have the community post here what we read; a server of ours that is well stays as it is.

        VK asks a server for the confirmation string as soon as it is told of it, so that string is compared before.
        """
        group = {"group_id": line.settings["group_id"]}
        code = wire.call("groups.getCallbackConfirmationCode", group, line, repeatable=True)
        if words_of(_part(code), "code") != line.secrets["confirmation"].reveal():
            raise wire.another_confirmation()
        secret = line.secrets["webhook_secret"].reveal()
        known = self._server(url, line)
        server = str(known.get("id", "")) if known else ""
        asked = {**group, "url": url, "title": _TITLE, "secret_key": secret}
        if not server:
            server = str(_part(wire.call("groups.addCallbackServer", asked, line)).get("server_id", ""))
        elif (known.get("secret_key"), known.get("status")) != (secret, "ok"):
            wire.call("groups.editCallbackServer", {**asked, "server_id": server}, line)
        chosen = {**group, "server_id": server, "api_version": wire.VERSION, **dict.fromkeys(_LISTENED, "1")}
        wire.call("groups.setCallbackSettings", chosen, line)

    def health(self, url: str, line: Line) -> Health:
        """groups.getCallbackServers: whether our address is confirmed there; how much waits is not told."""
        status = words_of(self._server(url, line), "status")
        trouble = {"failed": "vk.not_reached", "wait": "vk.not_confirmed", "unconfigured": "vk.not_confirmed"}
        return Health(status == "ok", 0, trouble.get(status, ""))

    def answer_press(self, press: str, line: Line) -> None:
        """messages.sendMessageEventAnswer with nothing to show: until then the button shows that it waits."""
        found = _PRESS.fullmatch(press)
        if found is None:
            raise ValueError("a press of VK names its event, who pressed and where")
        asked = {"event_id": found[1], "user_id": found[2], "peer_id": found[3]}
        wire.call("messages.sendMessageEventAnswer", asked, line)

    def show_typing(self, address: str, line: Line) -> None:
        """messages.setActivity: shown for ten seconds, or until the message comes."""
        wire.call("messages.setActivity", {"peer_id": str(_peer(address)), "type": "typing"}, line)

    def show_read(self, address: str, message: str, line: Line) -> None:
        """messages.markAsRead: this message and all before it."""
        wire.call("messages.markAsRead", {"peer_id": str(_peer(address)), "up_to_cmid": message}, line)

    def fetch(self, file: Attached, most: int, line: Line) -> bytes:
        """What lies at the address that came with the message; videos and songs of VK are not given out."""
        if not file.ref.startswith(("https://", "http://")):
            raise wire.no_file()
        answer = line.speak(
            "GET",
            file.ref,
            within_ms=wire.FETCH_WITHIN_MS,
            most_bytes=most,
            also=wire.ANY_FAILURE,
            public_only=True,
        )
        if answer.status >= 300:
            raise wire.by_status(answer, "vk.no_file")
        return answer.body

    def _server(self, url: str, line: Line) -> Told:
        """The server of ours with this address, as VK knows it."""
        asked = {"group_id": line.settings["group_id"]}
        told = _part(wire.call("groups.getCallbackServers", asked, line, repeatable=True))
        return next((one for one in parts_of(told, "items") if one.get("url") == url), {})


def open_here() -> Channel:
    """The adapter, for the port to find."""
    return VkCommunity()


def _same(given: object, posted: Posted) -> bool:
    secret = posted.secrets["webhook_secret"].reveal() if "webhook_secret" in posted.secrets else ""
    return (
        bool(secret)
        and isinstance(given, str)
        and hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
    )


def _is_ours(told: Told, posted: Posted) -> bool:
    return str(told.get("group_id")) == posted.settings.get("group_id")


def _peer(address: str) -> int:
    """Who is written to: a person, by their number."""
    if not re.fullmatch(r"[1-9][0-9]{0,14}", address):
        raise ValueError("an address in VK is the number of a person or a conversation")
    return int(address)


def _part(told: object) -> Told:
    """Raises OutsideFailed: VK answered, and not what it promises."""
    try:
        return part_of({"part": told}, "part")
    except Unreadable:
        raise wire.unreadable() from None
