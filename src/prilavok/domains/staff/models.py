"""Tables of who serves, what they may, and what personal data they looked at."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from prilavok.domains.staff.logins import StaffByLogin


class Role(models.Model):
    """A named set of rights: verb x scope."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "prilavok"
        db_table = "staff_role"


class Right(models.Model):
    """One verb a role may do ("orders.see"), in a scope: company, brand, place or own."""

    id = models.UUIDField(primary_key=True)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+", db_index=False)
    verb = models.CharField(max_length=40)
    scope = models.CharField(max_length=8)

    class Meta:
        app_label = "prilavok"
        db_table = "staff_right"
        constraints = [
            models.UniqueConstraint(fields=["role", "verb"], name="staff_right_once"),
            models.CheckConstraint(
                condition=models.Q(scope__in=["company", "brand", "place", "own"]), name="staff_right_scope"
            ),
        ]


class Staff(AbstractBaseUser):
    """One of the people who serve; signs in by login and password (Argon2)."""

    id = models.UUIDField(primary_key=True)
    login = models.CharField(max_length=60, unique=True)
    name = models.TextField()
    language = models.CharField(max_length=2, default="ru")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("Place", null=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "login"
    objects = StaffByLogin()

    class Meta:
        app_label = "prilavok"
        db_table = "staff_staff"


class Look(models.Model):
    """One reading of personal data by staff; append-only, written in batches outside the read."""

    id = models.UUIDField(primary_key=True)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.UUIDField()
    what = models.CharField(max_length=40)
    at = models.DateTimeField()
    request = models.CharField(max_length=40, blank=True)

    class Meta:
        app_label = "prilavok"
        db_table = "staff_look"
        indexes = [
            models.Index(fields=["customer", "at"], name="staff_look_customer"),
            models.Index(fields=["staff", "at"], name="staff_look_staff"),
        ]
