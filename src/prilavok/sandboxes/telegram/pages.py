"""The chat page: what a Telegram app shows, reduced to what the sandbox can do; works without scripts too."""

import html
import time
from collections.abc import Sequence
from urllib.parse import quote

from prilavok.sandboxes.telegram.memory import Bot, Chat, Json, Person
from prilavok.sandboxes.telegram.words import LANGUAGES, NAMES, word

_LINKS = ("http://", "https://")


def bots_page(bots: Sequence[Bot], language: str) -> str:
    """Every bot that has come, each with its chat."""
    rows = "".join(
        f"<li><a class='wide' href='/t/{quote(one.username)}'>@{_safe(one.username)}</a></li>" for one in bots
    )
    inside = f"<ul class='plain'>{rows}</ul>" if rows else f"<p>{word('no_bots', language)}</p>"
    return _page(
        word("bots", language), f"<main class='card'><h1>{word('bots', language)}</h1>{inside}</main>", language
    )


def nothing_page(language: str) -> str:
    """No such address."""
    return _page("404", f"<main class='card'><p>{word('nothing', language)} <a href='/'>@</a></p></main>", language)


def no_bot_page(username: str, language: str) -> str:
    """The link of a bot that has not come yet."""
    inside = f"<main class='card'><h1>@{_safe(username)}</h1><p>{word('no_bot', language)}</p></main>"
    return _page(username, inside, language)


def who_page(bot: Bot, people: Sequence[Person], payload: str, language: str, *, wrong: bool = False) -> str:
    """Choose who you are before the chat opens. payload: kept for START."""
    kept = f"<input type='hidden' name='start' value='{_safe(payload)}'>"
    known = "".join(
        f"<button class='wide' name='person' value='{one.id}'>{_safe(one.first_name)} {_safe(one.last_name)}"
        f"<small>+{_safe(one.phone)}</small></button>"
        for one in people[:50]
    )
    trouble = f"<p role='alert' class='trouble'>{word('wrong', language)}</p>" if wrong else ""
    action = f"/t/{quote(bot.username)}/who"
    return _page(
        word("who", language),
        f"<main class='card'><p class='quiet'>{word('sandbox', language)}</p><h1>{word('who', language)}</h1>"
        f"<form method='post' action='{action}'>{kept}{known}</form>"
        f"<h2>{word('other', language)}</h2>{trouble}<form method='post' action='{action}' class='fields'>{kept}"
        f"<label>{word('name', language)}<input name='name' required maxlength='64' autocomplete='off'></label>"
        f"<label>{word('phone', language)}<input name='phone' required inputmode='tel' maxlength='32'"
        f" autocomplete='off' placeholder='+7 701 123 45 67'></label>"
        f"<button>{word('enter', language)}</button></form>{_languages(payload, language)}</main>",
        language,
    )


def chat_page(bot: Bot, chat: Chat, person: Person, payload: str, language: str) -> str:
    """The chat with all around it."""
    place = f"/t/{quote(bot.username)}"
    fresh = f"{place}/chat" + (f"?start={quote(payload)}" if payload else "")
    return _page(
        f"@{bot.username}",
        f"<header><a href='/' class='avatar' aria-hidden='true' tabindex='-1'>{_safe(bot.username[:1].upper())}</a>"
        f"<h1>@{_safe(bot.username)}<small>{_safe(person.first_name)} {_safe(person.last_name)},"
        f" +{_safe(person.phone)}</small></h1>"
        f"{_menu(bot, chat, place, payload, language)}</header>"
        f"<p id='line' role='status' hidden>{word('offline', language)}</p>"
        f"{_log(bot, chat, language)}"
        f"{_keys(chat, place, payload, language)}"
        f"<form id='write' method='post' action='{place}/act'{'' if chat.started and not chat.blocked else ' hidden'}>"
        f"<input type='hidden' name='act' value='say'><input name='text' required maxlength='4096' autocomplete='off'"
        f" aria-label='{word('message', language)}' placeholder='{word('message', language)}' enterkeyhint='send'>"
        f"<button aria-label='{word('send', language)}'>➤</button></form>",
        language,
        f"data-live='{place}/live' data-chat='{fresh}'",
    )


def chat_parts(bot: Bot, chat: Chat, person: Person, payload: str, language: str) -> str:
    """The two parts that change while the page is open."""
    return _log(bot, chat, language) + _keys(chat, f"/t/{quote(bot.username)}", payload, language)


def _menu(bot: Bot, chat: Chat, place: str, payload: str, language: str) -> str:
    turned = "unblock" if chat.blocked else "block"
    return (
        f"<details class='menu'><summary aria-label='{word('menu', language)}'>⋮</summary><div>"
        f"<form method='post' action='{place}/act'><button name='act' value='{turned}'>{word(turned, language)}"
        f"</button></form><form method='post' action='{place}/act' class='fields'><strong>{word('card', language)}"
        f"</strong><input type='hidden' name='act' value='card'>"
        f"<label>{word('name', language)}<input name='first_name' required maxlength='64' autocomplete='off'></label>"
        f"<label>{word('phone', language)}<input name='phone_number' required inputmode='tel' maxlength='32'"
        f" autocomplete='off'></label><button>{word('send', language)}</button></form>"
        f"<a class='wide' href='{place}/who'>{word('change', language)}</a>"
        f"{_languages(payload, language)}</div></details>"
    )


