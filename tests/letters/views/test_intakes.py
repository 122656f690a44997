"""Files in and out of a section's desk."""

import csv
import io
import json
import re
import uuid
import zipfile
import zoneinfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from events.models import Event, Role
from events.parties import Party
from letters.intakes import bringing, taking
from letters.models import Entry, Intake
from tests.letters.intakes.corpus import HEADINGS, row, text, workbook
from tests.makers import (
    NOW,
    make_campaign,
    make_case,
    make_event,
    make_intake,
    make_role,
    make_section,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-4000-8000-000000000001"
TODAY = timezone.localdate(timezone=zoneinfo.ZoneInfo("Europe/Warsaw"))
GOOD = row(place="School 5", date=TODAY.isoformat())


@pytest.fixture
def campaign():
    campaign = make_campaign(slug="this-year", name="This year", starts_on=TODAY, ends_on=TODAY)
    make_case(campaign=campaign, slug="yorm-bopha", name="Yorm Bopha")
    return campaign


def upload(client, content, name="łódź.csv", **fields):
    file = SimpleUploadedFile(name, content)
    said = {"key": KEY, "campaign": "this-year", "file": file} | fields
    return client.post("/sections/poland/files/", said)


def bring(client, content):
    """The address of the file's page, once the worker has read it."""
    address = upload(client, content, key=uuid.uuid4())["Location"]
    bringing.read(Intake.objects.latest("pk").pk, at=timezone.now())
    return address


def take(address):
    intake = Intake.objects.get(pk=address.split("/")[-2])
    who = Role.objects.get(kind="coordinator", section=intake.section).user
    taking.take_file.call(intake.pk, who.pk)


class TestBringing:
    def test_file_is_kept_for_the_worker_once(self, coordinator):
        first, again = upload(coordinator, text(GOOD)), upload(coordinator, text(GOOD))

        intake = Intake.objects.get()
        assert first["Location"] == again["Location"] == f"/sections/poland/files/{intake.pk}/"
        assert (intake.name, intake.status, bytes(intake.content)) == ("łódź.csv", "reading", text(GOOD))

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"file": ""}, "This field is required."),
            ({"file": SimpleUploadedFile("a.csv", b"")}, "The file is empty."),
            ({"file": SimpleUploadedFile("a.csv", b"x" * (8 * 1024 * 1024 + 1))}, "more than 8 MB"),
            ({"campaign": "made-up"}, "made-up is not one of the available choices."),
            ({"key": "no key"}, "Enter a valid UUID."),
        ],
    )
    def test_says_what_is_missing(self, coordinator, fields, sentence):
        page = upload(coordinator, text(GOOD), **fields)

        assert (page.status_code, Intake.objects.count()) == (422, 0)
        assert sentence in text_of(page)

    def test_of_a_section_whose_result_is_final_is_refused(self, coordinator, section):
        section.participations.update(final_at=NOW)

        page = upload(coordinator, text(GOOD))

        assert page.status_code == 422
        assert "The result of this campaign is final." in text_of(page)

    def test_needs_a_campaign_that_takes_counts(self, coordinator, campaign):
        campaign.is_final = True
        campaign.save()

        assert "No campaign of this section takes counts now." in text_of(
            coordinator.get("/sections/poland/files/")
        )

    def test_empty_table_has_the_headings_of_the_section(self, coordinator, section):
        polish = coordinator.get("/sections/poland/files/blank.csv").content.decode("utf-8-sig")
        section.languages = ["de"]
        section.save()
        book = load_workbook(io.BytesIO(coordinator.get("/sections/poland/files/blank.xlsx").content))

        assert polish == "miejsce,miejscowość,kraj,sprawa,rodzaj,liczba,data,forma,uwagi\r\n"
        assert [cell.value for cell in book.active[1]][:3] == ["place", "town", "country"]
        assert coordinator.get("/sections/poland/files/blank.exe").status_code == 404


