"""Who may do what, asked in two ways."""

import pytest

from events.models import Event
from events.parties import Party
from tests.makers import NOW, make_device_role, make_event, make_role, make_section, make_user

pytestmark = pytest.mark.django_db
KEY = "a device's key"


def parties(event: Event) -> dict[str, Party]:
    """One of every sort, for the event and for another."""
    other = make_event(slug="another")
    people = {
        name: make_user() for name in ("volunteer", "organiser", "coordinator", "administrator", "nobody")
    }
    for kind in ("volunteer", "organiser"):
        make_role(kind, user=people[kind], event=event)
        people[f"{kind} elsewhere"] = make_role(kind, event=other).user
    make_role("coordinator", user=people["coordinator"], section=event.section)
    people["coordinator elsewhere"] = make_role("coordinator", section=make_section()).user
    make_role("administrator", user=people["administrator"])
    people["revoked"] = make_role("organiser", event=event, revoked_at=NOW).user
    make_device_role(event, key=KEY)
    found = {name: Party(user) for name, user in people.items()}
    return found | {"phone": Party(device_key=KEY), "other phone": Party(device_key="x"), "stranger": Party()}


@pytest.mark.parametrize("status", Event.Status.values)
def test_the_right_to_count_is_the_same_by_rows_and_by_event(status):
    event = make_event(status=status)

    for name, party in parties(event).items():
        by_rows = Event.objects.counted_by(party).filter(pk=event.pk).exists()
        assert (name, party.event_to_count(event.slug) is not None) == (name, by_rows)


def test_those_of_the_event_its_section_and_administrators_may_count():
    event = make_event()

    may = [name for name, party in parties(event).items() if party.event_to_count(event.slug)]

    assert may == ["volunteer", "organiser", "coordinator", "administrator", "phone"]