def _log(bot: Bot, chat: Chat, language: str) -> str:
    inside = "".join(_message(bot, one, language) for one in chat.messages)
    if not inside:
        inside = f"<p class='empty'>{word('empty', language)}</p>"
    if chat.typing_until > time.time():
        inside += f"<p class='quiet typing'>{word('typing', language)}</p>"
    if chat.notice:
        inside += f"<p class='notice' role='status'>{_safe(chat.notice)}</p>"
    return f"<main id='log' role='log' aria-live='polite' tabindex='0'>{inside}</main>"


def _message(bot: Bot, message: Json, language: str) -> str:
    mine = message["from"]["id"] != bot.id
    text = message.get("text", "")
    if text.startswith("/start "):
        text = "/start"  # as the app shows it: what the link carried stays out of sight
    shown = _with_links(text)
    if contact := message.get("contact"):
        name = f"{contact['first_name']} {contact.get('last_name', '')}".strip()
        shown = f"<b>{_safe(name)}</b><br>+{_safe(contact['phone_number'])}"
    elif photo := message.get("photo"):
        shown = f"<img src='{_place(bot, photo[-1])}' alt='{word('file', language)}'>"
    elif document := message.get("document"):
        name = f"{word('file', language)}: {_safe(document['file_name'])}"
        shown = f"<a href='{_place(bot, document)}' download>{name}</a>"
    if caption := message.get("caption"):
        shown += f"<br>{_with_links(caption)}"
    moment = time.strftime("%H:%M", time.localtime(message["date"]))
    told = f"{moment} · {word('edited', language)}" if "edit_date" in message else moment
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    keys = "".join(f"<div class='row'>{''.join(_inline(bot, message, one) for one in row)}</div>" for row in rows)
    return (
        f"<article class='{'mine' if mine else 'theirs'}' data-message='{message['message_id']}'>"
        f"<p class='bubble'>{shown}<time>{told}</time></p>{keys}</article>"
    )


def _place(bot: Bot, file: Json) -> str:
    return f"/t/{quote(bot.username)}/file-{_safe(file['file_id'])}"


def _inline(bot: Bot, message: Json, button: Json) -> str:
    if "url" in button:
        return (
            f"<a class='key' target='_blank' rel='noopener noreferrer' href='{_safe(button['url'])}'>"
            f"{_safe(button['text'])} ↗</a>"
        )
    if "callback_data" not in button:
        return ""
    return (
        f"<form method='post' action='/t/{quote(bot.username)}/act'><input type='hidden' name='act' value='press'>"
        f"<input type='hidden' name='message_id' value='{message['message_id']}'>"
        f"<button class='key' name='data' value='{_safe(button['callback_data'])}'>{_safe(button['text'])}</button>"
        "</form>"
    )


def _keys(chat: Chat, place: str, payload: str, language: str) -> str:
    """What stands above the field: START, unblock, or the keyboard the bot has shown."""
    if chat.blocked and not payload:
        inside = (
            f"<p>{word('blocked', language)}</p><form method='post' action='{place}/act'>"
            f"<button class='wide' name='act' value='unblock'>{word('unblock', language)}</button></form>"
        )
    elif not chat.started or payload:
        told = f"<p class='quiet'>{word('again', language)}</p>" if payload else ""
        inside = (
            f"{told}<form method='post' action='{place}/act' data-leaves><input type='hidden' name='payload'"
            f" value='{_safe(payload)}'><button class='wide start' name='act' value='start'>{word('start', language)}"
            "</button></form>"
        )
    else:
        rows = (chat.keyboard or {}).get("keyboard", [])
        inside = "".join(f"<div class='row'>{''.join(_plain(one, chat, place) for one in row)}</div>" for row in rows)
    is_open = "1" if chat.started and not chat.blocked else "0"
    return f"<section id='keys' data-open='{is_open}'>{inside}</section>"


def _plain(button: Json, chat: Chat, place: str) -> str:
    own = button.get("request_contact")
    answering = next((one["message_id"] for one in reversed(chat.messages) if one["from"]["is_bot"]), "")
    fields = f"<input type='hidden' name='answering' value='{answering}'>" if own else ""
    fields += f"<input type='hidden' name='text' value='{_safe(button['text'])}'>"
    return (
        f"<form method='post' action='{place}/act'>{fields}"
        f"<button class='key' name='act' value='{'contact' if own else 'say'}'>{_safe(button['text'])}</button></form>"
    )


def _languages(payload: str, language: str) -> str:
    start = f"&amp;start={quote(payload)}" if payload else ""
    links = " ".join(
        f"<a href='?lang={one}{start}' lang='{one}'{' aria-current=true' if one == language else ''}>{NAMES[one]}</a>"
        for one in LANGUAGES
    )
    return f"<nav class='languages' aria-label='{word('language', language)}'>{links}</nav>"


def _with_links(text: str) -> str:
    words = (
        f"<a target='_blank' rel='noopener noreferrer' href='{_safe(one)}'>{_safe(one)}</a>"
        if one.startswith(_LINKS)
        else _safe(one)
        for line in text.split("\n")
        for one in [*line.split(" "), "\n"]
    )
    return " ".join(words).replace(" \n ", "<br>").removesuffix(" \n")


def _page(title: str, inside: str, language: str, of_body: str = "") -> str:
    return (
        f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'><title>{_safe(title)}</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='stylesheet' href='/static/chat.css'><script src='/static/chat.js' defer></script></head>"
        f"<body {of_body}>{inside}</body></html>"
    )


def _safe(text: str) -> str:
    return html.escape(str(text))
