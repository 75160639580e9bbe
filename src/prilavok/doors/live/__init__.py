"""What the open screens hear: `GET /live`, a stream of Server-Sent Events that says which things changed, never how.

A screen marks its parts, and the browser's side (web/src/frame/live.ts) fetches a part again when a thing changes:

    <section data-live="order:3f… shipment:*" hx-get="/desk/order/3f…/lines" hx-trigger="live" hx-swap="outerHTML">

Topics are a kind of thing, a colon and an id or `*`: what the event is about (`order:<id>`), for staff also whose it is
(`leaf:<id>`) and where it happened (`place:<id>`), and for everybody which variants have other stock or another price
(`variant:<id>`, `variant:*` where it may be any). A customer hears only of what carries one of their leaves; staff
only of the kinds of things their role sees, at the places it sees them.

A stream holds no thread and no database connection; a process has one connection that listens (see line.py). Who
listens is asked of the session and the shop's cookie when the stream opens and once a minute.
"""
