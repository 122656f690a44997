"""Fills the counters by device and by minute from the ledger as it stands."""

import datetime as dt
from collections import Counter

from django.db import migrations, models


def fill(apps, schema_editor):
    """What each volunteer's phone has logged so far."""
    entry = apps.get_model("letters", "Entry")
    by_device = apps.get_model("letters", "DeviceCounter")
    by_minute = apps.get_model("letters", "PaceCounter")
    roles = apps.get_model("events", "Role").objects.filter(kind="volunteer")
    for event in sorted(set(roles.values_list("event", flat=True))):
        phones = set(roles.filter(event=event).values_list("pseudonym", flat=True))
        letters, pace = Counter(), Counter()
        lines = entry.objects.filter(event=event).order_by().values_list(
            "device", "reverses", "reverses__device", "quantity", "channel", "written_at"
        )
        for device, reverses, device_before, quantity, channel, written_at in lines.iterator():
            letters[device_before if reverses else device] += quantity
            if not reverses and channel == "tap":
                pace[device, written_at.astimezone(dt.UTC).replace(second=0, microsecond=0)] += 1
        by_device.objects.filter(event=event).delete()
        by_device.objects.bulk_create(
            by_device(event_id=event, device=device, quantity=n)
            for device, n in letters.items()
            if n and device in phones
        )
        by_minute.objects.filter(event=event).delete()
        by_minute.objects.bulk_create(
            by_minute(event_id=event, device=device, minute=minute, quantity=n)
            for (device, minute), n in pace.items()
            if device in phones
        )


class Migration(migrations.Migration):

    dependencies = [
        ("letters", "0004_the_years_figures"),
        ("events", "0003_the_years_people"),
    ]

    operations = [
        migrations.AlterField(
            model_name="held",
            name="reason",
            field=models.CharField(
                choices=[
                    ("pace", "more entries a minute than a hand can do"),
                    ("total", "more letters than one phone usually logs"),
                    ("after", "logged while the phone was held back"),
                    ("undone", "takes a held entry back"),
                ],
                max_length=6,
                verbose_name="reason",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
