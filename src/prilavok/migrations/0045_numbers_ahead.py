"""The numbers of this year's orders and the next one's are there before the first of them is sold."""

from django.db import migrations

_YEARS = """
    DO $$
    DECLARE
        this int := extract(year FROM now());
    BEGIN
        FOR one IN this..this + 1 LOOP
            EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', 'orders_number_' || one);
        END LOOP;
    END
    $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prilavok", "0044_preferences"),
    ]

    operations = [migrations.RunSQL(_YEARS, migrations.RunSQL.noop)]
