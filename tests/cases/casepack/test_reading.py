"""Archives and folders that were made to harm are refused with a sentence."""

import contextlib
import io
import os
import stat
import zipfile

import pytest

from cases.casepack import PackRefused, reading
from cases.casepack.reading import read_files
from tests.cases.casepack import packs

pytestmark = pytest.mark.anywhere


def faults_of(path) -> list[str]:
    with pytest.raises(PackRefused) as refused:
        read_files(path)
    return [str(fault) for fault in refused.value.faults]


def with_entry(tmp_path, entry: str | zipfile.ZipInfo, content: bytes = b"x", how=zipfile.ZIP_DEFLATED):
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr(entry, content)
    return path


def test_files_are_read_by_name(tmp_path):
    assert read_files(packs.as_zip(tmp_path / "p.zip", packs.files())) == packs.files()
    assert read_files(packs.as_folder(tmp_path / "p", packs.files())) == packs.files()


def test_folders_among_the_entries_are_passed_over(tmp_path):
    path = packs.as_zip(tmp_path / "p.zip", packs.files())
    with zipfile.ZipFile(path, "a") as archive:
        archive.mkdir("cases")
    assert read_files(path) == packs.files()


NO_PART = "is no part of a case pack; it holds campaign.json, cases/*.json and pictures/*"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../campaign.json", "the name leads out of the pack"),
        ("cases/../../x.json", "the name leads out of the pack"),
        ("/etc/passwd", "the name is absolute; names in a pack begin at the pack"),
        ("C:/x.json", "the name is absolute; names in a pack begin at the pack"),
        ("cases/a/b.json", NO_PART),
        ("cases/A.json", NO_PART),
        ("pictures/.htaccess", NO_PART),
        ("__MACOSX/campaign.json", NO_PART),
        ("winter/campaign.json", NO_PART),
        ("campaign.json\n", NO_PART),
        ("readme.txt", NO_PART),
    ],
)
def test_foreign_name_is_refused(tmp_path, name, sentence):
    shown = name.replace("\n", "�")
    assert faults_of(with_entry(tmp_path, name)) == [f"{shown}: {sentence}"]


def test_every_foreign_file_is_named(tmp_path):
    path = packs.as_zip(tmp_path / "p.zip", {"a.txt": b"", "campaign.json": b"{}", "b.txt": b""})
    assert faults_of(path) == [f"a.txt: {NO_PART}", f"b.txt: {NO_PART}"]


def test_link_in_a_zip_is_refused(tmp_path):
    entry = zipfile.ZipInfo("campaign.json")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = with_entry(tmp_path, entry, b"/etc/passwd")
    assert faults_of(path) == ["campaign.json: is a link or a device, not a file"]


def test_same_name_twice_is_refused(tmp_path):
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("campaign.json", "{}")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("campaign.json", "{}")
    assert faults_of(path) == ["campaign.json: is in the pack twice"]


def test_encrypted_file_is_refused(tmp_path):
    path = with_entry(tmp_path, "campaign.json")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert faults_of(path) == ["campaign.json: is encrypted"]


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression_is_refused(tmp_path, how):
    path = with_entry(tmp_path, "campaign.json", b"x" * 100, how)
    assert faults_of(path) == ["campaign.json: is compressed in a way other than deflate"]


def test_bomb_is_refused_without_unpacking_it(tmp_path):
    assert faults_of(with_entry(tmp_path, "pictures/a.png", b"0" * 500_000_000)) == [
        "pictures/a.png: is larger than 15 MB"
    ]
    assert faults_of(with_entry(tmp_path, "pictures/a.png", b"0" * 10_000_000)) == [
        "pictures/a.png: swells too much when unpacked"
    ]
    assert faults_of(with_entry(tmp_path, "campaign.json", b"0" * 10_000_000)) == [
        "campaign.json: is larger than 2 MB"
    ]


def test_size_that_the_archive_lies_about_does_not_matter(tmp_path):
    path = with_entry(tmp_path, "campaign.json", b"0" * 10_000_000)
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    assert faults_of(path) == ["campaign.json: is damaged"]


def test_too_much_in_all_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 5_000)
    content = {f"pictures/{n}.png": b"0" * 4_000 for n in range(3)}
    sentence = ": the pack unpacks to more than 100 MB"
    assert faults_of(packs.as_zip(tmp_path / "p.zip", content)) == [sentence.removeprefix(": ")]
    assert faults_of(packs.as_folder(tmp_path / "p", content)) == ["the pack is larger than 100 MB"]


def test_too_many_files_are_refused(tmp_path):
    content = {f"pictures/{n}.png": b"" for n in range(2_001)}
    assert faults_of(packs.as_zip(tmp_path / "p.zip", content)) == ["p.zip: holds more than 2,000 files"]
    assert faults_of(packs.as_folder(tmp_path / "p", content)) == ["p: holds more than 2,000 files"]


def test_directory_of_a_hundred_thousand_entries_is_not_even_listed(tmp_path):
    path = packs.as_zip(tmp_path / "p.zip", {})
    path.write_bytes(b"PK\x01\x02" * 100_000 + path.read_bytes())
    assert faults_of(path) == ["p.zip: holds more than 2,000 files"]


def test_damaged_content_is_refused(tmp_path):
    path = with_entry(tmp_path, "campaign.json", os.urandom(2_000))
    content = bytearray(path.read_bytes())
    content[500] ^= 0xFF
    path.write_bytes(content)
    assert faults_of(path) == ["campaign.json: is damaged"]


@pytest.mark.parametrize("content", [b"", b"{}", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_refused(tmp_path, content):
    path = tmp_path / "p.zip"
    path.write_bytes(content)
    assert faults_of(path) == ["p.zip: is not a ZIP file, or a damaged one"]


def test_cut_off_zip_is_refused(tmp_path):
    path = packs.as_zip(tmp_path / "p.zip", packs.files())
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        assert faults_of(path) == ["p.zip: is not a ZIP file, or a damaged one"]


def test_no_byte_that_is_changed_makes_more_than_a_sentence(tmp_path):
    path = packs.as_zip(tmp_path / "p.zip", packs.files())
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        spoiled = bytearray(whole)
        spoiled[place] ^= 0xFF
        path.write_bytes(spoiled)
        # Where the byte mattered to nobody the pack is read as ever.
        with contextlib.suppress(PackRefused):
            assert read_files(path).keys() <= packs.files().keys()


def test_what_is_not_there_is_refused(tmp_path):
    assert faults_of(tmp_path / "no.zip") == ["no.zip: there is no such file or folder"]


def test_links_and_devices_in_a_folder_are_refused(tmp_path):
    folder = packs.as_folder(tmp_path / "p", packs.files())
    (folder / "cases" / "link.json").symlink_to("/etc/passwd")
    (folder / "pictures").symlink_to("/etc")
    os.mkfifo(folder / "cases" / "pipe.json")
    assert faults_of(folder) == [
        "cases/link.json: is a link or a device, not a file",
        "cases/pipe.json: is a link or a device, not a file",
        f"pictures: {NO_PART}",
    ]


def test_archive_within_the_archive_is_refused(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("campaign.json", "{}")
    assert faults_of(with_entry(tmp_path, "pack.zip", inner.getvalue())) == [f"pack.zip: {NO_PART}"]
