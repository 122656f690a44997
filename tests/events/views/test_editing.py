"""Changing a marathon in the steps by which it was registered."""

import pytest
from django.utils import timezone

from events.models import Event, Opening
from tests.events.views.steps import DAY, PLACE, window
from tests.makers import (
    make_campaign,
    make_case,
    make_counters,
    make_event,
    make_opening,
    make_user,
    make_venue,
)
from tests.pages import source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    today = timezone.localdate()
    return make_campaign(slug="now", starts_on=today - DAY, ends_on=today + 300 * DAY)


@pytest.fixture
def case(campaign):
    return make_case(campaign=campaign, name="Yorm", youngest_age=10)


class TestChanging:
    """The organiser's own marathon."""

    @pytest.fixture
    def event(self, campaign, section, case):
        event = make_event(
            slug="library",
            name="Library",
            campaign=campaign,
            section=section,
            cases=[case],
            opens=False,
            status="approved",
        )
        now = timezone.now().replace(second=0, microsecond=0)
        make_opening(event, starts_at=now + DAY, ends_at=now + 1.5 * DAY, venue=make_venue(town="Łódź"))
        return event

    def edit(self, client, name, data, **extra):
        return client.post(f"/events/library/edit/?step={name}", data, **extra)

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("who", 'value="Library"'),
            ("where", "The library"),
            ("when", "The library"),
            ("how", 'name="goal"'),
            ("cases", "Yorm"),
        ],
    )
    def test_every_step_shows_what_is(self, organiser, name, shown):
        assert shown in source_of(organiser.get(f"/events/library/edit/?step={name}"))

    def test_name_and_goal_are_changed_and_hours_stay(self, organiser, event):
        before = Opening.objects.values_list("starts_at", "ends_at", "venue").get()

        answer = self.edit(organiser, "who", {"name": "The big library"}, follow=True)
        self.edit(organiser, "how", {"goal": "77", "languages": ["pl"]})

        event.refresh_from_db()
        assert (event.name, event.goal, event.languages) == ("The big library", 77, ["pl"])
        assert "It is changed." in source_of(answer)
        assert Opening.objects.values_list("starts_at", "ends_at", "venue").get() == before

    def test_place_is_added_and_opens(self, organiser, event):
        self.edit(organiser, "where", {**PLACE, "key": "new-1"})
        page = source_of(organiser.get("/events/library/edit/?step=when"))
        for _ in range(2):
            self.edit(organiser, "when", window(key="new-2", place="new-1"))

        assert "School 12" in page
        assert sorted(event.openings.values_list("venue__name", flat=True)) == ["School 12", "The library"]
        assert organiser.session["places-without-openings"] == {"library": {}}

    def test_last_opening_stays(self, organiser, event):
        answer = self.edit(organiser, "when", {"remove": str(Opening.objects.get().pk)}, follow=True)

        assert "A marathon needs at least one opening" in source_of(answer)
        assert event.openings.count() == 1

    def test_counted_case_stays(self, organiser, event, campaign, case):
        other = make_case(campaign=campaign)
        make_counters(event, case)

        answer = self.edit(organiser, "cases", {"cases": [other.pk]})

        assert answer.status_code == 422
        assert "Letters for one of these cases are counted already" in source_of(answer)
        assert list(event.cases.all()) == [case]

    def test_counted_letters_are_not_called_off_nor_moved_out_of_the_way(self, organiser, event, case):
        make_counters(event, case)
        opening, later = Opening.objects.get(), timezone.now() + DAY
        Opening.objects.update(starts_at=timezone.now() - DAY, ends_at=later)

        typed = window(key=str(opening.pk), place=str(opening.venue_id), starts_at=later, ends_at=later + DAY)
        moved = self.edit(organiser, "when", typed)
        Opening.objects.update(starts_at=later, ends_at=later + DAY)
        off = organiser.post("/events/library/edit/", {"act": "cancel", "words": "", "is_sure": "on"})

        assert (moved.status_code, off.status_code) == (422, 422)
        assert "Letters are counted already" in source_of(moved)
        assert Event.objects.get().status == "approved"

    def test_stranger_finds_nothing(self, client, event):
        client.force_login(make_user())

        assert client.get("/events/library/edit/?step=who").status_code == 404

    @pytest.mark.parametrize("name", ["who", "where", "when", "cases", "how"])
    def test_three_of_everything_cost_as_much_as_one(
        self, organiser, event, campaign, name, django_assert_max_num_queries
    ):
        for number in range(3):
            event.cases.add(make_case(campaign=campaign))
            start = timezone.now() + number * DAY
            make_opening(event, starts_at=start, ends_at=start + DAY)

        with django_assert_max_num_queries(10):
            organiser.get(f"/events/library/edit/?step={name}")
