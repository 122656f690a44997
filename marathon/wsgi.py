"""The door for granian."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marathon.settings")

try:
    django.setup(set_prefix=False)

    from marathon.start import refuse_or_go

    refuse_or_go()
    application = get_wsgi_application()
except ImproperlyConfigured as reason:
    print(f"Letter Marathon does not start: {reason}", file=sys.stderr)  # noqa: T201
    sys.exit(1)
