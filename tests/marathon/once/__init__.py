"""Acts that are done once, whoever does them at the same moment."""

PEOPLE = 4
# What the code that these people run knows.
MAKERS = """
import uuid
from django.db.models import Sum
from events.models import *
from events.parties import Party
from letters.models import *
from tests.makers import *
"""
