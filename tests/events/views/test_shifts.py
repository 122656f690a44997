"""The plan of shifts, and the volunteers' own page of it."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from events import duties
from events.models import Duty, Shift
from events.parties import Party
from tests.makers import make_event, make_opening, make_role, make_shift
from tests.pages import source_of

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def now():
    """These pages look at the clock themselves: the marathon of these tests is open while they run."""
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def event(now):
    event = make_event(slug="library", opens=False)
    make_opening(event, starts_at=now - 2 * HOUR, ends_at=now + 50 * HOUR)
    return event


@pytest.fixture
def shift(event, now):
    return make_shift(event, starts_at=now + 30 * HOUR, ends_at=now + 32 * HOUR)


class TestPlan:
    """What the organiser does."""

    def plan(self, client, event, **fields):
        fields = {
            "key": str(uuid.uuid4()),
            "opening": event.openings.get().pk,
            "task": "tea",
            "places": "3",
        } | fields
        return client.post("/events/library/volunteers/shifts/", fields)

    def test_shift_is_as_the_opening_where_no_hours_are_typed(self, organiser, event):
        self.plan(organiser, event)

        opening = event.openings.get()
        assert Shift.objects.values_list("task", "starts_at", "ends_at", "places").get() == (
            "tea",
            opening.starts_at,
            opening.ends_at,
            3,
        )

    def test_row_of_shifts_is_made_once_for_a_double_click(self, organiser, event):
        key = str(uuid.uuid4())

        for _ in range(2):
            self.plan(organiser, event, key=key, hours_each="13")

        assert Shift.objects.count() == 4

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"task": ""}, "This field is required."),
            ({"places": "0"}, "greater than or equal to 1"),
            ({"places": "201"}, "less than or equal to 200"),
            ({"opening": "0"}, "Select a valid choice."),
            ({"starts_at": "2001-01-01T10:00"}, "A shift lies around its opening"),
            ({"starts_at": "2099-01-01T10:00"}, "A shift cannot end before it starts."),
            ({"hours_each": "0.5"}, "Enter a whole number."),
        ],
    )
    def test_wrong_input_gets_a_sentence_and_what_was_typed_stays(self, organiser, event, fields, sentence):
        answer = self.plan(organiser, event, **{"task": "water and tea", **fields})

        assert answer.status_code == 422
        assert sentence in source_of(answer)
        assert ("water and tea" in source_of(answer)) == ("task" not in fields)
        assert Shift.objects.count() == 0

    def test_plan_shows_who_helps_when(self, organiser, event, shift, phone):
        phone.post("/events/library/shifts/", {"act": "take", "shift": shift.pk})

        page = organiser.get("/events/library/volunteers/shifts/")

        assert "1 of 2" in source_of(page)
        assert "Ola" in source_of(page)

    def test_shift_is_changed_and_removed(self, organiser, event, shift):
        address = f"/events/library/volunteers/shifts/{shift.pk}/"
        said = organiser.get(address).context["form"].initial
        local = {
            name: f"{said[name].astimezone(event.zone):%Y-%m-%dT%H:%M}" for name in ("starts_at", "ends_at")
        }

        organiser.post(address, {"act": "change", "task": "the door", "places": "4", **local})
        changed = Shift.objects.get()
        answer = organiser.post(address, {"act": "remove", "taken": "0"})

        assert (changed.task, changed.places) == ("the door", 4)
        assert (changed.starts_at, changed.ends_at) == (shift.starts_at, shift.ends_at)
        assert answer["Location"] == "/events/library/volunteers/shifts/"
        assert Shift.objects.count() == 0

    def test_wrong_change_keeps_what_was_typed(self, organiser, shift):
        answer = organiser.post(
            f"/events/library/volunteers/shifts/{shift.pk}/",
            {"act": "change", "task": "the door", "starts_at": "x", "ends_at": "", "places": "2"},
        )

        assert answer.status_code == 422
        assert 'value="the door"' in source_of(answer)
        assert "Please write the day and the hour" in source_of(answer)

    def test_who_came_and_who_walked_in_is_noted(self, organiser, event, now):
        running = make_shift(event, starts_at=now - HOUR, ends_at=now + HOUR, places=4)
        expected, away, guest = (make_role(event=event, nickname=name) for name in ("Ala", "Ewa", "Jan"))
        came = [running.duties.create(role=role, taken_at=now - 9 * HOUR) for role in (expected, away)]
        address = f"/events/library/volunteers/shifts/{running.pk}/"

        organiser.post(address, {"act": "came", "came": [came[0].pk]})
        organiser.post(address, {"act": "walk_in", "role": guest.pk})

        assert list(Duty.objects.order_by("pk").values_list("role__nickname", "came", "is_walk_in")) == [
            ("Ala", True, False),
            ("Ewa", False, False),
            ("Jan", True, True),
        ]
        text = source_of(organiser.get(address))
        assert "(not expected)" in text
        assert "(did not come)" in text

    def test_full_shift_says_so_to_who_walks_in(self, organiser, event, now):
        running = make_shift(event, starts_at=now - HOUR, ends_at=now + HOUR, places=1)
        running.duties.create(role=make_role(event=event), taken_at=now)
        guest = make_role(event=event, nickname="Jan")

        answer = organiser.post(
            f"/events/library/volunteers/shifts/{running.pk}/", {"act": "walk_in", "role": guest.pk}
        )

        assert answer.status_code == 422
        assert "All places of this shift are taken." in source_of(answer)

    def test_place_is_freed(self, organiser, event, shift):
        duty = shift.duties.create(role=make_role(event=event), taken_at=shift.starts_at)

        organiser.post(
            f"/events/library/volunteers/shifts/{shift.pk}/", {"act": "free", "duty": duty.pk}, follow=True
        )

        assert Duty.objects.kept().count() == 0

    def test_shift_of_another_event_is_not_found(self, organiser):
        there = make_shift(make_event())

        for method in (organiser.get, organiser.post):
            assert method(f"/events/library/volunteers/shifts/{there.pk}/").status_code == 404

    def test_made_up_act_is_not_found(self, organiser, shift):
        answer = organiser.post(f"/events/library/volunteers/shifts/{shift.pk}/", {"act": "burn"})

        assert answer.status_code == 404

    @pytest.mark.parametrize("number", [3, 150])
    def test_pages_ask_at_most_ten_times_however_many_there_are(
        self, organiser, event, now, number, django_assert_max_num_queries
    ):
        roles = [make_role(event=event) for _ in range(3)]
        for n in range(number):
            shift = make_shift(event, starts_at=now + HOUR, ends_at=now + 2 * HOUR, task=f"task {n}")
            Duty.objects.bulk_create(Duty(shift=shift, role=role, taken_at=now) for role in roles)

        for address in ("volunteers/shifts/", f"volunteers/shifts/{shift.pk}/", "shifts/"):
            with django_assert_max_num_queries(10):
                assert organiser.get(f"/events/library/{address}").status_code == 200


class TestOwnShifts:
    """What the volunteer does."""

    def test_place_is_taken_with_one_tap_and_given_back_with_another(self, phone, shift):
        taken = phone.post("/events/library/shifts/", {"act": "take", "shift": shift.pk}, follow=True)
        back = phone.post("/events/library/shifts/", {"act": "give_back", "shift": shift.pk}, follow=True)

        assert "You help in 1 shift" in source_of(taken)
        assert "The place is yours. Thank you!" in source_of(taken)
        assert "When can you help?" in source_of(back)

    def test_full_shift_has_no_button_and_says_so_to_who_was_too_late(self, phone, event, shift):
        shift.places = 1
        shift.save()
        duties.take(shift, role=make_role(event=event), by=Party(), at=timezone.now())

        page = phone.get("/events/library/shifts/")
        late = phone.post("/events/library/shifts/", {"act": "take", "shift": shift.pk}, follow=True)

        assert 'value="take"' not in source_of(page)
        assert "All places are taken" in source_of(page)
        assert "All places of this shift are taken. Please choose another." in source_of(late)

    def test_reminder_is_asked_for_and_a_wrong_address_stays_in_its_field(self, phone, shift):
        phone.post("/events/library/shifts/", {"act": "take", "shift": shift.pk})

        wrong = phone.post("/events/library/shifts/", {"act": "remind", "shift": shift.pk, "email": "ola@"})
        phone.post(
            "/pl/events/library/shifts/", {"act": "remind", "shift": shift.pk, "email": "o@example.org"}
        )

        assert wrong.status_code == 422
        assert 'value="ola@"' in source_of(wrong)
        assert Duty.objects.values_list("reminder_email", "reminder_language").get() == (
            "o@example.org",
            "pl",
        )

    def test_pupils_are_not_asked_for_an_address(self, phone, event, shift):
        event.openings.update(audience="pupils")
        phone.post("/events/library/shifts/", {"act": "take", "shift": shift.pk})

        page = phone.get("/events/library/shifts/")
        answer = phone.post(
            "/events/library/shifts/", {"act": "remind", "shift": shift.pk, "email": "o@example.org"}
        )

        assert 'type="email"' not in source_of(page)
        assert answer.status_code == 422
        assert Duty.objects.get().reminder_email == ""

    def test_coordinator_sees_the_shifts_and_takes_none(self, client, event, shift):
        client.force_login(make_role("coordinator", section=event.section).user)

        page = client.get("/events/library/shifts/")
        client.post("/events/library/shifts/", {"act": "take", "shift": shift.pk})

        assert "You look after this marathon from outside." in source_of(page)
        assert Duty.objects.count() == 0

    def test_shift_of_another_event_is_not_taken(self, phone):
        there = make_shift(make_event())

        assert phone.post("/events/library/shifts/", {"act": "take", "shift": there.pk}).status_code == 404
        assert Duty.objects.count() == 0
