"""Tables of people: leaves, what identifies them, the evidence, and who owns which leaf."""

from django.db import models

from prilavok.domains.customers.models.identity import IdentityRule as IdentityRule
from prilavok.domains.customers.models.identity import ListedIdentifier as ListedIdentifier
from prilavok.domains.customers.models.identity import RuleTrial as RuleTrial
from prilavok.domains.customers.models.identity import Suggestion as Suggestion
from prilavok.domains.customers.models.pins import CustomerPin as CustomerPin
from prilavok.domains.customers.models.preferences import Preference as Preference
from prilavok.domains.customers.models.proofs import DocumentCheck as DocumentCheck
from prilavok.domains.customers.models.proofs import ErasedIdentifier as ErasedIdentifier
from prilavok.domains.customers.models.proofs import JoinSetting as JoinSetting
from prilavok.domains.customers.models.proofs import LikenessModel as LikenessModel
from prilavok.domains.customers.models.proofs import NationalNumber as NationalNumber
from prilavok.domains.customers.models.proofs import NumberUse as NumberUse


class Customer(models.Model):
    """A person as the business knows them: the set of leaves held together by evidence.

    An erased one keeps the row, so that totals of what was bought still add up; nobody is named by it.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, null=True, unique=True)
    kind = models.CharField(max_length=12, default="person")
    name = models.TextField(blank=True)
    made_up = models.BooleanField(default=False)
    traits = models.JSONField(default=dict)
    language = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField()
    origin = models.CharField(max_length=8)
    version = models.PositiveIntegerField(default=1)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_customer"
        indexes = [models.Index(fields=["created_at", "id"], name="customers_customer_age")]


class Leaf(models.Model):
    """The identity atom a fact arrived with; immutable."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    first_seen_at = models.DateTimeField()
    origin = models.CharField(max_length=8)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_leaf"


class Identifier(models.Model):
    """A kind and value that names a leaf; erasure empties the value and keeps the row."""

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    value = models.TextField(null=True)
    made_up = models.BooleanField(default=False)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_identifier"
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="customers_identifier_once")]


class Evidence(models.Model):
    """One dated observation that ties two leaves; never changed, only revoked.

    holds: it keeps the two one person. dropped: the code of the rule by which proven evidence does not hold, or "".
    """

    id = models.UUIDField(primary_key=True)
    one = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="+")
    strength = models.CharField(max_length=10)
    source = models.CharField(max_length=40)
    observed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    # What a source's own card brings in SQL names neither: the card is one person's.
    holds = models.BooleanField(db_default=True)
    dropped = models.CharField(max_length=8, db_default="")

    class Meta:
        app_label = "prilavok"
        db_table = "customers_evidence"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(strength__in=["verified", "asserted", "ambient"]), name="customers_evidence_strength"
            )
        ]


class LeafOwner(models.Model):
    """Whose a leaf is, and since when; joining and separating people writes here and nowhere else."""

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_leaf_owner"
        constraints = [
            models.UniqueConstraint(
                fields=["leaf"], condition=models.Q(valid_to__isnull=True), name="customers_leaf_owner_now"
            )
        ]
        indexes = [
            models.Index(fields=["customer", "valid_to"], name="customers_leaf_owner_of"),
            models.Index(fields=["leaf", "valid_from"], name="customers_leaf_owner_was"),
        ]


class ContactPoint(models.Model):
    """An address one can be written to or called at; a made-up one is never written to."""

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16)
    address = models.TextField(null=True)
    made_up = models.BooleanField(default=False)
    on = models.BooleanField(default=True)
    verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "customers_contact_point"
        constraints = [
            models.UniqueConstraint(fields=["leaf", "channel", "address"], name="customers_contact_point_once")
        ]


class Join(models.Model):
    """Two people found to be one: which leaves came over, by what evidence; undone by giving just those back."""

    id = models.UUIDField(primary_key=True)
    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+", db_index=False)
    leaves = models.JSONField()
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)
    joined_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_join"


class Code(models.Model):
    """A one-time code sent to a contact, asked for by a leaf; its digits are kept as a keyed digest.

    asker: the same of the address on the network it was asked from; empty where staff asked. by: the messenger it is to
    go by instead of to the contact itself; told: the leaf there that it went to, none where none is connected.
    """

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)
    value = models.TextField(null=True)
    digest = models.BinaryField(max_length=32)
    asker = models.BinaryField(max_length=32, default=b"")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=16, default="", db_default="")
    told = models.ForeignKey(Leaf, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_code"
        indexes = [models.Index(fields=["expires_at"], name="customers_code_age")]


class Passkey(models.Model):
    """A key on a customer's own device; its leaf stands for that device."""

    id = models.UUIDField(primary_key=True)
    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="+")
    credential = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField(max_length=2048)
    signed = models.BigIntegerField()
    label = models.TextField(blank=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_passkey"


class Challenge(models.Model):
    """Random bytes a device is to sign, asked for by a leaf; good once and for some minutes."""

    id = models.UUIDField(primary_key=True)
    leaf = models.ForeignKey(Leaf, on_delete=models.PROTECT, related_name="+", db_index=False)
    challenge = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        app_label = "prilavok"
        db_table = "customers_challenge"
        indexes = [models.Index(fields=["expires_at"], name="customers_challenge_age")]


class Erasure(models.Model):
    """The proof that a person was erased, without anything that was theirs.

    people, leaves: orphaned ids. counts: rows touched by table. kept: what stays, each with how many rows, the code of
    the reason and until when. digest: a keyed digest of all that was erased, by which nobody finds it again.
    """

    id = models.UUIDField(primary_key=True)
    customer = models.UUIDField()
    people = models.JSONField()
    leaves = models.JSONField()
    counts = models.JSONField()
    kept = models.JSONField()
    digest = models.BinaryField(max_length=32)
    actor_kind = models.CharField(max_length=16)
    actor = models.UUIDField(null=True)
    erased_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "prilavok"
        db_table = "customers_erasure"
        indexes = [
            models.Index(fields=["customer"], name="customers_erasure_of"),
            models.Index(fields=["erased_at", "id"], name="customers_erasure_age"),
        ]
