"""A payment page as a shop's server speaks to it: JSON over HTTP on loopback, and a page where a person pays.

No real provider speaks exactly this. The shape (a payment under a key, a page or a QR code that leads there, money only
held until it is captured, in whole or in part, or let go) is what the gateways of card networks and of payment
applications share; the terms are ours and this page is their document.

**Every call** under `/payments` and `/refunds` carries `Authorization: Bearer <any key of 8 to 200 characters>`; one
key sees only its own. Bodies are JSON objects of at most 16 KiB. Wrong calls answer
`{"error": {"code": "...", "message": "..."}}`.

`POST /payments` with the header `Idempotency-Key` (1 to 200 printable characters without spaces) and the body
`{"amount": 125000, "currency": "KZT", "order": "26-000123", "way": "page" | "qr", "hold": false,
"back": "http://127.0.0.1:8000/shop/order/1", "minutes": 15}`: amount in minor units, 1 to 10^12; order a text of 1 to
100 characters; back an address of this machine (http or https, printable ASCII without spaces) or ""; minutes 1 to
1440. Answers 201 with the payment, `waiting`; 200 with it as it stands now when the key was used before with the same
body.

`GET /payments/<key>` answers 200 with the payment as it stands now, or 404 `no_such_payment`.

A payment: `{"payment": "pm_...", "key": "...", "amount": 125000, "currency": "KZT", "order": "26-000123",
"way": "page", "hold": false, "state": ..., "taken": null | 90000, "because": null | "...", "link": "http://.../pay/...",
"until": <unix seconds> | null, "made_at": <unix seconds>}`.

| state | what it says |
|---|---|
| `waiting` | nobody has paid at `link` yet, until `until` |
| `held` | the money is kept on the card until `until` (seven days), nothing was taken |
| `captured` | `taken` of it was taken; the rest of what was held is free again |
| `pending` | a capture was asked for and has not ended yet |
| `declined`, `cancelled`, `expired` | nothing was or will be taken: the customer gave up, we did, nobody came in time |
| `released` | the money that was held is free again: we let it go, or its seven days are over |

`POST /payments/<key>/capture` with `{"amount": 90000}` takes so much of what is held, once; the same again answers as
it stands; another amount is 422 `key_reused`, more than is held 422 `over_held`, where nothing is held 409 `not_held`.
`POST /payments/<key>/void` with `{}` ends a waiting payment or frees what is held, and answers as it stands; what was
captured is 409 `captured`. `POST /refunds` and `GET /refunds/<key>` are those of the terminal
(`prilavok.sandboxes.card_terminal`), `charge` being the name of the payment; never more than was taken.

`GET /pay/<token>` is the customer's page, and `POST /pay/<token>` with the form field `act`: `pay` takes or holds the
money, `decline` is a bank that says no (the page stays open), `give_up` ends it; each answers 303, to `back` where
there is one.

| last two digits of what is captured | what happens |
|---|---|
| 06 | captured, then the line is cut in the middle of the answer |
| 07 | pending, captured 3 seconds later |
| 08 | 503 `busy` at the first call, nothing is captured; captured at the next |
| 09 | 409 `not_held`: the bank has let the money go, and the payment is `released` |

**What it tells unasked.** `PUT /hook` and `POST /sandbox/trouble` are those of the terminal; types are `payment.` or
`refund.` and the state. `GET /` is a page for a person: the newest payments. Run as `prilavok sandbox pay`; with
`--memory FILE` a restart forgets nothing.
"""
