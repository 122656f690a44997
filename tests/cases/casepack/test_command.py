"""``manage.py casepack`` answers in sentences."""

import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case
from tests.cases.casepack import packs
from tests.makers import make_campaign, make_case

pytestmark = pytest.mark.django_db


def said(*args: str) -> str:
    out = StringIO()
    call_command("casepack", *args, stdout=out)
    return out.getvalue()


def test_import_and_export_say_what_they_did(tmp_path):
    path = packs.as_zip(tmp_path / "p.zip", packs.files())
    assert said("import", str(path)) == "winter: campaign laid down; cases: 1 new.\n"
    assert said("import", str(path)) == "winter: nothing changed; cases as the pack has them: 1.\n"
    out = tmp_path / "out.zip"
    assert said("export", "winter", "--out", str(out)) == f"{out}: winter, cases: 1.\n"
    assert zipfile.ZipFile(out).namelist() == ["campaign.json", "cases/ada.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.zip", "p.zip"]


def test_dry_run_keeps_nothing(tmp_path):
    path = packs.as_zip(tmp_path / "p.zip", packs.files())
    expected = "Dry run, nothing is kept. winter: campaign laid down; cases: 1 new.\n"
    assert said("import", str(path), "--dry-run") == expected
    assert Case.objects.count() == 0


def test_faults_are_listed(tmp_path):
    path = packs.as_zip(tmp_path / "p.zip", packs.files(packs.case(country="XX", initials="")))
    with pytest.raises(CommandError) as caught:
        said("import", str(path))
    assert caught.value.returncode == 1
    assert str(caught.value) == (
        "The pack was not taken, and nothing was changed:\n"
        "cases/ada.json: initials: “” is not one line of text"
    )


def test_campaign_that_nobody_could_import_is_not_written(tmp_path):
    make_case(campaign=make_campaign(slug="winter"), slug="Ada", country="ZZ")
    with pytest.raises(CommandError) as caught:
        said("export", "winter", "--out", str(tmp_path / "x.zip"))
    assert str(caught.value) == (
        "The pack was not written, because nobody could import it:\n"
        "campaign.json: features[0]: “Ada” is not a name of small letters, digits and hyphens\n"
        "cases/Ada.json: slug: “Ada” is not a name of small letters, digits and hyphens"
    )
    assert list(tmp_path.iterdir()) == []


def test_thousand_faults_are_cut(tmp_path):
    path = packs.as_zip(tmp_path / "p.zip", {f"{n}.txt": b"" for n in range(1_000)})
    with pytest.raises(CommandError) as caught:
        said("import", str(path))
    assert str(caught.value).splitlines()[-1] == "… and 800 more"


def test_unknown_campaign_is_named_beside_the_known_ones(tmp_path):
    make_campaign(slug="winter")
    with pytest.raises(CommandError, match=r"There is no campaign “summer”. There are: winter."):
        said("export", "summer", "--out", str(tmp_path / "x.zip"))


def test_place_that_cannot_be_written_is_a_sentence(tmp_path):
    make_campaign(slug="winter")
    with pytest.raises(CommandError, match=r"cannot be written: No such file or directory."):
        said("export", "winter", "--out", str(tmp_path / "nowhere" / "x.zip"))


def test_picture_that_is_gone_is_a_sentence_and_no_file_appears(tmp_path):
    make_case(campaign=make_campaign(slug="winter"), slug="ada", portrait="portraits/gone.webp")
    with pytest.raises(CommandError, match=r"cases/ada.json: picture: portraits/gone.webp is gone"):
        said("export", "winter", "--out", str(tmp_path / "x.zip"))
    assert list(tmp_path.glob("*x.zip*")) == []
