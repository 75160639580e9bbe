"""Messenger Platform translated both ways, for one page; what it rests on is named in the manifest."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from prilavok.adapters.channels.port import Channel, Health, Line, Means
from prilavok.adapters.channels.port.meta import MetaMessaging, link_by
from prilavok.adapters.channels.port.meta_reading import BEGIN
from prilavok.adapters.channels.port.meta_sending import call
from prilavok.adapters.channels.port.taking import parts_of, words_of
from prilavok.kit.channels import WINDOWS

_LISTENED = (
    "messages",
    "messaging_postbacks",
    "messaging_referrals",
    "messaging_optins",
    "messaging_handovers",
    "message_deliveries",
    "message_echoes",
    "message_edits",
    "message_reactions",
    "message_reads",
    "standby",
)


class MessengerPage(MetaMessaging):
    """A page that people write to in Messenger."""

    name = "messenger_page"
    channel = "messenger"
    can = frozenset(
        {"text", "buttons", "links", "files", "answers", "start_link", "listen", "health", "typing", "read", "fetch"}
    )
    #: Send API: text of 2,000 characters, 13 quick replies of 20 characters that carry 1,000; attachments of 25 MB. A
    #: day after the person's last words; a person of ours by the tag HUMAN_AGENT a week. message_deliveries,
    #: message_reads: of a message that failed nothing is told.
    means = Means(
        text=2000,
        caption=2000,
        buttons=13,
        button=20,
        press=1000,
        file=25 * 1024 * 1024,
        window=WINDOWS["messenger"],
        human_window=timedelta(days=7),
        tells=frozenset({"delivered", "read"}),
    )
    live_url = "https://graph.facebook.com"
    ours = "page"
    account = "page_id"
    marks = True

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """An m.me link; its ref comes with the first words, the begin button or alone, as the chat is new or known."""
        return link_by("m.me", sandbox_url, "", str(settings.get("page_id", "")), token)

    def listen(self, url: str, line: Line) -> None:
        """Our program tells Meta its address, the page tells our program, and a chat begins with a button.

        Meta greets the address before it answers the first of these.
        """
        fields = ",".join(_LISTENED)
        word = line.secrets["verify_token"].reveal()
        ours = {"object": "page", "callback_url": url, "fields": fields, "include_values": True, "verify_token": word}
        program, page = quote(line.settings["app_id"], safe=""), self._account(line.settings)
        call(line, "POST", f"{program}/subscriptions", ours, bearer=_program(line), repeatable=True)
        call(line, "POST", f"{page}/subscribed_apps", {"subscribed_fields": fields}, repeatable=True)
        call(line, "POST", f"{page}/messenger_profile", {"get_started": {"payload": BEGIN}}, repeatable=True)

    def health(self, url: str, line: Line) -> Health:
        """Whether our program is told at this address, and told of this page."""
        program, page = quote(line.settings["app_id"], safe=""), self._account(line.settings)
        told = call(line, "GET", f"{program}/subscriptions", bearer=_program(line))
        here = any(
            words_of(one, "object") == "page" and words_of(one, "callback_url") == url and one.get("active") is True
            for one in parts_of(told, "data")
        )
        apps = parts_of(call(line, "GET", f"{page}/subscribed_apps"), "data")
        mine = next((one for one in apps if words_of(one, "id") == line.settings["app_id"]), {})
        fields = mine.get("subscribed_fields")
        fields = fields if isinstance(fields, list) else []
        missing = here and bool(fields) and any(one not in fields for one in _LISTENED)
        return Health(here and "messages" in fields, trouble="meta.fields_missing" if missing else "")


def open_here() -> Channel:
    """The adapter, for the port to find."""
    return MessengerPage()


def _program(line: Line) -> str:
    """The login of our program itself, which owns the address."""
    return f"{line.settings['app_id']}|{line.secrets['app_secret'].reveal()}"
