"""Telegram as a bot and a person meet it, on loopback: the Bot API over HTTP and a chat page in the browser.

Written from the provider's document (core.telegram.org/bots/api, /bots/faq, /bots/features#deep-linking) and, for the
words of errors, which the document does not promise, from public lists of answers seen. Private chats only.

**The bot's side.** `/bot<token>/<method>` by GET or POST; query, form, multipart and JSON alike; method names in any
case. A token of the form `<6 to 12 digits>:<35 characters>` that was never seen joins with its first `getMe` or
`setWebhook`: the first bot gets the username of `--bot`, later ones `sandbox_<digits>_bot`. Offered: getMe, setWebhook,
deleteWebhook, getWebhookInfo, getUpdates, sendMessage, sendPhoto, sendDocument, editMessageText,
editMessageReplyMarkup, deleteMessage,
answerCallbackQuery, sendChatAction, getChat, getFile (`/file/bot<token>/<file_path>`), setMyCommands, getMyCommands,
deleteMyCommands. All others answer 404 as an unknown method does. `parse_mode` is refused: plain text and ready
`entities` are taken. A webhook is called on loopback only, http allowed as a local Bot API server does; calls are made
in order within a chat, chats beside each other up to `max_connections`, again after 0.2, 0.4 … 30 s until 2xx.

**The person's side for stories**, JSON in and out, `{"ok": true, "result": ...}`. `bot` (a username, in the body or the
query) may be left out where there is one bot. 409 with `error` says what a Telegram app would not have let happen:
`not_started`, `blocked`, `payload`, `text`, `button`, `phone`, `file`, `act`.

| call | body | what it does |
|---|---|---|
| `GET /user` | | everybody: id, first_name, ..., phone (without plus) |
| `POST /user` | `first_name`, `last_name`, `phone`, `language` (ru, kk, en) | a person with this phone, new or known |
| `GET /user/<id>/chat?bot=` | | started, blocked, keyboard, messages, notice, typing, version |
| `POST /user/<id>/start` | `payload` | opens the link of the bot and presses START: `/start payload` |
| `POST /user/<id>/say` | `text` | a message |
| `POST /user/<id>/contact` | `answering` (message id, optional) | shares the own phone: `contact.user_id` = `from.id` |
| `POST /user/<id>/card` | `phone_number`, `first_name`, `user_id` | forwards a card: another `user_id`, or none |
| `POST /user/<id>/press` | `message_id`, `data` | presses an inline button: `callback_query` |
| `POST /user/<id>/block`, `/unblock` | | `my_chat_member`: kicked, member |
| `POST /user/<id>/file?bot=&name=` | the bytes, at most 2 MB | sends a document |

**What may go wrong on purpose.** `POST /sandbox/trouble` replaces, `GET` tells: `{"repeat": 0, "late": 0.0, "shuffle":
false, "refuse": 0, "lose": 0, "limits": true}`. repeat: each update comes so many times more; late: seconds it is held
back; shuffle: neighbours of a chat change places; refuse: so many coming calls of bots answer 500; lose: so many are
carried out and their answers cut; limits: about a message a second to a chat in bursts of 4, 30 a second in all, else
429 with `retry_after`.

**The person's page.** `/t/<bot username>?start=<payload>` is what t.me opens. Personas with made-up phones, or a name
and a phone typed; kept in a cookie. Live by server-sent events; works without scripts, by keyboard and on a phone.

Run as `prilavok sandbox telegram`. `--memory FILE` keeps all over a restart (0600: it holds tokens).
"""
