"""Phones that come by the dozen within the hour count as all others, and wait for the organiser's word."""

import pytest

from events import invitations, joining
from events.models import Device, Event, Mail, Role
from letters import holding
from tests.letters.holding import MINUTE, a_line, numbers, reasons, record, the_ledger_holds
from tests.makers import NOW

pytestmark = pytest.mark.django_db

LIMIT = 3
HOUR = 60 * MINUTE


@pytest.fixture
def token(event):
    Event.objects.update(crowd_limit=LIMIT)
    event.refresh_from_db()
    return invitations.make_invitation(event, label="poster", at=NOW)[1]


def come(token, *, at=NOW):
    role, _key = joining.join(token, nickname="Ola", device_key=None, user=None, at=at)
    return Role.objects.select_related("event").get(pk=role.pk)


def test_phones_beyond_the_limit_of_an_hour_are_held_from_their_first_letter(token, event):
    phones = [come(token) for _ in range(LIMIT + 2)]

    for phone in phones:
        record(phone, a_line(2))

    assert [phone.came_in_crowd for phone in phones] == [False] * LIMIT + [True] * 2
    assert (numbers(event), reasons(event)) == ((10, 6), ["crowd", "crowd"])
    assert the_ledger_holds()


def test_the_next_hour_is_another(token):
    for _ in range(LIMIT + 1):
        come(token)

    assert come(token, at=NOW + HOUR).came_in_crowd is False


def test_phone_that_is_erased_and_comes_again_has_come_twice(token):
    for _ in range(LIMIT):
        come(token)
        Device.objects.all().delete()

    assert come(token).came_in_crowd is True


def test_the_same_phone_twice_is_one(token):
    for _ in range(LIMIT):
        _role, key = joining.join(token, nickname="Ola", device_key=None, user=None, at=NOW)
        joining.join(token, nickname="Ola", device_key=key, user=None, at=NOW)

    assert Role.objects.filter(came_in_crowd=True).count() == 0


def test_organisers_have_one_mail_for_a_crowd_and_accept_it_as_a_whole(token, event, organiser):
    crowd = [come(token) for _ in range(LIMIT + 4)][LIMIT:]
    for phone in crowd:
        record(phone, a_line(5))
    mail = Mail.objects.get(name="held_back")
    assert "More than 3 phones joined within the hour" in mail.body

    assert [holding.accept_all(event, by=organiser, at=NOW) for _ in range(2)] == [4, 0]

    record(crowd[0], a_line(1), at=NOW + MINUTE)
    assert numbers(event) == (21, 21)
