"""A pack is laid down: all or nothing, and the second time nothing."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.casepack import Fault, PackRefused, export_pack, import_pack
from cases.casepack.exporting import files_of
from cases.models import Addressee, Campaign, Case, Demand, Feature, Milestone, Wording
from tests.cases.casepack import packs
from tests.makers import make_campaign, make_case, make_event

pytestmark = pytest.mark.django_db


def stored(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def test_pack_is_laid_down_from_a_zip(tmp_path):
    imported = import_pack(packs.as_zip(tmp_path / "pack.zip", packs.files()))
    assert str(imported) == "winter: campaign laid down; cases: 1 new."
    case = Case.objects.get()
    assert case.name == "Ada"
    assert [demand.key for demand in case.demands.all()] == ["release", "care"]
    assert [m.partial_date for m in case.milestones.all()] == ["2012-09-04", "2013"]
    minister, ada = case.addressees.all()
    assert minister.address == "1 Palace Road\nCapital"
    assert [wording.language for wording in minister.wordings.all()] == ["en", "ru"]
    assert ada.closed_reason == "free"
    ada.set_current_language("pl")
    assert ada.closed_note == "Jest wolna."


def test_folder_and_zip_are_the_same_pack(tmp_path):
    import_pack(packs.as_zip(tmp_path / "pack.zip", packs.files()))
    imported = import_pack(packs.as_folder(tmp_path / "pack", packs.files()))
    assert str(imported) == "winter: nothing changed; cases as the pack has them: 1."


def test_every_file_of_the_real_pack_comes_out_as_it_went_in(tmp_path):
    import_pack(packs.REAL)
    files = files_of(Campaign.objects.get(slug="write-for-rights-2013"))
    there = {str(path.relative_to(packs.REAL)) for path in packs.REAL.rglob("*") if path.is_file()}
    assert set(files) == there
    for name, content in files.items():
        assert json.loads(content) == json.loads((packs.REAL / name).read_bytes()), name


def test_export_import_export_gives_the_same_bytes(tmp_path):
    with_picture = packs.case(picture={"file": "pictures/ada.png", "credit": "Ola"})
    content = packs.files(with_picture) | {"pictures/ada.png": packs.picture(size=(1000, 500))}
    import_pack(packs.as_zip(tmp_path / "pack.zip", content))
    campaign = Campaign.objects.get()
    export_pack(campaign, tmp_path / "first.zip")
    Case.objects.all().delete()
    campaign.delete()
    import_pack(tmp_path / "first.zip")
    export_pack(Campaign.objects.get(), tmp_path / "second.zip")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_second_import_writes_nothing(tmp_path):
    path = packs.as_zip(tmp_path / "pack.zip", packs.files())
    import_pack(path)
    ids = list(Wording.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        imported = import_pack(path)
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []
    assert not imported.changed_something
    assert list(Wording.objects.values_list("pk", flat=True)) == ids


def test_cost_of_a_second_import_is_the_same_for_three_cases(tmp_path):
    def queries_of(path):
        import_pack(path)
        with CaptureQueriesContext(connection) as queries:
            import_pack(path)
        return len(queries)

    one = queries_of(packs.as_zip(tmp_path / "one.zip", packs.files()))
    three = [packs.case(slug=slug) for slug in ("ada", "bea", "cleo")]
    assert queries_of(packs.as_zip(tmp_path / "three.zip", packs.files(*three))) == one


def test_changed_texts_are_updated_and_rows_keep_their_ids(tmp_path):
    import_pack(packs.as_folder(tmp_path / "pack", packs.files()))
    ids = list(Addressee.objects.values_list("pk", flat=True))
    changed = packs.case()
    changed["headline"]["pl"] = "Nowy tytuł"
    changed["addressees"][0]["office"]["en"] = "The President"
    imported = import_pack(packs.as_folder(tmp_path / "pack", packs.files(changed)))
    assert str(imported) == "winter: campaign unchanged; cases: 1 updated."
    assert list(Addressee.objects.values_list("pk", flat=True)) == ids
    assert Addressee.objects.get(key="minister").office == "The President"
    assert Case.objects.language("pl").get().headline == "Nowy tytuł"


def test_what_vanished_from_a_case_is_removed(tmp_path):
    import_pack(packs.as_folder(tmp_path / "pack", packs.files()))
    poorer = packs.case(milestones=packs.CASE["milestones"][:1])
    poorer["demands"] = poorer["demands"][:1]
    poorer["addressees"] = poorer["addressees"][:1]
    poorer["addressees"][0]["demands"] = ["release"]
    del poorer["story"]["pl"], poorer["name"]["pl"], poorer["who"]["pl"]
    del poorer["headline"]["pl"], poorer["abuse"]["pl"]
    import_pack(packs.as_folder(tmp_path / "pack", packs.files(poorer)))
    assert [demand.key for demand in Demand.objects.all()] == ["release"]
    assert [milestone.key for milestone in Milestone.objects.all()] == ["arrested"]
    assert [addressee.key for addressee in Addressee.objects.all()] == ["minister"]
    assert list(Case.objects.get().get_available_languages()) == ["en"]


def test_order_of_the_pack_is_kept_when_a_row_comes_between(tmp_path):
    import_pack(packs.as_folder(tmp_path / "pack", packs.files()))
    between = packs.CASE["milestones"][0] | {"key": "trial", "kind": "sentenced"}
    first, last = packs.CASE["milestones"]
    import_pack(
        packs.as_folder(tmp_path / "pack", packs.files(packs.case(milestones=[first, between, last])))
    )
    assert [m.key for m in Milestone.objects.order_by("pk")] == ["arrested", "trial", "free"]


def test_case_that_left_the_campaign_stays_with_its_other_campaigns(tmp_path):
    other = make_campaign()
    import_pack(packs.as_zip(tmp_path / "two.zip", packs.files(packs.case(), packs.case(slug="bea"))))
    Feature.objects.create(campaign=other, case=Case.objects.get(slug="bea"))
    event = make_event(campaign=other, cases=[Case.objects.get(slug="bea")])
    import_pack(packs.as_zip(tmp_path / "one.zip", packs.files()))
    assert list(Case.objects.values_list("slug", flat=True)) == ["ada", "bea"]
    assert [(f.campaign_id == other.pk, f.case.slug) for f in Feature.objects.order_by("pk")] == [
        (False, "ada"),
        (True, "bea"),
    ]
    assert [case.slug for case in event.cases.all()] == ["bea"]


def test_case_of_another_campaign_is_updated(tmp_path):
    old = make_case(slug="ada", campaign=make_campaign(slug="last-year"), name="Somebody")
    imported = import_pack(packs.as_zip(tmp_path / "pack.zip", packs.files()))
    assert imported.updated == ["ada"]
    assert Case.objects.get().pk == old.pk
    assert Case.objects.get().name == "Ada"
    assert Feature.objects.filter(case=old).count() == 2


def test_dry_run_says_what_would_change_and_changes_nothing(tmp_path, media):
    with_picture = packs.case(picture={"file": "pictures/ada.png", "credit": "Ola"})
    content = packs.files(with_picture) | {"pictures/ada.png": packs.picture()}
    imported = import_pack(packs.as_zip(tmp_path / "pack.zip", content), is_dry_run=True)
    assert imported.created == ["ada"]
    assert (Case.objects.count(), Campaign.objects.count(), stored(media)) == (0, 0, [])


def test_refused_pack_leaves_no_row_and_no_file(tmp_path, media):
    good = packs.case(picture={"file": "pictures/ada.png", "credit": "Ola"})
    content = packs.files(good, packs.case(slug="bea", country="XX")) | {"pictures/ada.png": packs.picture()}
    with pytest.raises(PackRefused) as refused:
        import_pack(packs.as_zip(tmp_path / "pack.zip", content))
    assert refused.value.faults == [Fault("cases/bea.json", "country", "“XX” is the code of no country")]
    assert (Case.objects.count(), stored(media)) == (0, [])


def test_fault_of_the_database_leaves_no_row_and_no_file(tmp_path, media, transactional_db):
    # A key that somebody lays between the look and the writing: here, by a trap in the table itself.
    good = packs.case(picture={"file": "pictures/ada.png", "credit": "Ola"})
    content = packs.files(good) | {"pictures/ada.png": packs.picture()}
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX trap ON cases_addressee (country)")
    try:
        with pytest.raises(PackRefused, match="the database refused it"):
            import_pack(packs.as_zip(tmp_path / "pack.zip", content))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX trap")
    assert (Case.objects.count(), Campaign.objects.count(), stored(media)) == (0, 0, [])


def test_picture_is_kept_once_and_the_replaced_one_is_thrown_away(
    tmp_path, media, django_capture_on_commit_callbacks
):
    def take(**options):
        one = packs.case(picture={"file": "pictures/ada.png", "credit": "Ola"})
        content = packs.files(one) | {"pictures/ada.png": packs.picture(**options)}
        with django_capture_on_commit_callbacks(execute=True):
            return import_pack(packs.as_zip(tmp_path / "pack.zip", content))

    take()
    (first,) = stored(media)
    assert not take().changed_something
    assert stored(media) == [first]
    take(size=(30, 30))
    (second,) = stored(media)
    assert second != first
    assert Case.objects.get().portrait.name == f"portraits/{second}"
