"""Behaviour is asked for by leaf and read in order, never by its subject: an index that nobody asks is not kept."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("prilavok", "0018_national_number")]
    operations = [migrations.RemoveIndex("behaviour", "kit_behaviour_subject")]
