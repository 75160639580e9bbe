"""VK as a community and a person meet it, on loopback: the API's methods of messages and the Callback API.

Written from the provider's documents (dev.vk.com: Callback API, Getting started; Community events, JSON schema; Bots,
Messages and Keyboards; the pages of each method; Errors) and the shapes that the client library vk_api sends and reads.
Conversations of a community with one person only; no chats of many.

**The community's side.** `/method/<name>` by GET or POST, parameters in query, form, multipart or JSON; the token as
`access_token` or `Authorization: Bearer`. Answers are `{"response": …}` or, with status 200 as well, `{"error":
{"error_code", "error_msg", "request_params"}}`. A token never seen (`vk1.a.…` or 85 hex digits) joins by its first call
of a `groups.…` method that names a `group_id`, or by `groups.getById` without one. Offered: messages.send, .edit,
.markAsRead, .setActivity, .sendMessageEventAnswer, .isMessagesFromGroupAllowed; groups.getById,
.getCallbackConfirmationCode, .addCallbackServer, .editCallbackServer, .deleteCallbackServer, .getCallbackServers,
.setCallbackSettings, .getCallbackSettings; users.get; photos.getMessagesUploadServer, .saveMessagesPhoto,
docs.getMessagesUploadServer, .save (`/upload/…` takes the form between). All others answer error 3.

| behaviour | source |
|---|---|
| 20 calls a second by one token, else error 6 (off by `--no-limits`) | Bots, Messages |
| `random_id` is needed; again in a conversation's last hour and 100 messages it sends nothing, 0 is no key | .send |
| a text of 4096 characters, else 914; 901 to who allowed nothing; 911 for a keyboard out of form | .send, Errors |
| inline 6 rows and 10 buttons, else 10 and 40; 5 in a row; a label of 40 characters, a payload of 255 | Keyboards |
| a message is edited for 24 hours, then 909 | messages.edit |
| a press of a callback button is answered once, within a minute; after that 100 (its words are not documented) | Bots |
| up to 10 servers, else 2000; each says the code when added or edited before it is told more | Callback API |
| a server is told the events it asked for, with its `secret`, again until it answers 200 and `ok` | Callback API |
| `message_allow` comes when somebody writes first or allows, `message_deny` when they forbid | Community events |
| `ref`, `ref_source` of a vk.me link come with the person's next message; the first may be "Начать" | Messages |

How often VK tells again is not promised: ours comes after 0.2, 0.4 … 30 s. The confirmation code "changes from time to
time": here by `POST /sandbox/confirmation` alone, so that it can be set up beforehand.

**The person's side for stories**, JSON in and out, `{"ok": true, "result": …}`. `group` (id or screen name, in the body
or the query) may be left out where there is one community. 409 with `error` says what VK would not have let happen:
`not_started`, `text`, `button`, `message`, `file`, `act`, `goods`.

| call | body | what it does |
|---|---|---|
| `GET /user` | | everybody: id, first_name, last_name, language |
| `POST /user` | `first_name`, `last_name`, `language` (ru, kk, en) | a new person, or the one known by these names |
| `GET /user/<id>/chat?group=` | | allowed, keyboard, messages, notice, typing, unread, seen, ref |
| `POST /user/<id>/start` | `ref`, `ref_source` | opens the link; in a new conversation presses "Начать" too |
| `POST /user/<id>/say` | `text`, `answering` (conversation_message_id) | a message |
| `POST /user/<id>/press` | `conversation_message_id`, and `label` or `payload` | a button, inline or of the keyboard |
| `POST /user/<id>/edit` | `conversation_message_id`, `text` | changes an own message |
| `POST /user/<id>/react` | `conversation_message_id`, `reaction_id` (none takes it back) | a sign put to a message |
| `POST /user/<id>/read`, `/type` | | has read all; writes |
| `POST /user/<id>/allow` | `key` | allows messages without writing one |
| `POST /user/<id>/block`, `/unblock` | | forbids them; allows them again |
| `POST /user/<id>/place` | `latitude`, `longitude` | sends a place |
| `POST /user/<id>/order` | `goods`: `sku`, `title`, `quantity`, `price` (minor units); `comment` | buys in its shop |
| `POST /user/<id>/file?group=&name=` | the bytes, at most 2 MB | a picture, a voice message (audio/ogg) or a document |

**What may go wrong on purpose.** `GET` and `POST /sandbox/trouble`, see `sandboxes.posting`: refuse answers 500, lose
carries out and cuts the answer. Run as `prilavok sandbox vk`; `--memory FILE` keeps all over a restart
(0600), but for what is being told.
"""
