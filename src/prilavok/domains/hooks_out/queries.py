"""Questions to outgoing webhooks."""

import json
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from prilavok.domains.hooks_out.models import Subscription, Telling
from prilavok.domains.hooks_out.rules import PURPOSE, link_of
from prilavok.domains.hooks_out.types import Letter, SubscriptionView
from prilavok.kit.events.timeline import events_by_id
from prilavok.kit.http.signed import signature
from prilavok.kit.secrets import open_sealed


def list_subscriptions() -> list[SubscriptionView]:
    """All subscriptions, those that are off too, the oldest first."""
    counts: dict[UUID, dict[str, int]] = {}
    states = ("waiting", "told", "given_up")
    counted = {state: Count("id", filter=Q(state=state)) for state in states}
    for row in Telling.objects.values("subscription").annotate(**counted):
        counts[row["subscription"]] = {state: row[state] for state in states}
    return [
        SubscriptionView(
            one.id,
            one.url,
            tuple(one.verbs),
            one.on,
            one.failing_since,
            one.made_at,
            **counts.get(one.id, dict.fromkeys(states, 0)),
        )
        for one in Subscription.objects.order_by("made_at", "id")
    ]


def someone_listens() -> bool:
    """Whether any subscription is on."""
    return Subscription.objects.filter(on=True).exists()


def write_letter(telling: UUID, *, at: datetime) -> Letter | None:
    """The telling as it is to be sent at this instant, signed; None where there is nothing to tell any more.

    The id is the same at every try, so that its receiver knows a repeat. The body holds no words and no facts: who may
    know more asks at the link, with rights of their own.
    """
    row = Telling.objects.select_related("subscription").filter(id=telling, state="waiting").first()
    if row is None or not row.subscription.on:
        return None
    version = next((event.version for event in events_by_id([row.event])), 1)
    subject = str(row.subject)
    body = json.dumps(
        {
            "type": row.verb,
            "timestamp": row.occurred_at.isoformat().replace("+00:00", "Z"),
            "data": {
                "verb": row.verb,
                "subject_kind": row.subject_kind,
                "subject": subject,
                "version": version,
                "link": link_of(row.subject_kind, subject),
            },
        },
        separators=(",", ":"),
    ).encode()
    message, seconds = f"msg_{row.id.hex}", int(at.timestamp())
    secret = open_sealed(bytes(row.subscription.secret), PURPOSE)
    headers = {
        "content-type": "application/json",
        "user-agent": "prilavok-webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(secret, message, seconds, body),
    }
    return Letter(row.id, row.subscription.url, headers, body)
