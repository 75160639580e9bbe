"""A bank card terminal as a till speaks to it: JSON over HTTP on loopback, with behaviours driven by the amount.

No real terminal speaks exactly this. The shape (a key per charge, the same key never charges twice, an unknown outcome
is asked for) is what card networks' gateways share; the terms are ours and this page is their document.

**Every call** under `/charges` and `/refunds` carries `Authorization: Bearer <any key of 8 to 200 characters>`; one key
sees only its own. Bodies are JSON objects of at most 16 KiB. Wrong calls answer
`{"error": {"code": "...", "message": "..."}}`.

`POST /charges` with the header `Idempotency-Key` (1 to 200 printable characters without spaces) and the body
`{"amount": 125000, "currency": "KZT", "order": "26-000123"}`: amount in minor units, 1 to 10^12; currency three capital
letters; order a text of 1 to 100 characters. Answers 201 with the charge; 200 with the same charge, as it stands now,
when the key was used before with the same body. A declined charge is an answer like any other (201, state `declined`).

`GET /charges/<key>` answers 200 with the charge as it stands now, or 404 `no_such_charge`: nothing was charged.

A charge: `{"charge": "ch_...", "key": "...", "amount": 125000, "currency": "KZT", "order": "26-000123",
"state": "captured" | "declined" | "pending", "declined_because": null | "insufficient_funds" | "card_expired",
"made_at": <unix seconds>, "settled_at": <unix seconds> | null}`.

`POST /refunds` with the header `Idempotency-Key` and the body
`{"charge": "ch_...", "amount": 25000, "currency": "KZT"}` gives back (a part of) a charge; `GET /refunds/<key>` answers
as it stands now, or 404 `no_such_refund`. Statuses, keys and repeats are those of charges. A refund:
`{"refund": "re_...", "key": "...", "charge": "ch_...", "amount": 25000, "currency": "KZT",
"state": "refunded" | "declined" | "pending",
"declined_because": null | "no_such_charge" | "over_charge" | "card_closed", "made_at": ..., "settled_at": ...}`. All
refunds of a charge together never exceed it. The table holds for refunds too: "captured" reads "refunded", and the
reason is `card_closed`.

| last two digits of the amount | what happens |
|---|---|
| 05 | declined, `insufficient_funds` |
| 06 | captured, then the line is cut in the middle of the answer; the same key again is answered whole |
| 07 | pending, captured 3 seconds later |
| 08 | 500 `terminal_fault` before anything is charged, every time; asking gives 404 |
| 09 | pending, declined (`card_expired`) 3 seconds later |
| 11 | captured, but the first answer takes 8 seconds |
| 12 | 503 `busy` with `Retry-After: 1` at the first call, nothing charged; captured at the next call with the key |
| all others | captured at once |

| status | code | when |
|---|---|---|
| 400 | `bad_request` | no JSON object, a field missing or of another kind, no or a bad key, an address elsewhere |
| 401 | `unauthorized` | no bearer key |
| 404 | `no_such_charge`, `no_such_refund`, `not_found` | never charged or refunded under this key; no such address |
| 405 | `bad_method` | |
| 413 | `too_large` | |
| 422 | `key_reused` | the key was used with another body; nothing is charged |
| 500, 503 | `terminal_fault`, `busy` | by the table above; 503 `full` after 50,000 charges |

**What it tells unasked.** `PUT /hook` with the body `{"url": "http://127.0.0.1:8000/hooks/card", "secret":
"whsec_<base64 of 24 to 64 bytes>"}` answers 204: from then on every charge and refund of this bearer key is posted
there as it was made, and once more when one that was pending ends. Addresses of this machine alone. A body is
`{"type": "charge.captured", "timestamp": "<ISO 8601>", "data": <the charge as GET tells it>}`; types are `charge.` or
`refund.` and the state. It is signed as Standard Webhooks 1.0.0 has it (`webhook-id`, `webhook-timestamp`,
`webhook-signature: v1,...`); any 2xx takes it, 410 ends it, else it comes again with the same id, stamped and signed
anew, after 0.2 s and then twice as long up to 30 s, for three days. The order is not promised, nor that each comes
once. A restart remembers the address, not what was under way: whoever was told nothing asks.

`POST /sandbox/trouble` with `{"repeat": 2, "late": 5.0, "lose": 10}`: each comes so many times more, each waits for
some part of so many seconds and is overtaken, of a hundred so many never come. 204.

`GET /` is a page for a person: the newest charges. Run as `prilavok sandbox card`; with `--memory FILE` a restart
forgets nothing.
"""
