"""The door for granian."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marathon.settings")
# Whoever holds an event's head goes back and forth to the database, and would wait 5 ms for the other threads
# of its process each time: ten times as long as the database takes.
sys.setswitchinterval(0.0005)

try:
    django.setup(set_prefix=False)

    from marathon.start import refuse_or_go

    refuse_or_go()
    application = get_wsgi_application()
except ImproperlyConfigured as reason:
    print(f"Letter Marathon does not start: {reason}", file=sys.stderr)  # noqa: T201
    sys.exit(1)
