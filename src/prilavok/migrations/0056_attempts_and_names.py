"""Tries to say a message, the names that providers give to messages, files that came, and how connections are found."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0055_noes_of_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Health",
            fields=[
                (
                    "connection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="prilavok.connection",
                    ),
                ),
                ("listens", models.BooleanField()),
                ("waiting", models.IntegerField()),
                ("trouble", models.CharField(blank=True, max_length=60)),
                ("since", models.DateTimeField()),
                ("looked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "connections_health",
            },
        ),
        migrations.CreateModel(
            name="SendAttempt",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("nth", models.PositiveSmallIntegerField()),
                ("connection", models.UUIDField()),
                ("state", models.CharField(max_length=10)),
                ("error", models.CharField(blank=True, max_length=60)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.message",
                    ),
                ),
            ],
            options={
                "db_table": "conversations_attempt",
            },
        ),
        migrations.CreateModel(
            name="Named",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("state", models.CharField(blank=True, max_length=10)),
                ("error", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.message",
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.sendattempt",
                    ),
                ),
            ],
            options={
                "db_table": "conversations_named",
            },
        ),
        migrations.CreateModel(
            name="Brought",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("nth", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("ref", models.TextField(blank=True)),
                ("name", models.CharField(blank=True, max_length=150)),
                ("mime", models.CharField(blank=True, max_length=100)),
                ("size", models.BigIntegerField()),
                ("state", models.CharField(max_length=8)),
                ("file", models.UUIDField(null=True)),
                ("error", models.CharField(blank=True, max_length=60)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="prilavok.message",
                    ),
                ),
            ],
            options={
                "db_table": "conversations_brought",
                "constraints": [models.UniqueConstraint(fields=("message", "nth"), name="conversations_brought_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="sendattempt",
            constraint=models.UniqueConstraint(fields=("message", "nth"), name="conversations_attempt_once"),
        ),
        migrations.AddIndex(
            model_name="named",
            index=models.Index(
                condition=models.Q(("message", None), _negated=True),
                fields=["message"],
                name="conversations_named_message",
            ),
        ),
        migrations.AddIndex(
            model_name="named",
            index=models.Index(condition=models.Q(("message", None)), fields=["at"], name="conversations_named_early"),
        ),
    ]
