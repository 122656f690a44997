"""The drawing of the house."""

from io import StringIO

import pytest
from django.core.management import call_command
from importlinter.cli import lint_imports

pytestmark = pytest.mark.anywhere


def test_imports_go_one_way():
    assert lint_imports() == 0


@pytest.mark.django_db
def test_migrations_are_complete():
    out = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert out.getvalue() == "No changes detected\n"
