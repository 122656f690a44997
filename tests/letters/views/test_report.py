"""The pages of a report."""

import re
import uuid

import pytest
from django.test import Client

from events.parties import Party
from letters import ledger, recounts, reports
from letters.models import Entry, Holdback, Report
from tests.makers import NOW, make_case, make_event, make_role, make_section, make_sheet

pytestmark = pytest.mark.django_db
PAGE = "/events/library/report/"
CELL = ("yorm-bopha", "authority")


@pytest.fixture
def case():
    return make_case(slug="yorm-bopha", name="Yorm Bopha")


@pytest.fixture
def event(case):
    return make_event(slug="library", name="Library", cases=[case], section=make_section(slug="poland"))


@pytest.fixture
def role(event):
    return make_role("organiser", event=event)


@pytest.fixture
def organiser(client, role):
    client.force_login(role.user)
    return client


@pytest.fixture
def coordinator(client, event):
    client.force_login(make_role("coordinator", section=event.section).user)
    return client


def text_of(page):
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    return plain.replace("&#x27;", "'")


def log(event, role, quantity, *, channel="tap", kind="authority"):
    case = event.cases.first().slug
    line = ledger.Line(uuid.uuid4(), case, kind, quantity)
    ledger.record(event, entries=[line], by=role, channel=channel, at=NOW)


def signed(event, role, number=7, version=0):
    return reports.sign(
        event,
        {CELL: reports.Figure(number, "a box")},
        version=version,
        writers=3,
        words="It snowed.",
        role=role,
        by=Party(role.user),
        at=NOW,
    )


def figures(case, authority, person="", *, version=0, sure="on", **more):
    """What the organiser types."""
    typed = {f"{case.pk}-authority": authority, f"{case.pk}-person": person}
    return typed | {"version": version, "writers": "12", "words": "", "is_sure": sure} | more


def total():
    return sum(Entry.objects.values_list("quantity", flat=True))


