"""A no that a list told of a contact is kept with the contact's own leaf, so that it binds whoever has the contact."""

from django.db import migrations, models

# Lists taken in before kept it with the leaf of their row, whose person might be another than whoever has the contact.
_MOVED = """
UPDATE consent_consent SET leaf_id = address, told_by = leaf_id
WHERE origin = 'import' AND NOT given AND address IS NOT NULL AND address <> leaf_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0054_keyed_rows"),
    ]

    operations = [
        migrations.AddField(model_name="consent", name="told_by", field=models.UUIDField(null=True)),
        migrations.RunSQL(_MOVED, migrations.RunSQL.noop),
    ]
