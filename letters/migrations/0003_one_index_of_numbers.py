"""An event's entries need one index, by number; and the guard of the numbers looks there alone.

With two, PostgreSQL could choose the one without numbers and read all of an event's entries for each new one.
"""

import django.db.models.deletion
from django.db import migrations, models

from letters import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("letters", "0002_guards")]

    # SQLite makes the table anew, and without its guards: whichever way, they are installed last.
    operations = [
        migrations.RunPython(migrations.RunPython.noop, install),
        migrations.AlterField(
            model_name="entry",
            name="event",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="events.event",
            ),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