class TestSigning:
    def test_place_without_signal_types_one_sheet_and_is_done(self, organiser, case):
        page = organiser.get(PAGE)
        answer = organiser.post(PAGE, figures(case, "80", "45"), follow=True)

        assert "Type your paper here" in text_of(page)
        assert "Why it differs" not in text_of(page)
        assert answer.redirect_chain == [(PAGE, 302)]
        assert "Signed. Thank you! 125 letters" in text_of(answer)
        assert "12 people wrote." in text_of(answer)
        assert total() == 125

    def test_page_shows_what_was_counted_and_where_from(self, organiser, event, role):
        log(event, role, 10)
        log(event, role, 3, channel="sheet")

        page = organiser.get(PAGE)

        assert "authority 13 10 tapped on a phone, 3 typed from a paper sheet" in text_of(page)
        assert 'value="13"' in page.content.decode()

    def test_difference_without_a_reason_keeps_what_was_typed_and_asks_beside_it(
        self, organiser, event, role, case
    ):
        log(event, role, 10)

        page = organiser.post(PAGE, figures(case, "13", "4"))

        assert page.status_code == 422
        assert 'value="13"' in page.content.decode()
        assert re.findall(r'<ul class="errorlist" id="id_why-[^"]+"><li>([^<]+)', page.content.decode()) == [
            "Please say why."
        ]
        assert "Some figures differ from what was counted." in text_of(page)
        assert total() == 10

    def test_difference_with_a_reason_is_signed_and_explained(self, organiser, event, role, case):
        log(event, role, 10)

        page = organiser.post(
            PAGE, figures(case, "13", "0", **{f"why-{case.pk}-authority": "one more box"}), follow=True
        )

        assert "one more box" in text_of(page)
        assert total() == 13

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("-1", "No figure is below zero."),
            ("x", "Type a whole number, such as 12."),
            ("99999999999999999999", "At most 100,000."),
            ("", "Type the figure, 0 if there is none."),
            ("\0", "Type a whole number, such as 12."),
        ],
    )
    def test_bad_figure_gets_a_sentence(self, organiser, event, role, case, typed, sentence):
        log(event, role, 10)

        page = organiser.post(PAGE, figures(case, typed))

        assert (page.status_code, sentence in text_of(page)) == (422, True)

    @pytest.mark.parametrize("more", [{"version": "x"}, {"version": ""}, {"version": "999999"}])
    def test_meddled_version_is_refused(self, organiser, case, more):
        assert organiser.post(PAGE, figures(case, "1") | more).status_code == 422
        assert total() == 0

    def test_signature_has_to_be_meant(self, organiser, case):
        page = organiser.post(PAGE, figures(case, "80", sure=""))

        assert (page.status_code, total()) == (422, 0)
        assert "a signature should be meant" in text_of(page)

    def test_two_who_sign_different_figures_see_each_other_and_may_sign_again(
        self, organiser, event, role, case
    ):
        signed(event, role, 7)

        page = organiser.post(PAGE, figures(case, "9"))

        assert page.status_code == 422
        assert "Somebody signed this report meanwhile" in text_of(page)
        assert 'name="version" value="1"' in page.content.decode()

    def test_signed_report_shows_thanks_and_the_witness_and_can_be_signed_again(self, organiser, event, role):
        report = signed(event, role)

        page, again = organiser.get(PAGE), organiser.get(PAGE + "?again=1")

        assert report.chain in page.content.decode()
        assert "Sign the report" not in text_of(page)
        assert "Sign the report" in text_of(again)

    def test_returned_report_shows_the_coordinators_words_and_the_form(self, organiser, event, role):
        signed(event, role)
        Report.objects.update(status="returned", answer="Is that all?", answered_at=NOW)

        page = text_of(organiser.get(PAGE))

        assert "Is that all?" in page
        assert "Sign the report" in page

    def test_verified_report_is_read_only(self, organiser, event, role, case):
        signed(event, role)
        Report.objects.update(status="verified", answered_at=NOW)

        page = text_of(organiser.get(PAGE))
        posted = organiser.post(PAGE, figures(case, "9", version=1))

        assert "Verified. Thank you!" in page
        assert "Sign again" not in page
        assert (posted.status_code, total()) == (422, 7)
        assert "the figures stand" in text_of(posted)

    def test_what_waits_is_said_and_blocks_where_it_must(self, organiser, event, role):
        log(event, role, 10)
        make_sheet(event, 1)
        make_sheet(event, 2)
        text = text_of(organiser.get(PAGE))
        assert "2 sheets are not typed yet." in text
        assert "Sign the report" in text

        Holdback.objects.create(event=event, device=uuid.uuid4(), raised_at=NOW)
        pile = {CELL: recounts.Pile(13, "forgotten")}
        who = Party(role.user)
        recounts.enter(event, pile, key=uuid.uuid4(), counted_at=NOW, role=role, by=who, at=NOW)

        text = text_of(organiser.get(PAGE))
        assert "A recount waits." in text
        assert "Letters of 1 phone are held back." in text
        assert "Sign the report" not in text

    def test_event_that_waits_for_approval_has_no_report_yet(self, organiser, event):
        event.status = "submitted"
        event.save()

        assert "A report comes once the marathon is approved" in text_of(organiser.get(PAGE))

    def test_final_result_without_a_report_is_said(self, organiser, event):
        event.section.participations.create(campaign=event.campaign, final_at=NOW)

        assert "The result is final, and this report was never signed." in text_of(organiser.get(PAGE))

    def test_stranger_gets_what_a_made_up_address_gets(self, client, event):
        client.force_login(make_role("organiser", event=make_event()).user)

        assert client.get(PAGE).content == client.get("/events/made-up/report/").content

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_database_at_most_ten_times(
        self, organiser, event, role, number, django_assert_max_num_queries
    ):
        for _more in range(number - 1):
            event.cases.add(make_case())
        for kind in ("authority", "person"):
            log(event, role, 3, kind=kind)

        with django_assert_max_num_queries(10):
            organiser.get(PAGE)
        signed(event, role)
        with django_assert_max_num_queries(10):
            organiser.get(PAGE)


