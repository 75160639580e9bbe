"""Storage that no model can say: buckets without a log, and balances with room for updates in place."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0002_tables")]
    operations = [
        migrations.RunSQL("ALTER TABLE kit_bucket SET UNLOGGED", "ALTER TABLE kit_bucket SET LOGGED"),
        migrations.RunSQL(
            "ALTER TABLE kit_balance SET (fillfactor = 70)", "ALTER TABLE kit_balance RESET (fillfactor)"
        ),
    ]
