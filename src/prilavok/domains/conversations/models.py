"""Tables of conversations, their messages, and the passports that carry them into another channel."""

from django.db import models


class Conversation(models.Model):
    """One need of one customer, opened by a leaf, across channels.

    waiting_since: when the customer's first unanswered message came; null when nothing waits for us.
    about_kind, about: what it is about where that is known ("product", "order").
    """

    class State(models.TextChoices):
        OPEN = "open"
        RESOLVED = "resolved"

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State.choices)
    channel = models.CharField(max_length=16)
    about_kind = models.CharField(max_length=16, blank=True)
    about = models.UUIDField(null=True)
    staff = models.ForeignKey("Staff", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    first_answer_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "conversations_conversation"
        indexes = [
            models.Index(fields=["leaf", "last_at"], name="conversations_of_leaf"),
            models.Index(fields=["last_at", "id"], name="conversations_open", condition=models.Q(state="open")),
        ]


class Message(models.Model):
    """One utterance. Its leaf is the address it came from or goes to.

    kind: `text`; `notice` (what we tell of our own accord, by `template`); `code` (a one-time code, its digits are
    in `text` until it ends). state of ours: queued, sent, delivered, read, failed, unknown; of
    theirs: received, then read, once whoever leads the conversation has seen it.
    key: names the message for ever among those of its connection and direction (a provider's id, a browser's uuid).
    """

    id = models.UUIDField(primary_key=True)
    conversation = models.ForeignKey(
        Conversation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=3)
    kind = models.CharField(max_length=8)
    template = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=16)
    connection = models.UUIDField(null=True)
    address = models.TextField(null=True)
    text = models.TextField(null=True)
    parts = models.JSONField(default=dict)
    author_kind = models.CharField(max_length=16)
    author = models.UUIDField(null=True)
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    outside_id = models.CharField(max_length=120, blank=True)
    error = models.CharField(max_length=60, blank=True)
    answers = models.UUIDField(null=True)
    said_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=8)

    class Meta:
        app_label = "prilavok"
        db_table = "conversations_message"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "direction", "key"], name="conversations_message_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["conversation", "said_at", "id"], name="conversations_message_thread"),
            models.Index(fields=["leaf", "said_at"], name="conversations_message_leaf"),
            models.Index(
                fields=["recorded_at", "id"],
                name="conversations_message_out",
                condition=models.Q(direction="out"),
            ),
        ]


class SendAttempt(models.Model):
    """One try to say a message of ours; its id is the key that the provider is given.

    state: trying (the call is under way, or was cut), sent, delivered, read, failed, unknown. error: a code.
    """

    id = models.UUIDField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+", db_index=False)
    nth = models.PositiveSmallIntegerField()
    connection = models.UUIDField()
    state = models.CharField(max_length=10)
    error = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "conversations_attempt"
        constraints = [models.UniqueConstraint(fields=["message", "nth"], name="conversations_attempt_once")]


class Named(models.Model):
    """By what name a provider knows a message: the digest of the connection, the address and the provider's id.

    A message in parts has a name each. attempt: of a message of ours. Neither message nor attempt where the provider
    told what became of it before we heard under which name it took it. state, error: of this part.
    """

    digest = models.BinaryField(max_length=32, primary_key=True)
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    attempt = models.ForeignKey(SendAttempt, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, blank=True)
    error = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "conversations_named"
        indexes = [
            models.Index(fields=["message"], name="conversations_named_message", condition=~models.Q(message=None)),
            models.Index(fields=["at"], name="conversations_named_early", condition=models.Q(message=None)),
        ]


class Brought(models.Model):
    """A file that came with a message, or goes with one of ours.

    ref: by what the provider gives it out, until it ends; emptied once it is here.

    state: waits, kept, gone (the provider has it no more), large (more than is taken in). file: where it is kept.
    """

    id = models.UUIDField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+", db_index=False)
    nth = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    ref = models.TextField(blank=True)
    name = models.CharField(max_length=150, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField()
    state = models.CharField(max_length=8)
    file = models.UUIDField(null=True)
    error = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "prilavok"
        db_table = "conversations_brought"
        constraints = [models.UniqueConstraint(fields=["message", "nth"], name="conversations_brought_once")]


class Passport(models.Model):
    """A short token that carries conversation, basket and product into another channel; kept as its digest, used once.

    leaf: whose it is. used_by: the leaf that came with it.
    """

    id = models.UUIDField(primary_key=True)
    digest = models.BinaryField(max_length=32, unique=True)
    leaf = models.ForeignKey("Leaf", on_delete=models.PROTECT, related_name="+", db_index=False)
    conversation = models.UUIDField(null=True)
    basket = models.UUIDField(null=True)
    product = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "conversations_passport"
        indexes = [models.Index(fields=["expires_at"], name="conversations_passport_age")]
