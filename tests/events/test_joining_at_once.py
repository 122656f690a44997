"""Real processes, each with its own connection, who all want the last use of an invitation."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.crowd import new_database

BEGIN = "import django; django.setup(); from events import invitations, joining; "
INVITE = """
from tests.makers import NOW, make_event
print(invitations.make_invitation(make_event(), label="", at=NOW, uses_allowed=3)[1])
"""
COME = """
import sys
from tests.makers import NOW
print("ready", flush=True)
sys.stdin.readline()
for _ in range(4):
    try:
        joining.join(sys.argv[1], nickname="Ola", device_key=None, user=None, at=NOW)
        print("in")
    except joining.InvitationUsedUp:
        print("used up")
"""
COUNT = """
from events.models import Device, Invitation, Role
print(Role.objects.count(), Device.objects.count(), Invitation.objects.get().uses)
"""


@pytest.fixture
def address(tmp_path, transactional_db):
    """A new database of the kind the tests run on."""
    with new_database(tmp_path) as address:
        yield address


def python(address, *words):
    environment = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "marathon.settings",
        "MARATHON_DEBUG": "yes",
    }
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process):
    out, _ = process.communicate()
    assert process.returncode == 0
    return out.split("\n")[:-1]


@pytest.mark.processes
def test_an_invitation_lets_in_as_many_as_it_may_and_not_one_more(address):
    (token,) = said(python(address, "-c", BEGIN + INVITE))
    processes = [python(address, "-c", BEGIN + COME, token) for _ in range(3)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()

    outcomes = [outcome for process in processes for outcome in said(process)]

    assert sorted(outcomes) == ["in"] * 3 + ["used up"] * 9
    assert said(python(address, "-c", BEGIN + COUNT)) == ["3 3 3"]
