"""Messenger and Instagram as an app and a person meet them, on loopback: the Graph API and the webhooks of Meta.

Written from Meta's documents (developers.facebook.com): Messenger Platform (Send API, Attachment Upload, Messaging
Windows, Human Agent, Message Tags, Quick Replies, Templates, m.me links, User Profile, Error Codes, Webhook Events),
Instagram Messaging (Send a Message, Webhooks, ig.me links) and Graph API Webhooks (Getting Started, Subscriptions).
The documents promise the codes of errors; their sentences and statuses are as public lists of answers show them. One
app, no pages in the browser, no groups, no handover, no comments.

**The app's side.** `/v<x.y>/...` or without a version; query, form, multipart and JSON alike; the token as `Bearer` or
`access_token`, with an `appsecret_proof` tried where one is given. A token never seen joins: with `me` as a new
account, with `/<id>/` as the account of that id; `1784…` or a token `IG…` is Instagram, the second account of a page's
token is the Instagram account linked to it. A token without the form of one, or of another account: 190, or 100/33.

| call | what it does; source |
|---|---|
| `POST /me/messages`, `/<account>/messages` | what is said, see below. Send API |
| `POST /<account>/message_attachments` | by multipart, or a url of this machine. Attachment Upload |
| `GET, POST, DELETE /<account>/subscribed_apps` | the fields this account is told of. Page Subscribed Apps |
| `GET, POST, DELETE /<app>/subscriptions` | by `<app id>|<secret>`; 2200 without `hub.challenge` back. Webhooks |
| `GET, POST, DELETE /<account>/messenger_profile` | `get_started` counts, the rest is kept. Messenger Profile |
| `GET /me`, `/<account>`, `/<PSID or IGSID>` | by `fields`; only who wrote is known. User Profile |

A message is a text of 2,000 characters (Instagram 1,000 bytes) or one attachment: image (8 MB), video, audio, file (25
MB) by `url`, `attachment_id` or multipart, a template `button` or `generic`; with up to 13 `quick_replies`, `reply_to`,
`metadata`. Or a `sender_action`: `typing_on`, `typing_off`, `mark_seen`, on Instagram `react` and `unreact`.

Who never wrote is 100/2018001 (Instagram 100/2534014), who blocked us 551/1545041. Later than 24 hours after the
person's last words 10/2018278 (Instagram 10/2534022); `MESSAGE_TAG` with `HUMAN_AGENT` for seven days, 100/2018276
where the app may not; all other tags are gone. Faster than 250 calls a second (Instagram 100): 613. Ids of people
count within an account.

**What it tells.** `object: page` or `instagram`, one item a call, `X-Hub-Signature-256` (and the older
`X-Hub-Signature`) by the app's secret over the bytes, in which letters beyond ASCII and slashes are escaped (Webhooks,
Validating Payloads); in the order of a thread, again until 2xx, for 36 hours. Told are messages with `quick_reply`,
`attachments`, `reply_to`; `postback`; `referral` of m.me and ig.me links (with Get Started in the postback, without in
front of the first words, on Instagram in them); `is_echo` copies of what the app said; `delivery` with `mids` and
`watermark` (Messenger); `read` with `watermark`, on Instagram with `mid`; `reaction`; `message_edit`; `is_deleted`
(Instagram alone). Never of a block.

**The dashboard.** `GET, POST /sandbox/app`: `id`, `secret`, `instagram_secret` (Instagram's own login may have one),
`human_agent`, and with `callback_url`, `verify_token`, `objects`, `fields` the webhooks, tried as above.
`GET, POST /sandbox/accounts`: `id`, `kind`, `token`, `name`, `page`.

**The person's side for stories**, JSON in and out, `{"ok": true, "result": ...}`. `account` (id or name, in the body or
the query) may be left out where there is one. 409 with `error` says what the app would not have let happen: `blocked`,
`text`, `message`, `button`, `phone`, `nothing`, `reaction`, `late`, `edit`, `ref`, `file`, `act`.

| call | body | what it does |
|---|---|---|
| `GET /user` | | everybody: id, first_name, ..., phone |
| `POST /user` | `first_name`, `last_name`, `phone`, `language` | a person with this phone, new or known |
| `GET /user/<id>/chat?account=` | | id for the account, started, blocked, typing, seen, messages, window_until |
| `POST /user/<id>/start` | `ref` | opens the link of the account, and presses Get Started where there is that button |
| `POST /user/<id>/say` | `text`, `mid` (answered, optional) | a message |
| `POST /user/<id>/press` | `payload` | a button of a template, or a quick reply under the last message |
| `POST /user/<id>/contact` | | the quick reply that shares the own phone |
| `POST /user/<id>/file?account=&name=` | the bytes | a picture, video, voice or file, by its content type |
| `POST /user/<id>/sticker` | | the thumb |
| `POST /user/<id>/read` | | reads all |
| `POST /user/<id>/react`, `/unreact` | `mid`, `reaction` | a sign to a message |
| `POST /user/<id>/edit`, `/unsend` | `mid`, `text` | changes or takes back what they said |
| `POST /user/<id>/block`, `/unblock` | | nothing of the account comes in any more |
| `POST /user/<id>/age` | `hours` | as if they had last written so much earlier |

**What may go wrong on purpose.** `POST /sandbox/trouble` replaces, `GET` tells: all of
`prilavok.sandboxes.posting.Trouble` (refuse: 500 with code 2), `limited`: so many coming calls answer 613, and
`limits`: whether the pace counts.

Run as `prilavok sandbox messenger`. `--memory FILE` keeps all but files over a restart (0600: it holds tokens).
"""
