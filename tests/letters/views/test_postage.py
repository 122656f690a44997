"""The page of a section's post office."""

import datetime as dt

import pytest
from django.utils import timezone

from letters.models import PostOffice, PostStop, Rate
from tests.makers import make_post_office, make_role, make_section
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PAGE = "/sections/poland/postage/"


@pytest.fixture
def section():
    return make_section(slug="poland")


def set_office(client, **fields):
    fields = {
        "act": "office",
        "currency": "pln",
        "stamps": "3,90 1.00; 8",
        "sheet_grams": "5",
        "envelope_grams": "6",
        "as_of": "2026-11-01",
        "source": "the price list",
    } | fields
    return client.post(PAGE, fields)


def set_rates(client, *steps, country=""):
    rows = {"steps-TOTAL_FORMS": "10", "steps-INITIAL_FORMS": "0"}
    for number in range(10):
        grams, price = steps[number] if number < len(steps) else ("", "")
        rows |= {f"steps-{number}-up_to_grams": grams, f"steps-{number}-price": price}
    return client.post(PAGE, {"act": "rates", "rates_of": country, **rows})


class TestOffice:
    def test_is_asked_for_before_the_rates(self, coordinator):
        text = text_of(coordinator.get(PAGE))

        assert "Say first which currency and which stamps you have" in text
        assert "Save these rates" not in text

    def test_is_set_with_commas_and_points(self, coordinator):
        assert set_office(coordinator)["Location"] == f"{PAGE}#office"

        assert PostOffice.objects.values_list("currency", "stamps", "envelope_grams", "source").get() == (
            "PLN",
            [100, 390, 800],
            6,
            "the price list",
        )
        assert 'value="1.00 3.90 8.00"' in coordinator.get(PAGE).content.decode()

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"currency": "XYZ"}, "There is no such currency."),
            ({"currency": ""}, "This field is required."),
            ({"stamps": "1.234"}, "Please write prices like 3.90 or 3,90."),
            ({"stamps": "0"}, "This price is zero, or far too high."),
            ({"stamps": "99999999"}, "This price is zero, or far too high."),
            ({"stamps": " ".join(map(str, range(1, 22)))}, "Name at most 20 values."),
            ({"sheet_grams": "0"}, "greater than or equal to 1"),
            ({"as_of": "x"}, "Enter a valid date."),
        ],
    )
    def test_wrong_input_gets_a_sentence_and_stays(self, coordinator, fields, sentence):
        answer = set_office(coordinator, **fields)

        assert (answer.status_code, sentence in text_of(answer)) == (422, True)
        assert 'value="the price list"' in answer.content.decode()
        assert PostOffice.objects.count() == 0

    def test_currency_with_rates_stays(self, coordinator, section):
        make_post_office(section)

        answer = set_office(coordinator, currency="EUR")

        assert "There are rates in the old currency." in text_of(answer)


class TestRates:
    @pytest.fixture(autouse=True)
    def office(self, section):
        return make_post_office(section, {"": {50: 500}})

    def test_of_a_country_are_set_shown_and_removed(self, coordinator):
        assert (
            set_rates(coordinator, ("100", "12,50"), ("50", "8"), country="KH")["Location"] == f"{PAGE}#rates"
        )

        text = text_of(coordinator.get(PAGE + "?rates_of=KH"))
        assert "Cambodia up to 50 g: PLN 8.00 up to 100 g: PLN 12.50 Change" in text
        assert "Rates to Cambodia" in text

        set_rates(coordinator, country="KH")
        assert list(Rate.objects.values_list("country", "price")) == [("", 500)]

    @pytest.mark.parametrize(
        ("steps", "sentence"),
        [
            ([("50", "")], "This row is half filled in"),
            ([("", "8")], "This row is half filled in"),
            ([("50", "eight")], "Please write prices like"),
            ([("50", "8"), ("100", "7")], "A heavier letter cannot cost less."),
            ([("50", "8"), ("50", "9")], "Each weight has one price."),
            ([("9" * 30, "8")], "less than or equal to 50000"),
        ],
    )
    def test_wrong_rows_get_a_sentence_and_stay(self, coordinator, steps, sentence):
        answer = set_rates(coordinator, *steps, country="KH")

        assert (answer.status_code, sentence in text_of(answer)) == (422, True)
        assert all(f'value="{typed}"' in answer.content.decode() for step in steps for typed in step if typed)
        assert Rate.objects.filter(country="KH").count() == 0

    def test_country_that_does_not_exist_is_every_other(self, coordinator):
        assert "Rates to every other country" in text_of(coordinator.get(PAGE + "?rates_of=ZZ"))

    def test_rows_without_their_form_get_no_fault_of_ours(self, coordinator):
        answer = coordinator.post(PAGE, {"act": "rates"})

        assert answer.status_code == 422
        assert list(Rate.objects.values_list("up_to_grams", "price")) == [(50, 500)]


class TestStops:
    def suspend(self, client, **fields):
        fields = {"act": "stop", "country": "KH", "since": "2026-11-01", "advice": "Keep them."} | fields
        return client.post(PAGE, fields)

    def test_is_noted_and_lifted(self, coordinator):
        self.suspend(coordinator)
        assert "Cambodia since 1 November 2026 Keep them." in text_of(coordinator.get(PAGE))

        coordinator.post(PAGE, {"act": "resume", "which": PostStop.objects.get().pk})
        assert PostStop.objects.count() == 0

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"country": "ZZ"}, "Select a valid choice."),
            ({"until": "2026-10-01"}, "A suspension cannot end before it starts."),
            ({"advice": " "}, "This field is required."),
        ],
    )
    def test_wrong_input_gets_a_sentence(self, coordinator, fields, sentence):
        answer = self.suspend(coordinator, **{"source": "the post", **fields})

        assert (answer.status_code, sentence in text_of(answer)) == (422, True)
        assert 'value="the post"' in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_often_whatever_there_is(coordinator, section, number, django_assert_max_num_queries):
    make_post_office(section, {code: {50: 500} for code in ("KH", "RU", "MM")[:number]})
    for days in range(number):
        section.post_stops.create(
            country="KH", since=timezone.localdate() - dt.timedelta(days=days), advice="Wait."
        )

    with django_assert_max_num_queries(8):
        coordinator.get(PAGE)


def test_unknown_act_and_strangers_find_nothing(coordinator, client):
    assert coordinator.post(PAGE, {"act": "burn"}).status_code == 404
    client.force_login(make_role("coordinator", section=make_section()).user)
    assert client.get(PAGE).status_code == 404
