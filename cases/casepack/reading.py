"""Reads a pack's files, from a ZIP or a folder, and trusts neither."""

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from cases.casepack.faults import Fault, PackRefused

MEGABYTE = 1024 * 1024
MOST_FILES = 2_000
MOST_BYTES = 100 * MEGABYTE
MOST_BYTES_JSON = 2 * MEGABYTE
MOST_BYTES_PICTURE = 15 * MEGABYTE
# JSON packs to a fifteenth at best; what swells more than this was made to.
MOST_SWELLING = 200

NAME = re.compile(
    r"campaign\.json|cases/[a-z0-9][a-z0-9_-]{0,49}\.json|pictures/[A-Za-z0-9_-][A-Za-z0-9._-]{0,90}"
)

Files = dict[str, bytes]


def read_files(path: Path) -> Files:
    """The content of every file by its name. Raises PackRefused with all that is wrong outside."""
    try:
        if path.is_dir():
            return _read_folder(path)
        if not path.is_file():
            raise PackRefused([Fault(path.name, "", "there is no such file or folder")])
        if path.stat().st_size > MOST_BYTES:
            raise PackRefused([Fault(path.name, "", "the pack is larger than 100 MB")])
        return _read_zip(path.name, path.read_bytes())
    except OSError as error:
        raise PackRefused([Fault(path.name, "", f"cannot be read: {error.strerror or error}")]) from error


def _fault_in_name(name: str) -> str:
    """Why a file of this name is not welcome, or nothing."""
    if NAME.fullmatch(name):
        return ""
    if name.startswith(("/", "\\")) or re.match("[A-Za-z]:", name):
        return "the name is absolute; names in a pack begin at the pack"
    if ".." in re.split(r"[/\\]", name):
        return "the name leads out of the pack"
    return "is no part of a case pack; it holds campaign.json, cases/*.json and pictures/*"


def _most_bytes(name: str) -> int:
    return MOST_BYTES_JSON if name.endswith(".json") else MOST_BYTES_PICTURE


def _too_large(name: str) -> Fault:
    return Fault(_shown(name), "", f"is larger than {_most_bytes(name) // MEGABYTE} MB")


def _shown(name: str) -> str:
    """The name, safe to print: an archive may call its files anything."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)[:120]


def _read_zip(pack: str, content: bytes) -> Files:
    # Python reads the whole directory at the end at once, however many entries it claims.
    if content.count(b"PK\x01\x02") > MOST_FILES * 2:
        raise PackRefused([Fault(pack, "", f"holds more than {MOST_FILES:,} files")])
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise PackRefused([Fault(pack, "", "is not a ZIP file, or a damaged one")]) from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise PackRefused([Fault(pack, "", f"holds more than {MOST_FILES:,} files")])
        faults = list(_faults_in_entries(entries))
        if faults:
            raise PackRefused(faults)
        return _unpacked(archive, entries)


def _faults_in_entries(entries: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        kind = stat.S_IFMT(entry.external_attr >> 16)
        text = _fault_in_name(name)
        if not text and name in seen:
            text = "is in the pack twice"
        elif not text and kind not in (0, stat.S_IFREG):
            text = "is a link or a device, not a file"
        elif not text and entry.flag_bits & 0x1:
            text = "is encrypted"
        elif not text and entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            text = "is compressed in a way other than deflate"
        if text:
            yield Fault(_shown(name), "", text)
        seen.add(name)


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Files:
    """Reads no more than the limits, whatever the sizes that the archive claims."""
    files: Files = {}
    faults: list[Fault] = []
    total = 0
    for entry in entries:
        most = _most_bytes(entry.filename)
        try:
            with archive.open(entry) as file:
                content = file.read(most + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            ValueError,
            RuntimeError,
        ):
            faults.append(Fault(entry.filename, "", "is damaged"))
            continue
        total += len(content)
        if total > MOST_BYTES:
            raise PackRefused([*faults, Fault("", "", "the pack unpacks to more than 100 MB")])
        if len(content) > most:
            faults.append(_too_large(entry.filename))
        elif len(content) > MEGABYTE and len(content) > MOST_SWELLING * max(entry.compress_size, 1):
            faults.append(Fault(entry.filename, "", "swells too much when unpacked"))
        files[entry.filename] = content
    if faults:
        raise PackRefused(faults)
    return files


def _read_folder(folder: Path) -> Files:
    names: list[str] = []
    for top, folders, files in os.walk(folder, followlinks=False):
        linked = [name for name in folders if Path(top, name).is_symlink()]
        names += [Path(top, name).relative_to(folder).as_posix() for name in [*files, *linked]]
        if len(names) > MOST_FILES:
            raise PackRefused([Fault(folder.name, "", f"holds more than {MOST_FILES:,} files")])
    faults = [fault for name in sorted(names) for fault in _faults_in_path(folder, name)]
    if not faults and sum((folder / name).stat().st_size for name in names) > MOST_BYTES:
        faults.append(Fault("", "", "the pack is larger than 100 MB"))
    if faults:
        raise PackRefused(faults)
    return {name: (folder / name).read_bytes() for name in sorted(names)}


def _faults_in_path(folder: Path, name: str) -> Iterator[Fault]:
    text = _fault_in_name(name)
    status = (folder / name).lstat()
    if text:
        yield Fault(_shown(name), "", text)
    elif not stat.S_ISREG(status.st_mode):
        yield Fault(name, "", "is a link or a device, not a file")
    elif status.st_size > _most_bytes(name):
        yield _too_large(name)
