"""Instagram's messages by the login of Instagram, translated both ways; what it rests on is named in the manifest."""

from collections.abc import Mapping
from datetime import timedelta

from prilavok.adapters.channels.port import Channel, Health, Line, Means
from prilavok.adapters.channels.port.meta import MetaMessaging, link_by
from prilavok.adapters.channels.port.meta_sending import call
from prilavok.adapters.channels.port.taking import parts_of
from prilavok.kit.channels import WINDOWS

_LISTENED = (
    "messages",
    "messaging_postbacks",
    "messaging_referral",
    "messaging_seen",
    "message_reactions",
    "standby",
)


class InstagramLogin(MetaMessaging):
    """A professional account that people write to in Instagram."""

    name = "instagram_login"
    channel = "instagram"
    can = frozenset({"text", "buttons", "links", "start_link", "listen", "health", "typing", "read", "fetch"})
    #: Send Messages: text of 1,000 bytes in UTF-8, so 500 letters of Cyrillic; replies and windows as in Messenger.
    #: Files are taken by an address that Instagram can reach, which a file here does not have. messaging_seen alone
    #: tells of our messages.
    means = Means(
        text=1000,
        text_bytes=1000,
        buttons=13,
        button=20,
        press=1000,
        window=WINDOWS["instagram"],
        human_window=timedelta(days=7),
        tells=frozenset({"read"}),
    )
    live_url = "https://graph.instagram.com"
    ours = "instagram"
    account = "ig_id"

    def start_link(self, settings: Mapping[str, object], token: str, sandbox_url: str = "") -> str:
        """An ig.me link; its ref comes with the first words of a new chat, or alone in a known one."""
        return link_by("ig.me", sandbox_url, "m/", str(settings.get("username", "")), token)

    def listen(self, url: str, line: Line) -> None:
        """The account tells our program. The address itself is told by a person, in the program's dashboard: no call
        of Instagram takes it.
        """
        asked = {"subscribed_fields": ",".join(_LISTENED)}
        call(line, "POST", f"{self._account(line.settings)}/subscribed_apps", asked, repeatable=True)

    def health(self, url: str, line: Line) -> Health:
        """Whether our program is told of this account; where to is not said."""
        told = parts_of(call(line, "GET", f"{self._account(line.settings)}/subscribed_apps"), "data")
        lists = [one.get("subscribed_fields") for one in told]
        fields = {one for found in lists if isinstance(found, list) for one in found if isinstance(one, str)}
        missing = "messages" in fields and any(one not in fields for one in _LISTENED)
        return Health("messages" in fields, trouble="meta.fields_missing" if missing else "")


def open_here() -> Channel:
    """The adapter, for the port to find."""
    return InstagramLogin()
