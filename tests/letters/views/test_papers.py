"""Cover sheets, certificate and picture: who gets them, and what they say."""

import datetime as dt
import io
import re

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from letters import achievements, sharing
from letters.achievements import Achievement
from letters.models import Head, Parcel
from tests.makers import (
    make_case,
    make_counters,
    make_event,
    make_opening,
    make_parcel,
    make_role,
    make_section,
    make_venue,
)
from tests.paper import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
AT = "/events/library/"
EVENING = dt.datetime(2026, 12, 12, 17, tzinfo=dt.UTC)


@pytest.fixture
def event():
    section = make_section(name="Poland")
    event = make_event(slug="library", name="Noc listów", section=section, cases=[make_case()], opens=False)
    venue = make_venue(name="Anna’s flat", town="Łódź", is_closed=True)
    make_opening(event, venue=venue, starts_at=EVENING, ends_at=EVENING + dt.timedelta(hours=10))
    return event


@pytest.fixture
def letters(event):
    make_counters(event, event.cases.get(), "authority", 1463)


def text_in(answer):
    return re.sub(r"\s+", " ", text_of(answer.content)).strip()


class TestCovers:
    def test_one_and_all_that_wait_are_printed(self, organiser, event):
        make_parcel(event, 1)
        make_parcel(event, 2)
        make_parcel(event, 3, status="posted", posted_on=timezone.localdate())

        one, all_of_them = organiser.get(f"{AT}post/3/cover.pdf"), organiser.get(f"{AT}post/covers.pdf")

        assert (one["Content-Type"], one["Content-Disposition"]) == (
            "application/pdf",
            'inline; filename="library-parcel-3.pdf"',
        )
        assert "Parcel 3" in text_in(one)
        assert re.findall(r"Parcel \d", text_in(all_of_them)) == ["Parcel 1", "Parcel 2"]

    def test_what_is_not_there_is_not_found(self, organiser):
        for address in ("post/covers.pdf", "post/1/cover.pdf"):
            assert organiser.get(AT + address).status_code == 404

    def test_they_are_in_the_language_of_whoever_prints(self, event):
        make_parcel(event)
        event.cases.get().create_translation("pl", name="Sprawa", headline="", who="", abuse="", story="")
        event.campaign.create_translation("pl", name="Maraton", summary="")
        make_counters(event, event.cases.get(), "authority", 3)
        user = make_role("organiser", event=event).user
        user.language = "pl"
        user.save()
        client = Client()
        client.force_login(user)

        cover = client.get(f"{AT}post/1/cover.pdf")

        assert str(pikepdf.open(io.BytesIO(cover.content)).Root.Lang) == "pl"
        assert "Sprawa" in text_in(cover)
        assert "MARATON" in text_in(client.get(f"{AT}report/certificate.pdf")).upper()

    def test_they_are_in_the_language_of_a_section_whose_language_no_page_speaks(self, organiser, event):
        event.section.languages = ["ar"]
        event.section.save()
        make_counters(event, event.cases.get(), "authority", 3)

        for address in ("certificate.pdf", "results.pdf"):
            pdf = organiser.get(f"{AT}report/{address}")
            assert str(pikepdf.open(io.BytesIO(pdf.content)).Root.Lang) == "ar"

    def test_page_offers_them(self, organiser, event):
        make_parcel(event)

        assert f'href="{AT}post/covers.pdf"' in organiser.get(f"{AT}post/").content.decode()
        assert f'href="{AT}post/1/cover.pdf"' in organiser.get(f"{AT}post/1/").content.decode()

    def test_many_parcels_come_in_parts(self, organiser, event):
        for number in range(990, 1032):
            make_parcel(event, number)

        page = organiser.get(f"{AT}post/").content.decode()
        offered = re.findall(r'href="([^"]*covers\.pdf[^"]*)">([^<]*)<', page)
        assert offered == [
            (f"{AT}post/covers.pdf?from=990&amp;to=1029", "Print 40 cover sheets, parcels 990–1,029"),
            (f"{AT}post/covers.pdf?from=1030&amp;to=1031", "Print 2 cover sheets, parcels 1,030–1,031"),
        ]
        addresses = [address.replace("&amp;", "&") for address, _words in offered]
        found = [pikepdf.open(io.BytesIO(organiser.get(address).content)) for address in addresses]
        assert [len(pdf.pages) for pdf in found] == [40, 2]
        with found[0].open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert titles == ["Parcels 990–1001", "Parcels 1002–1013", "Parcels 1014–1025", "Parcels 1026–1029"]
        # What a colleague has posted meanwhile is not made up for by the parcels of the next file.
        event.parcels.filter(number__lt=1029).update(status=Parcel.Status.POSTED, posted_on="2026-12-14")
        assert len(pikepdf.open(io.BytesIO(organiser.get(addresses[0]).content)).pages) == 1
        assert organiser.get(f"{AT}post/covers.pdf?from=1032").status_code == 404


class TestCertificate:
    def test_has_name_town_number_day_and_thanks(self, organiser, letters):
        text = text_in(organiser.get(f"{AT}report/certificate.pdf"))

        for words in (
            "Noc listów",
            "Łódź",
            "1,463",
            "letters for human rights",
            "12 December 2026",
            "Poland",
        ):
            assert words in text
        assert "Thank you for every line." in text
        assert "Anna" not in text

    def test_comes_with_the_first_letter(self, organiser):
        answer = organiser.get(f"{AT}report/certificate.pdf", follow=True)

        assert "The certificate comes with the first one." in answer.content.decode()

    @pytest.mark.parametrize(("paper", "size"), [("a4", (842, 595)), ("letter", (792, 612))])
    def test_is_one_wide_page_of_the_sections_paper(self, organiser, event, letters, paper, size):
        event.section.paper = paper
        event.section.save()

        pages = pikepdf.open(io.BytesIO(organiser.get(f"{AT}report/certificate.pdf").content)).pages

        assert [(round(page.mediabox[2]), round(page.mediabox[3])) for page in pages] == [size]