class TestVerifying:
    PAGE = "/sections/poland/reports/library/"

    def answer(self, client, act, words="", version=1):
        return client.post(self.PAGE, {"act": act, "words": words, "version": version}, follow=True)

    def test_coordinator_verifies(self, coordinator, event, role):
        signed(event, role)

        page = text_of(coordinator.get(self.PAGE))
        done = text_of(self.answer(coordinator, "verify"))

        assert "It snowed." in page
        assert "authority 7 7 final report" in page
        assert "The report is verified, and its organisers are told." in done
        assert Report.objects.get().status == "verified"

    def test_what_looks_odd_stands_beside_the_fair_measures(self, coordinator, event, role):
        signed(event, role, 5000)

        page = text_of(coordinator.get(self.PAGE))

        assert "5,000 letters in 12 opening hours: 417 an hour." in page
        assert "Letters a writer 1,666.7 Letters an opening hour 416.7 Letters per 1,000" in page

    def test_coordinator_sends_back_with_words(self, coordinator, event, role):
        signed(event, role)

        without = self.answer(coordinator, "send_back", "")
        done = self.answer(coordinator, "send_back", "Is that all?")

        assert without.status_code == 422
        assert "Say what should be looked at again." in text_of(without)
        assert "The report is sent back with your words." in text_of(done)
        assert Report.objects.get().status == "returned"

    def test_version_that_was_not_read_is_not_answered(self, coordinator, event, role):
        signed(event, role)
        signed(event, role, 9, version=1)

        page = self.answer(coordinator, "verify")

        assert (page.status_code, Report.objects.get().status) == (422, "signed")
        assert "The organisers signed again meanwhile." in text_of(page)
        assert 'name="version" value="2"' in page.content.decode()

    def test_ledger_that_moved_is_said(self, coordinator, event, role):
        signed(event, role)
        log(event, role, 2, channel="sheet")

        assert "The count moved after the report was signed" in text_of(coordinator.get(self.PAGE))

    def test_report_that_nobody_began_shows_what_was_counted(self, coordinator, event, role):
        log(event, role, 12)

        page = text_of(coordinator.get(self.PAGE))
        posted = self.answer(coordinator, "verify", version=0)

        assert "not in yet" in page
        assert "authority 12 12 tapped on a phone" in page
        assert posted.status_code == 422
        assert "This report is not signed." in text_of(posted)

    @pytest.mark.parametrize("more", [{"act": "x"}, {"act": "verify", "version": "x"}])
    def test_meddled_form_does_nothing(self, coordinator, event, role, more):
        signed(event, role)

        answer = coordinator.post(self.PAGE, {"words": "", "version": 1} | more)

        assert (answer.status_code in (404, 422), Report.objects.get().status) == (True, "signed")

    def test_verified_report_is_opened_again_by_administrators_alone(self, administrator, event, role):
        signed(event, role)
        Report.objects.update(status="verified", answered_at=NOW)
        here = Client()
        here.force_login(make_role("coordinator", section=event.section).user)

        assert "Open it again" not in text_of(here.get(self.PAGE))
        assert "Open it again" in text_of(administrator.get(self.PAGE))
        assert self.answer(here, "send_back", "Hm?").status_code == 422
        self.answer(administrator, "send_back", "Hm?")
        assert Report.objects.get().status == "returned"

    def test_event_of_another_section_is_not_there(self, coordinator):
        make_event(slug="foreign")

        assert coordinator.get("/sections/poland/reports/foreign/").status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_database_at_most_ten_times(
        self, coordinator, event, role, number, django_assert_max_num_queries
    ):
        for _more in range(number - 1):
            event.cases.add(make_case())
        signed(event, role)

        with django_assert_max_num_queries(10):
            coordinator.get(self.PAGE)