class TestFile:
    def test_shows_how_far_the_worker_is(self, coordinator):
        address = upload(coordinator, text(GOOD))["Location"]
        waits = coordinator.get(address)
        Intake.objects.update(done=3000, total=9000)

        assert "It waits for its turn." in text_of(waits)
        assert "3,000 of 9,000 rows" in text_of(coordinator.get(address))
        assert b"follows-work.js" in waits.content

    def test_shows_each_fault_and_takes_nothing(self, coordinator):
        address = bring(coordinator, text(row(quantity=-3, case="Nobody")))

        page = coordinator.get(address)
        answer = coordinator.post(address, {"act": "take"}, follow=True)

        assert "2 C (case) “Nobody” is no case we know." in text_of(page)
        assert "2 E (quantity) “-3” is below zero." in text_of(page)
        assert "This file is not ready to be taken." in text_of(answer)
        assert Entry.objects.count() == 0

    def test_shows_every_row_and_is_taken_by_the_worker(self, coordinator):
        address = bring(coordinator, workbook(GOOD, row(kind="petition", quantity=5, date=TODAY.isoformat())))

        page = coordinator.get(address)
        coordinator.post(address, {"act": "take"})
        under_way = coordinator.get(address)
        take(address)

        assert "School 5 Łódź Yorm Bopha letter to an authority" in text_of(page)
        assert re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)", page.content.decode()) == [
            ("Letters", "12"),
            ("Other actions", "5"),
            ("Places", "1"),
            ("Rows", "2"),
        ]
        assert "All 2 rows go into the ledger at one moment" in text_of(under_way)
        assert "Taken, and counted" in text_of(coordinator.get(address))
        assert sorted(Entry.objects.values_list("quantity", flat=True)) == [5, 12]

    def test_warns_of_what_may_count_twice(self, coordinator, section, campaign):
        make_event(name="School 5", section=section, campaign=campaign, cases=[])
        first = bring(coordinator, text(GOOD))
        coordinator.post(first, {"act": "take"})
        take(first)

        page = coordinator.get(bring(coordinator, text(GOOD)))

        assert "A file with exactly these rows was taken on" in text_of(page)
        assert "may count here already: School 5." in text_of(page)

    def test_is_dropped_or_taken_back(self, coordinator):
        dropped, taken = bring(coordinator, text(GOOD)), bring(coordinator, text(GOOD))
        coordinator.post(dropped, {"act": "drop"})
        coordinator.post(taken, {"act": "take"})
        take(taken)
        answer = coordinator.post(taken, {"act": "take_back"}, follow=True)

        assert "Nothing of it was counted." in text_of(coordinator.get(dropped))
        assert "All counts of this file are taken back." in text_of(answer)
        assert Event.objects.get().head.letters == 0
        files = coordinator.get("/sections/poland/files/").content.decode()
        assert re.findall(r'class="badge"[^>]*>([^<]+)', files) == ["taken back", "dropped"]

    def test_of_another_section_or_made_up_is_not_found(self, coordinator):
        other = make_intake()

        for number in (other.pk, 10**30):
            assert coordinator.get(f"/sections/poland/files/{number}/").status_code == 404
        address = upload(coordinator, text(GOOD))["Location"]
        assert coordinator.post(address, {"act": "made-up"}).status_code == 404

    def test_asks_as_much_for_one_row_as_for_many(self, coordinator, django_assert_max_num_queries):
        one = bring(coordinator, text(GOOD))
        many = bring(coordinator, text(*(row(quantity=n, date=TODAY.isoformat()) for n in range(1, 251))))

        for address in (one, many, "/sections/poland/files/"):
            with django_assert_max_num_queries(10):
                coordinator.get(address)
        assert "Page 3 of 3" in text_of(coordinator.get(f"{many}?page=9"))


class TestExport:
    @pytest.fixture
    def full(self, coordinator, section, campaign):
        """A section with counts, whose names would be formulas."""
        event = make_event(
            name="=1+1", contact="Ola, 600 100 200", section=section, campaign=campaign, cases=[]
        )
        make_role("organiser", event=event)
        make_role("volunteer", event=event, nickname="Zosia")
        make_event(name="of another section")
        bring(coordinator, text(GOOD))
        who = Party(Role.objects.get(kind="coordinator").user)
        taking.take(Intake.objects.get(), by=who, at=timezone.now())
        return coordinator

    def test_as_csv_has_a_table_for_each_thing_and_no_formula(self, full):
        answer = full.get("/sections/poland/export.csv")

        archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        tables = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }
        assert answer["Content-Disposition"] == f'attachment; filename="poland-{TODAY}.csv.zip"'
        assert [(one["name"], one["contact"]) for one in tables["events.csv"]] == [
            ("'=1+1", "Ola, 600 100 200"),
            ("School 5", ""),
        ]
        assert [
            (one["campaign"], one["case"], one["case_country"], one["kind"], one["quantity"])
            for one in tables["matrix.csv"]
        ] == [("this-year", "yorm-bopha", "KH", "authority", "12")]
        assert [one["quantity"] for one in tables["ledger.csv"]] == ["12"]

    def test_as_xlsx_opens_without_a_formula(self, full):
        content = b"".join(full.get("/sections/poland/export.xlsx").streaming_content)

        book = load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert book["events"]["C2"].value == "'=1+1"
        assert book["figures"]["J2"].value == 12

    def test_as_json_says_the_same(self, full):
        facts = json.loads(b"".join(full.get("/sections/poland/export.json").streaming_content))

        assert [one["name"] for one in facts["events"]] == ["=1+1", "School 5"]
        assert [(one["name"], one["quantity"]) for one in facts["figures"]] == [("School 5", 12)]
        assert facts["section"][0]["languages"] == ["pl"]

    @pytest.mark.parametrize("extension", ["csv", "xlsx", "json"])
    def test_names_no_volunteer_and_no_address(self, full, extension):
        content = b"".join(full.get(f"/sections/poland/export.{extension}").streaming_content)
        if content.startswith(b"PK"):
            archive = zipfile.ZipFile(io.BytesIO(content))
            content = b"".join(archive.read(name) for name in archive.namelist())

        assert b"School 5" in content
        assert b"of another section" not in content
        assert b"Zosia" not in content
        assert b"@example.org" not in content

    def test_in_another_format_is_not_found(self, coordinator):
        assert coordinator.get("/sections/poland/export.exe").status_code == 404

    def test_asks_one_query_a_table(self, full, section, campaign, django_assert_max_num_queries):
        for _ in range(3):
            make_event(section=section, campaign=campaign, cases=[])

        with django_assert_max_num_queries(40):
            b"".join(full.get("/sections/poland/export.json").streaming_content)

    def test_of_another_section_is_not_found(self, coordinator):
        assert coordinator.get(f"/sections/{make_section().slug}/export.csv").status_code == 404


def test_columns_on_the_page_are_those_of_the_corpus(coordinator):
    page = coordinator.get("/sections/poland/files/").content.decode()

    assert set(HEADINGS) <= set(re.findall(r'<code lang="en">([^<]+)', page))