class TestResults:
    """The page to hang up."""

    def test_tells_the_number_and_each_case_the_most_written_for_first(self, organiser, event):
        second = make_case(name="Tun Aung", country="MM")
        event.cases.add(second)
        make_counters(event, event.cases.exclude(pk=second.pk).get(), "authority", 3)
        make_counters(event, second, "person", 1460)

        answer = organiser.get(f"{AT}report/results.pdf")

        assert len(pikepdf.open(io.BytesIO(answer.content)).pages) == 1
        text = " ".join(text_in(answer).split())
        assert "1,463 letters for human rights (provisional)" in text
        assert text.index("Tun Aung") < text.index(str(event.cases.exclude(pk=second.pk).get()))

    def test_comes_with_the_first_letter(self, organiser):
        answer = organiser.get(f"{AT}report/results.pdf", follow=True)

        assert "There is a page to hang up with the first one." in answer.content.decode()

    @pytest.mark.parametrize("paper", ["a4", "letter"])
    def test_eleven_cases_fit_one_page(self, organiser, event, letters, paper):
        event.section.paper = paper
        event.section.save()
        for number in range(10):
            event.cases.add(make_case(name=f"The community of the long river, number {number}"))

        answer = organiser.get(f"{AT}report/results.pdf")

        assert len(pikepdf.open(io.BytesIO(answer.content)).pages) == 1


class TestPicture:
    def test_is_for_anyone_and_has_its_size(self, client, event, letters):
        answer = client.get(f"{AT}share.png")

        image = Image.open(io.BytesIO(answer.content))
        assert (answer["Content-Type"], image.size) == ("image/png", (1200, 630))
        assert answer["Cache-Control"] == "public, max-age=60"

    def test_is_not_sent_again_until_the_number_changes(self, client, event, letters):
        etag = client.get(f"{AT}share.png")["ETag"]

        assert client.get(f"{AT}share.png", headers={"If-None-Match": etag}).status_code == 304

        Head.objects.update(letters=1464)
        assert client.get(f"{AT}share.png", headers={"If-None-Match": etag}).status_code == 200

    @pytest.mark.parametrize("fields", [{"status": "submitted"}, {"form": "outside"}])
    def test_there_is_none_of_what_is_not_public(self, client, event, fields):
        type(event).objects.update(**fields)

        assert client.get(f"{AT}share.png").status_code == 404

    def test_says_the_towns_and_the_evening_and_never_the_closed_venue(self, event, letters):
        card = sharing.card_of(achievements.of(event))

        assert (card.number, card.name, card.where) == ("1,463", "Noc listów", "Łódź · 12 December 2026")

    def test_days_of_several_openings_are_a_span(self, event):
        make_opening(
            event,
            venue=make_venue(town="Kutno"),
            starts_at=EVENING + dt.timedelta(days=2),
            ends_at=EVENING + dt.timedelta(days=2, hours=3),
        )

        found = achievements.of(event)

        assert (found.town, found.days) == ("Łódź, Kutno", "12–14 December 2026")

    @pytest.mark.parametrize(
        "name", ["مكتبة الأمل 24", "Żółć", "ヨルム", "🕯️", "x" * 160, "ספרייה", "김철수 학교"]
    )
    def test_every_name_is_drawn(self, name):
        found = Achievement(name, ("Tunis",), 146, None, None, "Tunisia", "Write for Rights")

        assert sharing.picture(sharing.card_of(found)).startswith(b"\x89PNG")

    def test_letters_come_from_the_font_that_has_them(self):
        assert sharing._runs("Łódź تونس 24 🕯", sharing.SERIF) == [
            (sharing.SERIF, "Łódź"),
            ("NotoNaskhArabic-Bold.ttf", " تونس"),
            (sharing.SERIF, " 24 "),
        ]
        assert sharing._runs("峠 김철수", sharing.SERIF) == [
            ("NotoSerifCJKjp-Regular.otf", "峠"),
            ("NotoSerifCJKkr-Regular.otf", " 김철수"),
        ]


def test_held_letters_are_in_no_public_number(event, letters):
    from letters.ledger import Line, record
    from letters.models import Held, Holdback

    role = make_role("organiser", event=event)
    Head.objects.filter(event=event).delete()
    key = "00000000-0000-4000-8000-000000000001"
    case = event.cases.get().slug
    record(event, entries=[Line(key, case, "authority", 40)], by=role, channel="tap", at=EVENING)
    assert achievements.of(event).letters == 40

    holdback = Holdback.objects.create(event=event, device=key, raised_at=EVENING)
    Held.objects.create(entry_id=key, holdback=holdback, reason="total")
    assert achievements.of(event).letters == 0


def test_strangers_get_no_papers(client, event, letters):
    make_parcel(event)
    client.force_login(make_role("volunteer", event=event).user)

    for address in ("post/covers.pdf", "post/1/cover.pdf", "report/certificate.pdf"):
        assert client.get(AT + address).status_code == 404
    assert Parcel.objects.count() == 1
