"""Parts of stories in a messenger: somebody asks the bot for their favourites."""

from uuid import UUID

from prilavok.domains.customers.queries import leaves_shown
from prilavok.flows.bot import Heard, keep_heard, language_heard_in, speak_up
from prilavok.flows.bot_goods import goods_text
from prilavok.flows.messages import our_address
from prilavok.flows.notices import notice_text
from prilavok.insights.bot_goods import answer_favourites
from prilavok.kit.events.actor import Actor

needs = None  # a part of another story
#: what is written to the bot
COMMAND = "/favourites"


def tell_favourites(heard: Heard, conversation: UUID | None, *, actor: Actor) -> None:
    """Within the caller's story: say, once, the latest of them with price and stock now, and where all of them are."""
    if not keep_heard(heard, conversation, text=heard.told.text, parts={"favourites": True}, recorded=True):
        return
    language = language_heard_in(heard)
    told, all_of_them = answer_favourites(leaves_shown(heard.leaf), heard.at)
    head = notice_text("bot.favourites", {"all": all_of_them, "link": our_address("/shop/favourites")}, language)
    text = "\n\n".join(filter(None, (head, goods_text(told, language) if told else "")))
    speak_up(heard, conversation, "bot.favourites", text, {}, actor)
