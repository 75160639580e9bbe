"""Viber as a bot and a person meet it, on loopback: the REST bot API over HTTP, and persons who write, press and read.

Written from the provider's document (developers.viber.com/docs/api/rest-bot-api and /docs/faq, API 7.3.0) and the types
of the vendor's Python client (viberbot 1.0.12). One to one chats only; no page in the browser yet.

**The bot's side.** `POST /pa/<method>`, JSON. The token stands in `X-Viber-Auth-Token` (the vendor's client writes it
into the body as `auth_token`, which is taken too). A token of 20 to 100 letters, digits and dashes that was never seen
joins with its first `set_webhook` or `get_account_info`: the first bot gets the uri of `--bot`, later ones
`sandbox<n>`. Every answer is HTTP 200 with `status` and `status_message` (Error codes); a request of more than 30 kB is
status 3 (FAQ: "the maximum JSON size for all API requests is 30kb").

- `set_webhook` (Webhooks): the address is called with the `webhook` event first and is kept only where that is answered
  with 200, else status 1; "" takes it away. Loopback only, http allowed there. `event_types` filters; message,
  subscribed and unsubscribed always come. `send_name`, `send_photo`: without them events name nobody.
- `send_message` (Send Message): text to 7000, picture (text to 768), video (`size` to 26 MB), file (`size` to 50 MB),
  contact, location, url to 2000, sticker, rich_media, a keyboard alone; sender.name to 28, tracking_data to 4096.
  Status 4 for what is missing, 3 for what is wrong, 5 for nobody, 6 for who is not subscribed, 10 without a webhook, 13
  where the person's Viber is older than `min_api_version`, 14 for rich_media below 2. Buttons are judged by the
  telephone (FAQ): a wrong one is taken with 0 and then told by `failed`. A keyboard stands till the next message.
- `broadcast_message` (Broadcast Message): at most 300 receivers, 500 calls in ten seconds (status 12), `failed_list`.
- `get_account_info`, `get_user_details` (twice in twelve hours for one person, then status 12), `get_online` (100 ids).

**What it tells.** Each callback carries `X-Viber-Content-Signature`, the hex HMAC-SHA256 of its body under the token,
and comes again until it is answered with 200, for an hour (Callbacks, Re-try logic; the pauses are ours: 0.2 to 30 s).
`conversation_started` with the `context` of the deep link; a message in the answer's body is the welcome message, seen
by who is not subscribed; or one message by `send_message` with `tracking_data` within five minutes (Sending a welcome
message). Its receipts carry the token of `conversation_started` (not confirmed). A first message subscribes without a
`subscribed` event. Then `message`, `subscribed`, `unsubscribed`, `delivered`, `seen`, `failed`. Each bot knows a person
by another id. `billing_status` is always 0; media of persons can be fetched for an hour.

**The person's side for stories**, JSON in and out, `{"ok": true, "result": ...}`. `bot` (a uri, in the body or the
query) may be left out where there is one bot. 409 with `error` says what Viber would not have let happen: `text`,
`button`, `context`, `file`, `place`, `phone`, `sticker`, `url`, `not_subscribed`, `nothing_new`, `act`.

| call | body | what it does |
|---|---|---|
| `GET /user` | | everybody: id, name, phone, language, country |
| `POST /user` | `name`, `phone`, `language`, `country` | a person with this phone, new or known |
| `GET /user/<id>/chat?bot=` | | the id the bot knows them by, opened, subscribed, keyboard, messages with states |
| `POST /user/<id>/start` | `context` | opens the chat by a deep link: `conversation_started` |
| `POST /user/<id>/say` | `text` | a message |
| `POST /user/<id>/press` | `body`, `token` (of a rich_media) | a button: says it, shares the phone, opens an address |
| `POST /user/<id>/contact` | | shares the own card |
| `POST /user/<id>/card` | `name`, `phone` | sends somebody else's |
| `POST /user/<id>/place` | `lat`, `lon` | a place |
| `POST /user/<id>/sticker` | `sticker_id` | a sticker |
| `POST /user/<id>/link` | `url` | an address |
| `POST /user/<id>/file?bot=&name=&text=` | the bytes, at most 2 MB | a picture, video or file by its content type |
| `POST /user/<id>/read` | | sees what was delivered: `seen` |
| `POST /user/<id>/block`, `/unblock` | | `unsubscribed`, `subscribed` |
| `POST /user/<id>/away`, `/back` | | is offline: nothing is delivered until they are back |
| `POST /user/<id>/break` | `desc` | from now on messages fail on the telephone with these words; "" mends it |

**What may go wrong on purpose.** `POST /sandbox/trouble` replaces, `GET` tells: `{"repeat": 0, "late": 0.0, "shuffle":
false, "refuse": 0, "lose": 0, "deaf": false}` (see prilavok.sandboxes.posting).

Run as `prilavok sandbox viber`. `--memory FILE` keeps all over a restart but what is still to be told.
"""
