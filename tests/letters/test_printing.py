"""A pack on its way: laid out once, left, found again, cancelled."""

import datetime as dt
import uuid

import pytest
from django.core.management import CommandError, call_command
from django_tasks import default_task_backend

from letters import pack, press, printing
from letters.models import LaidOut, Printing
from letters.press.binding import pages_of
from tests.makers import NOW, make_addressee, make_case, make_event, make_section, make_wording
from tests.paper import text_of

pytestmark = pytest.mark.django_db

ORDER = pack.Order(letters=2, cards=1, signs=1, posters=1, sheets=0, badges=0, labels=0, covers=0)


@pytest.fixture
def wording():
    return make_wording(make_addressee(make_case(name="Yorm Bopha")))


@pytest.fixture
def event(wording):
    section = make_section(languages=["en"])
    return make_event(slug="night", name="The night", cases=[wording.addressee.case], section=section)


def ordered(event, order=ORDER) -> Printing:
    return printing.order(event, order, key=uuid.uuid4(), at=NOW)


def pack_of(event) -> pack.Pack:
    return pack.pack_of(event, ORDER, day=NOW.date())


def test_same_key_orders_once(event):
    key = uuid.uuid4()

    first, again = (printing.order(event, ORDER, key=key, at=NOW) for _time in range(2))

    assert first.pk == again.pk
    assert Printing.objects.count() == 1
    assert printing.order_of(first) == ORDER
    assert default_task_backend is not None


def test_worker_lays_out_every_piece_and_then_it_is_ready(event):
    one = ordered(event)

    printing.make(one.pk, at=NOW)

    one.refresh_from_db()
    assert (one.status, one.done, one.total, one.settled_at) == ("ready", 4, 4, NOW)
    assert LaidOut.objects.count() == 4
    assert printing.lacks(pack_of(event)) == 0
    pdf = printing.printed(pack_of(event), at=NOW)
    assert pages_of(pdf) == 5


def test_what_is_ready_is_not_laid_out_again(event, monkeypatch):
    printing.make(ordered(event).pk, at=NOW)
    rows = dict(LaidOut.objects.values_list("digest", "pdf"))

    printing.printed(pack_of(event), at=NOW + dt.timedelta(days=1))

    assert {digest: bytes(pdf) for digest, pdf in LaidOut.objects.values_list("digest", "pdf")} == {
        digest: bytes(pdf) for digest, pdf in rows.items()
    }
    assert set(LaidOut.objects.values_list("used_on", flat=True)) == {NOW.date() + dt.timedelta(days=1)}


def test_one_changed_wording_is_one_paper_laid_out_again(event, wording):
    printing.make(ordered(event).pk, at=NOW)

    wording.body = wording.body.replace("I write to you", "I am writing to you")
    wording.save()

    assert printing.lacks(pack_of(event)) == 1
    assert "I am writing to you" in text_of(printing.printed(pack_of(event), at=NOW))


def test_cancelled_pack_is_left_as_it_is(event):
    one = ordered(event)
    printing.cancel(one, at=NOW)

    printing.make(one.pk, at=NOW)

    one.refresh_from_db()
    assert (one.status, one.settled_at, LaidOut.objects.count()) == ("cancelled", NOW, 0)
    printing.cancel(one, at=NOW + dt.timedelta(hours=1))
    one.refresh_from_db()
    assert one.settled_at == NOW


def test_new_order_takes_the_place_of_one_under_way(event):
    first = ordered(event)
    second = ordered(event)

    first.refresh_from_db()
    assert (first.status, second.status) == ("cancelled", "waiting")


def test_paper_that_cannot_be_printed_fails_with_its_name(event, wording):
    wording.body += "\n\nA long line that never ends. " * 400
    wording.save()
    one = ordered(event)

    printing.make(one.pk, at=NOW)

    one.refresh_from_db()
    assert (one.status, one.words) == ("failed", "Yorm Bopha – authority: The letter has to fit on one page.")


def test_order_of_an_older_release_leaves_out_what_is_unknown(event):
    one = ordered(event)
    one.order = {"letters": 7, "confetti": 3}

    assert printing.order_of(one) == pack.Order(letters=7)


def test_paper_is_known_by_all_that_stands_on_it(event):
    first, *others = (press.digest_of(piece.job) for piece in pack_of(event).pieces)

    assert len({first, *others}) == 4
    assert first == press.digest_of(pack_of(event).pieces[0].job)
    assert first != press.digest_of({**pack_of(event).pieces[0].job, "most": 2})


def test_command_writes_the_suggested_pack(event, tmp_path, capsys):
    call_command("pack", "night", out=tmp_path / "pack.pdf", letters=3)

    pdf = (tmp_path / "pack.pdf").read_bytes()
    assert pages_of(pdf) == 4 + 1 + 4 + 3 + 1 + 1
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'pack.pdf'}: 14 pages, ")


@pytest.mark.parametrize(
    ("slug", "out", "said"),
    [
        ("nowhere", "pack.pdf", "There is no event “nowhere”."),
        ("night", "no/such/folder/pack.pdf", "cannot be written: No such file or directory."),
    ],
)
def test_command_says_what_is_wrong(event, tmp_path, slug, out, said):
    with pytest.raises(CommandError, match=said):
        call_command("pack", slug, out=tmp_path / out, letters=1)


def test_command_tells_what_is_missing_in_it(event, wording, tmp_path, capsys):
    wording.addressee.salutation = ""
    wording.addressee.save()

    call_command("pack", "night", out=tmp_path / "pack.pdf", letters=3)

    assert capsys.readouterr().err == (
        "Not in it: Yorm Bopha – authority. "
        "This letter cannot be printed yet: the salutation is missing in it.\n"
    )
    assert press.pages_of((tmp_path / "pack.pdf").read_bytes()) == 11
