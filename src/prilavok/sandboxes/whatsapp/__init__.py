"""WhatsApp Cloud API as a business and a person meet it, on loopback.

Written from Meta's documents (developers.facebook.com/docs/whatsapp/cloud-api: messages, media, webhooks, error codes;
/documentation/business-messaging/whatsapp/business-scoped-user-ids) and the shapes that pywa 4.5 reads and writes.

**The business's side.** `/v<version>/…` with `Authorization: Bearer`; the version may be left out. A phone number id
and a token that were never seen belong together from then on, and so do a token and the account id it first names;
another token for the same hears 190. An account that listens and has no number yet gets 106540352242922, until it
names one. Errors come in Graph's envelope with the numbers and statuses of Meta's list.

| call | what it does |
|---|---|
| `POST /<phone>/messages` | a message, see below; `context`, `biz_opaque_callback_data` |
| the same with `status: read` | read marks up to that message, `typing_indicator` for 25 seconds |
| `POST /<phone>/media`, `GET`, `DELETE /<media>` | by type and size; the link lives 5 minutes and wants the token |
| `POST /<phone>/register`, `/deregister` | with a pin of two steps; a number is registered until it is taken off |
| `GET`, `POST /<phone>` | how it stands; its own address (`webhook_configuration`) |
| `GET`, `POST`, `DELETE /<waba>/subscribed_apps` | the account's own address (`override_callback_uri`) |
| `GET`, `POST`, `DELETE /<waba>/message_templates` | approved as soon as made; `hello_world` is there |

A message: text, image, audio, video, document, sticker (by id, or by a link, which is not fetched), location, reaction,
interactive (button, list, cta_url, location_request_message, request_contact_info) or template; `to` a phone or a
BSUID, `recipient` a BSUID. An address is believed once it gives `hub.challenge` back. `/wa.me/<phone>?text=` is what
wa.me opens: it shows the words that a person would find ready.

Refused at once: 0, 100, 100/33, 190, 2200, 130429 (80 a second), 131008, 131009, 131053, 131056 (to one person one in
six seconds after 45), 132000, 132001, 132005, 132012, 132015, 132016, 133005, 133010, 2388024. Taken, and failed later
by a state: 131026 (nobody has that phone), 131047 (free words more than 24 hours after the person's last), 131050.

**What the business is told.** One event a call, signed over its very bytes (`X-Hub-Signature-256`; letters beyond ASCII
and slashes escaped, as Meta does), to the number's own address, else the account's, else the app's; on loopback only.
Again after 0.2, 0.4 … 30 s for 7 days until 200. States (sent, delivered, read, played, failed) come each by itself,
with pricing in sent and delivered; who blocked a line is never delivered to, and the line is not told.

**The person's side for stories**, `{"ok": true, "result": …}`; `line` (an id or phone) may be left out where there is
one. `<id>` is a BSUID, one they had, or a phone. 409 with `error` says what the app would not have let happen.

| call | body |
|---|---|
| `GET /user`, `POST /user` | `name`, `phone`, `username`, `hidden` |
| `POST /user/<id>/hide` | `username`, `hidden`: the phone is told to businesses no more, or again |
| `GET /user/<id>/chat` | blocked, no_offers, messages, typing, version |
| `POST /user/<id>/say`, `/start` | `text`, `answering`; `payload`: the words a wa.me link had ready |
| `…/press` | `message_id`, `id` |
| `…/contact`, `/place` | `name`, `phone`, `answering`; `latitude`, `longitude`, `name`, `address` |
| `…/file?kind=&name=&caption=` | the bytes with their type; kind: image, audio, voice, video, document, sticker |
| `…/react`, `/edit`, `/remove` | `message_id`, `emoji`; `message_id`, `text`; `message_id` |
| `…/order` | `items` (`product`, `quantity`, `price`, `currency`), `text`, `catalog` |
| `…/odd` | `kind`: what Cloud API does not carry, as a poll |
| `…/read`, `/play` | all is read; `message_id` of a voice message |
| `…/block`, `/unblock`, `/stop_offers`, `/allow_offers` | |
| `…/renumber` | `phone`: another id as well; every line that knew them is told |

**What the sandbox is set to.** `GET`, `POST /sandbox/trouble`: `repeat`, `late`, `shuffle`, `refuse`, `lose`, `deaf` as
everywhere, `at_once` (what fails later is refused at once), `limits` (of pace). `/sandbox/clock`: `ahead`, seconds by
which its clock is before the true one (windows, links). `GET /sandbox/waiting`: how much is not told yet.
`/sandbox/app`: the `secret` that signs, `callback_url`. `POST /sandbox/line`: `phone_number_id`, `token`, `waba`,
`display_phone_number`. `POST /sandbox/template`: `token`, `name`, `language`, `status` (PENDING, APPROVED, REJECTED,
PAUSED, DISABLED).

Run as `prilavok sandbox whatsapp`. `--memory FILE` keeps all over a restart (0600: it holds tokens).
"""
