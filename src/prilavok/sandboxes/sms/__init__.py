"""SMS as a shop and a phone meet it, on loopback: SMSC (smsc.ru, smsc.kz) and Mobizon (mobizon.kz), and all phones.

Written from what the providers publish: smsc.ru/api/http (send, status_messages, balance, get, miscellaneous/callback,
status codes) and mobizon.kz/help/api-docs (message, user, webhooks, response codes, message statuses). Both stand in
one process under their own paths and share the phones; what one cannot know is told below.

**SMSC.** `/sys/send.php`, `/sys/status.php`, `/sys/balance.php`, `/sys/get.php` by GET or POST, `/rest/send/` by POST
of JSON. `login` with `psw` (or its MD5), or `apikey`: one that was never seen joins with its first call and has 1,000
roubles. Only `fmt=3` (JSON) is
offered. Errors `{"error", "error_code"}`, those of 3, 6, 7, 8 with `id`:

| code | when |
|---|---|
| 1 | a parameter is missing or wrong, a text over 1,000 characters |
| 2 | another password than the login has |
| 3 | less money than it costs |
| 4 | the cabinet says that the address is blocked (below) |
| 6 | a sender's name that no operator takes: over 11 characters or not of letters, digits and . - _ space |
| 7 | no number of the list is one |
| 9 | the same request within a minute; a sixth question about one message, an eleventh about money within a minute |

`id` is 1 to 2147483647 or up to 40 letters, digits and `. - _`; it "need not be unique", so it keeps nobody from paying
twice: the status of two is that of the later. `cost` 0 to 3, `valid` hours or hh:mm (24 by default), `sender`. A number
of 10 digits is Russian, one of 11 with an 8 in front is written with a 7. Statuses: -1 waits at SMSC, 0 with the
operator, 1 delivered, 3 expired, 20 cannot be delivered, 23 forbidden; error 3 where the message is unknown, in a list
-3. `get.php?get_answers=1` with `hour` and `after_id` lists what phones answered. Its times are those of Moscow.

What it tells unasked goes to the address in the cabinet, POSTed as a form (`?fmt=3` in the address: JSON): of a message
`id phone status time ts err cnt cost type`, of an answer `id phone mes to sms_id time ts`. With `?md5=<word>`, `?sha1=`
or `?crc32=` in the address each carries that digest of `id:phone:status:<word>` or `phone:mes:to:<word>`. Not sure:
that these words are taken out of the address before it is called, as here; how often it tries again
where it gets no 200.

**Mobizon.** `/service/<module>/<method>` in any case: `message/sendSmsMessage` (recipient, text, from, params[validity]
in minutes), `message/getSMSStatus` (ids by comma or `ids[]`, at most 100), `user/getOwnBalance`. `apiKey` of 20 to 128
letters and digits, in the address or the body; a new one joins with 5,000 tenge. Always 200 and
`{"code", "data", "message"}`: 0 done, 1 a field is wrong (`data` says which), 2 no ids, 4 no such module, 5 no such
method, 6 another `output` than json, 8 no such key, 11 a field is missing, 12 too many ids, 14 the account is blocked,
15 no money (not sure: no list says by which code). Statuses: ACCEPTD, DELIVRD, EXPIRED, UNDELIV, REJECTD; times in UTC
(not sure). What has ended is told to the address in the cabinet as JSON: `eventId`, `eventType` sms-delivery-report,
`eventCreateTs`, `webhookId`, `attempt`, `data` and, where the cabinet has a secret, `sign`: SHA1 of
`eventId|attempt|eventCreateTs|secret`. It tries again with the next `attempt`, sooner than a minute later and oftener
than ten times, so that stories end. It takes no answers of phones.

A text is 160 signs of GSM 03.38 (153 in each of several) or 70 of UCS-2 (67), and each part is paid for.

**The phone's side for stories**, JSON in and out, `{"ok": true, "result": ...}`; 409 with `error` says what a phone
would not let happen: `phone`, `text`, `nobody_wrote`, `one_way`, `act`. Every number that is written to is a phone.

| call | body | what it does |
|---|---|---|
| `GET /user` | | every phone: number, state, late |
| `POST /user` | `phone` | a phone of this number, new or known |
| `GET /user/<number>/chat` | | what came and was answered, and what is under way |
| `POST /user/<number>/say` | `text` | answers who wrote last by SMSC |
| `POST /user/<number>/on`, `/off` | | switched on; switched off: what comes waits till it is on or its time is over |
| `POST /user/<number>/gone`, `/barred` | | nobody has this number; its operator lets nothing through |
| `POST /user/<number>/late` | `seconds` | all comes so much later |

**The cabinet.** `GET /sandbox/account` lists accounts; `POST` with `provider` and `account` (login or key) sets
`balance` (as text), `blocked`, `hook` (an address of this machine) with `secret`. `POST /sandbox/trouble` is that of
`prilavok.sandboxes.posting`. Run as `prilavok sandbox sms`; `--memory FILE` keeps all over a restart, `--no-limits`
takes code 9 away.
"""
