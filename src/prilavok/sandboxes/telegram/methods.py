"""The methods of the Bot API that the sandbox offers, one table from name to what it does.

Source: core.telegram.org/bots/api, Available methods, Updating messages. A method that is not in the table answers
404, as a misspelt one does at the real server.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from prilavok.sandboxes.telegram.markup import (
    Refusal,
    bad,
    entities,
    flag,
    given_entities,
    number,
    reply_markup,
    structure,
    text_of,
)
from prilavok.sandboxes.telegram.memory import Bot, Chat, Json, Memory
from prilavok.sandboxes.telegram.pace import Pace
from prilavok.sandboxes.telegram.sent_files import file_fields, sent_file

_TYPING = 5.0  # seconds a chat action is shown
_MOST_COMMANDS = 100


class Methods:
    """Carries methods out on the memory. Each returns the `result` of the answer or raises Refusal."""

    def __init__(self, memory: Memory, pace: Pace) -> None:
        self._memory = memory
        self._pace = pace
        self.table: dict[str, Callable[[Bot, Json], Any]] = {
            name.lower(): one
            for name, one in {
                "getMe": self._get_me,
                "sendMessage": self._send_message,
                "sendPhoto": self._send_photo,
                "sendDocument": self._send_document,
                "editMessageText": self._edit_message_text,
                "editMessageReplyMarkup": self._edit_reply_markup,
                "deleteMessage": self._delete_message,
                "answerCallbackQuery": self._answer_query,
                "sendChatAction": self._send_chat_action,
                "getChat": self._get_chat,
                "getFile": self._get_file,
                "setMyCommands": self._set_commands,
                "getMyCommands": self._get_commands,
                "deleteMyCommands": self._delete_commands,
            }.items()
        }

    def _get_me(self, bot: Bot, asked: Json) -> Json:
        return bot.user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def _send_message(self, bot: Bot, asked: Json) -> Json:
        text, markup = text_of(asked), reply_markup(asked)
        chat, person = self._chat(bot, asked)
        answered = self._answered(chat, asked)
        self._pace.take(bot.id, person)
        marked = given_entities(asked) or entities(text)
        fields: Json = {"from": bot.user(), "chat": self._memory.people[person].chat(), "text": text}
        fields |= {"entities": marked} if marked else {}
        fields |= {"reply_to_message": answered} if answered else {}
        if markup and "inline_keyboard" in markup:
            fields["reply_markup"] = markup
        elif markup:
            chat.keyboard = None if markup.get("remove_keyboard") else markup
        chat.typing_until = 0.0
        return bot.message(chat, fields)

    def _send_photo(self, bot: Bot, asked: Json) -> Json:
        return self._send_file(bot, asked, "photo")

    def _send_document(self, bot: Bot, asked: Json) -> Json:
        return self._send_file(bot, asked, "document")

    def _send_file(self, bot: Bot, asked: Json, field: str) -> Json:
        upload, markup = sent_file(asked, field), reply_markup(asked)
        chat, person = self._chat(bot, asked)
        self._pace.take(bot.id, person)
        fields: Json = {"from": bot.user(), "chat": self._memory.people[person].chat()}
        fields |= file_fields(bot, upload, field, str(asked.get("caption", "")))
        if markup and "inline_keyboard" in markup:
            fields["reply_markup"] = markup
        chat.typing_until = 0.0
        return bot.message(chat, fields)

    def _edit_message_text(self, bot: Bot, asked: Json) -> Json:
        text, markup = text_of(asked), reply_markup(asked)
        chat, message = self._own_message(bot, asked, "edit")
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        if message["text"] == text and message.get("reply_markup") == markup:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        message["text"] = text
        message["entities"] = given_entities(asked) or entities(text)
        return _edited(chat, message, markup)

    def _edit_reply_markup(self, bot: Bot, asked: Json) -> Json:
        markup = reply_markup(asked)
        chat, message = self._own_message(bot, asked, "edit")
        if message.get("reply_markup") == markup:
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        return _edited(chat, message, markup)

    def _delete_message(self, bot: Bot, asked: Json) -> bool:
        chat, person = self._chat(bot, asked)
        message = _find(chat, asked)
        if message is None:
            raise bad("message to delete not found")
        if message["date"] < time.time() - 48 * 3600:
            raise bad("message can't be deleted for everyone")
        chat.messages.remove(message)
        chat.version += 1
        return True

    def _answer_query(self, bot: Bot, asked: Json) -> bool:
        told = str(asked.get("text", ""))
        person = bot.queries.pop(str(asked.get("callback_query_id", "")), None)
        if person is None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(told) > 200:
            raise bad("MESSAGE_TOO_LONG")
        chat = bot.chats[person]
        chat.notice = told
        chat.version += 1
        return True

    def _send_chat_action(self, bot: Bot, asked: Json) -> bool:
        chat, _ = self._chat(bot, asked)
        if not str(asked.get("action", "")).startswith(("typing", "upload_", "record_", "choose_", "find_")):
            raise bad("wrong parameter action in request")
        chat.typing_until = time.time() + _TYPING
        chat.version += 1
        return True

    def _get_chat(self, bot: Bot, asked: Json) -> Json:
        _, person = self._chat(bot, asked, reaching=False)
        kinds = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        return self._memory.people[person].chat() | {
            "accent_color_id": person % 7,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(kinds, False),
        }

    def _get_file(self, bot: Bot, asked: Json) -> Json:
        found = next((one for one in bot.files if one.id == asked.get("file_id")), None)
        if found is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return {
            "file_id": found.id,
            "file_unique_id": found.id[:16],
            "file_size": len(found.content),
            "file_path": f"documents/{found.id}",
        }

    def _set_commands(self, bot: Bot, asked: Json) -> bool:
        commands = structure(asked, "commands")
        if not isinstance(commands, list) or len(commands) > _MOST_COMMANDS:
            raise bad("can't parse commands list")
        for one in commands:
            if not isinstance(one, dict) or not _command_fits(one):
                raise bad("BOT_COMMAND_INVALID")
        bot.commands[_scope(asked)] = commands
        return True

    def _get_commands(self, bot: Bot, asked: Json) -> list[Json]:
        return bot.commands.get(_scope(asked), [])

    def _delete_commands(self, bot: Bot, asked: Json) -> bool:
        bot.commands.pop(_scope(asked), None)
        return True

    def _chat(self, bot: Bot, asked: Json, *, reaching: bool = True) -> tuple[Chat, int]:
        """The chat that is asked for. Raises Refusal: 400 when the bot never met it, 403 when it was blocked."""
        try:
            person = int(asked.get("chat_id", ""))
        except (TypeError, ValueError, OverflowError):
            raise bad("chat_id is empty" if not asked.get("chat_id") else "chat not found") from None
        chat = bot.chats.get(person)
        if chat is None or not chat.started:
            raise bad("chat not found")
        if reaching and chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat, person

    def _own_message(self, bot: Bot, asked: Json, verb: str) -> tuple[Chat, Json]:
        chat, _ = self._chat(bot, asked)
        message = _find(chat, asked)
        if message is None:
            raise bad(f"message to {verb} not found")
        if message["from"]["id"] != bot.id:
            raise bad(f"message can't be {verb}ed")
        return chat, message

    def _answered(self, chat: Chat, asked: Json) -> Json | None:
        """The message that is replied to, without what it replied to itself."""
        wanted = structure(asked, "reply_parameters") or {}
        if not wanted and asked.get("reply_to_message_id"):
            wanted = {"message_id": asked["reply_to_message_id"]}
        if not isinstance(wanted, dict) or not wanted:
            return None
        found = _find(chat, wanted)
        if found is None and not (flag(wanted, "allow_sending_without_reply")):
            raise bad("message to be replied not found")
        return None if found is None else {key: value for key, value in found.items() if key != "reply_to_message"}


def _find(chat: Chat, asked: Json) -> Json | None:
    wanted = number(asked, "message_id", 0, 0, 2**31)
    return next((one for one in chat.messages if one["message_id"] == wanted), None)


def _edited(chat: Chat, message: Json, markup: Json | None) -> Json:
    message.pop("reply_markup", None)
    if markup and "inline_keyboard" in markup:
        message["reply_markup"] = markup
    message["edit_date"] = int(time.time())
    chat.version += 1
    return message


def _scope(asked: Json) -> str:
    scope = structure(asked, "scope") or {"type": "default"}
    return json.dumps([scope, str(asked.get("language_code", ""))], sort_keys=True)


def _command_fits(one: Json) -> bool:
    name, told = str(one.get("command", "")), str(one.get("description", ""))
    return 1 <= len(name) <= 32 and name.isascii() and name.lower() == name and 1 <= len(told) <= 256
