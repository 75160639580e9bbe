"""MAX as a bot and a person meet it, on loopback: the Bot API over HTTP, its server of files, and a person's deeds.

Written from the provider's documents (dev.max.ru/docs-api: /me, /subscriptions, /updates, /messages, /answers, /chats,
/uploads, /videos; the schema and the recorded answers in github.com/max-messenger/max-bot-api-client-go) by another
hand than the adapter's. Dialogs of one person with a bot only.

**The bot's side.** The token stands in the header `Authorization` as it is; in the query it is no longer taken (GET
/me). One of 20 to 200 letters, digits, _ and - that was never seen joins with its first /me or /subscriptions: the
first bot is named by `--bot`, later ones `sandbox_<id>_bot`. An error is an HTTP status and `{"code", "message"}`:
401 verify.token, 400 proto.payload and attachment.not.ready are the provider's words; 403 chat.denied, 404
dialog.not.found, chat.not.found and not.found, 405 method.not.allowed, 429 too.many.requests, 500 internal.error are
ours, since the documents state the statuses alone.

| call | what it does |
|---|---|
| `GET, PATCH /me` | the bot |
| `GET, POST, DELETE /subscriptions` | webhooks, which add up; `secret` of 5 to 256 characters; loopback alone |
| `GET /updates` | long polling by marker; 405 while there is a subscription; 30 s and 100 updates at most, kept a day |
| `POST, PUT, DELETE, GET /messages`, `GET /messages/<mid>` | 4,000 characters, attachments, `link` |
| `POST /answers?callback_id=` | `notification`, or `message` in place of the one that was pressed |
| `GET /chats`, `GET /chats/<id>`, `POST /chats/<id>/actions` | dialogs; typing_on, mark_seen and the like |
| `POST /uploads?type=`, `POST /upload/<id>`, `GET /files/<id>` | by kind; an image by `url` is not taken |
| `GET /videos/<token>` | where a video is played |

`mid` is `mid.` with the dialog and the number of the message in hexadecimal; `seq` grows with the instant. Nobody may
be written to who did not start the bot, or stopped it. Thirty calls a second, two for /updates.

**Webhooks.** Each update is posted as it is, with `X-Max-Bot-Api-Secret`; in order within a dialog; taken is 200 alone.
The provider tries again every 30 to 60 s, here sooner (0.2, 0.4 … 30 s), for eight hours; then the subscription is
gone without a word, and updates wait for long polling (habr.com/ru/articles/1060586).

**The person's side for stories**, JSON in and out, `{"ok": true, "result": ...}`; `bot` (a username) may be left out
where there is one. 409 with `error` says what the app would not have let happen: `not_started`, `blocked`, `payload`,
`text`, `button`, `file`, `place`, `message`, `act`.

| call | body | update |
|---|---|---|
| `GET /user`, `POST /user` | `first_name`, `last_name`, `phone`, `language` | |
| `GET /user/<id>/chat?bot=` | started, blocked, messages, notice, action, version | |
| `POST /user/<id>/start` | `payload` of the link, at most 128 | bot_started |
| `.../say` | `text`, `answering` (mid) | message_created |
| `.../press` | `mid`, `payload` | message_callback |
| `.../contact` | `answering` | message_created: vcf_info with `hash`, HMAC-SHA256 of it under the bot's token |
| `.../card` | `name`, `phone` | message_created: vcf_info without a hash |
| `.../place`, `.../sticker` | `latitude`, `longitude`; `code` | message_created |
| `.../file?kind=&name=` | the bytes, at most 2 MB; image, video, audio, file | message_created |
| `.../edit`, `.../remove` | `mid`, `text` | message_edited, message_removed |
| `.../block`, `.../unblock` | | bot_stopped; bot_started |
| `.../clear`, `.../delete` | | dialog_cleared, dialog_removed |

**What may go wrong on purpose.** `POST /sandbox/trouble` replaces, `GET` tells what `posting.Trouble` holds (repeat,
late, shuffle, refuse, lose, deaf) and: `not_ready`: so many coming messages with a file answer attachment.not.ready;
`limits`: whether 429 is answered; `gives_up_after`: seconds in place of the eight hours.

Not promised by the documents, so only likely: how the hash of a contact is made, and that a start by a link is told
again to a bot that was started before.

Run as `prilavok sandbox max`. `--memory FILE` keeps all over a restart (0600: it holds tokens).
"""
