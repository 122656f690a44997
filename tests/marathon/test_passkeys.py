"""A passkey's forms speak the language of the page."""

import pytest
from django.utils import translation

from marathon.passkeys import AddPasskeyForm
from tests.makers import make_user

pytestmark = pytest.mark.django_db


def test_the_name_of_a_new_passkey_is_asked_for_in_polish():
    with translation.override("pl"):
        field = AddPasskeyForm(user=make_user("ada@example.net"))["name"]

        assert str(field.label) == "Nazwa"
        assert field.initial == "Klucz główny"
