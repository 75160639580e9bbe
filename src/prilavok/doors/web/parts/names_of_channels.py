"""What channels are called on screens, and what goes wrong with them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.names_of_imports import Text

OF_CHANNELS: Mapping[str, Mapping[str, Text]] = {
    "channel": {
        "site": _("Site chat"),
        "telegram": "Telegram",
        "whatsapp": "WhatsApp",
        "viber": "Viber",
        "instagram": "Instagram",
        "messenger": "Messenger",
        "vk": _("VK"),
        "max": "MAX",
        "sms": "SMS",
        "mail": _("E-mail"),
        "phone": _("Phone"),
    },
    "trouble": {
        "channel.deaf": _("the provider posts elsewhere, or not at all; it is asked anew"),
        "http.no_answer": _("the provider does not answer"),
        "telegram.not_reached": _("the provider cannot reach our address"),
        "telegram.token": _("the provider does not know our login: its key was changed or is wrong"),
        "connection.off": _("the channel is switched off in the office"),
        "message.cut": _("we were cut off while it was being sent"),
        "message.not_taken": _("the provider never got it: it says so itself"),
        # What several providers say alike, by the part behind the dot.
        "*.blocked": _("they do not let us write to them"),
        "*.stopped": _("they do not let us write to them"),
        "*.not_allowed": _("they do not let us write to them"),
        "*.window": _("they wrote too long ago, free words do not pass any more"),
        "*.window_closed": _("they wrote too long ago, free words do not pass any more"),
        "*.nobody": _("there is no such address"),
        "*.no_chat": _("there is no such address"),
        "*.no_such_phone": _("there is no such address"),
        "*.undeliverable": _("it cannot be delivered there"),
        "*.expired": _("it could not be delivered in time"),
        "*.token": _("the provider does not know our login: its key was changed or is wrong"),
        "*.login": _("the provider does not know our login: its key was changed or is wrong"),
        "*.permission": _("our login may not do this at the provider"),
        "*.rights": _("our login may not do this at the provider"),
        "*.no_money": _("our account with the provider has no money"),
        "*.unpaid": _("our account with the provider has no money"),
        "*.too_fast": _("the provider took it for too much at once"),
        "*.file": _("the provider does not take such a file"),
        "*.down": _("the provider is out of order"),
        "*.unavailable": _("the provider is out of order"),
        "*.unreadable": _("the provider answered in a way that nobody understands"),
        "*.refused": _("the provider did not take it"),
    },
    "way_closed": {
        "window": _("they wrote too long ago, free words do not pass any more"),
        "stopped": _("they asked not to be written to"),
        "blocked": _("they do not let us write to them"),
        "off": _("switched off in the office"),
    },
    "brought": {
        "photo": _("Photo"),
        "voice": _("Voice message"),
        "audio": _("Sound"),
        "video": _("Video"),
        "document": _("Document"),
        "sticker": _("Sticker"),
    },
    "brought_state": {
        "waits": _("is on its way to us"),
        "gone": _("could not be fetched"),
        "large": _("is larger than we keep"),
    },
}
