"""What opens the counter without signal: its shell, its worker, its manifest, its files."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders, storage
from django.test import Client
from django.utils import translation

from benchmarks import readymade
from letters import counter_words, release

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

IMPORTED = re.compile(r"""(?:import|export)\b[^;'"]*?from\s*["'](\.[^"']+)["']""")


def wanted_of(worker: str) -> dict:
    """What stands before the worker's own text."""
    found = re.match(r"const WANTED = (\{.*?\n\});", worker, flags=re.DOTALL)
    assert found
    return json.loads(found[1])


def test_shell_is_the_same_for_everybody():
    response = Client(headers={"Cookie": "device=somebody"}).get("/pl/counter/")

    page = response.content.decode()
    assert response["Cache-Control"] == "no-cache"
    assert response.cookies == {}
    assert '<html lang="pl"' in page
    assert f'data-release="{release.digest()}"' in page
    assert "csrf" not in page


def test_worker_keeps_every_file_of_the_release():
    response = Client().get("/counter-worker.js")

    wanted = wanted_of(response.content.decode())
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    assert wanted["release"] == release.digest()
    assert wanted["shells"] == ["/counter/", "/pl/counter/"]
    assert {"/static/js/counter.js", "/static/js/counter/queue.js", "/static/js/counter/page/rows.js"} <= set(
        wanted["files"]
    )


def test_every_module_that_is_imported_is_kept():
    folder = release._found("js")
    kept = {str(release._found(name)) for name in release.names()}
    seen, open_ = set(), {folder / "counter.js"}
    while open_:
        path = open_.pop()
        seen.add(str(path))
        assert str(path) in kept
        named = {(path.parent / name).resolve() for name in IMPORTED.findall(path.read_text())}
        open_ |= {other for other in named if str(other) not in seen}
    assert {path for path in kept if path.endswith(".js")} == seen


def test_release_changes_with_what_a_phone_keeps(settings, tmp_path):
    settings.DEBUG = True  # where nothing is remembered of the start
    before = release.digest()
    (tmp_path / "js" / "counter").mkdir(parents=True)
    (tmp_path / "js" / "counter" / "queue.js").write_text("// another")
    settings.STATICFILES_DIRS = [tmp_path, *settings.STATICFILES_DIRS]
    finders.get_finder.cache_clear()
    try:
        assert release.digest() != before
    finally:
        settings.STATICFILES_DIRS = settings.STATICFILES_DIRS[1:]
        finders.get_finder.cache_clear()


def test_manifest_starts_the_counter():
    manifest = Client().get("/pl/counter.webmanifest")

    told = manifest.json()
    assert manifest["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["display"], told["lang"]) == ("/pl/counter/", "standalone", "pl")
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512", "512x512"]


def test_modules_import_each_other_by_their_hashed_names(settings, tmp_path):
    readymade.static_files(tmp_path)
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "marathon.statics.Statics"}}
    storage.staticfiles_storage._setup()
    try:
        address = storage.staticfiles_storage.url("js/counter.js", force=True)
        seen, open_ = set(), {settings.STATIC_ROOT / address.removeprefix("/static/")}
        while open_:
            path = open_.pop()
            seen.add(path)
            named = {Path(path.parent / name).resolve() for name in IMPORTED.findall(path.read_text())}
            open_ |= named - seen
    finally:
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        }
        storage.staticfiles_storage._setup()
    names = {path.name for path in seen}
    assert len(names) > 20
    assert [name for name in names if not re.fullmatch(r"[-\w]+\.[0-9a-f]{12}\.js", name)] == []


@pytest.mark.parametrize(("language", "forms"), [("en", {"one", "other"}), ("pl", {"one", "few", "many"})])
def test_what_is_counted_has_every_form_of_its_language(language, forms):
    with translation.override(language):
        words = counter_words.words()

    counting = [name for name, said in words.items() if isinstance(said, dict)]
    assert {name: set(words[name]) for name in counting} == dict.fromkeys(counting, forms)
    assert all("%(n)s" in said for name in counting for said in words[name].values())


def test_every_sentence_that_the_script_says_is_there():
    script = "".join(path.read_text() for path in (release._found("js/counter/page")).glob("*.js"))
    script += release._found("js/counter.js").read_text()
    words = counter_words.words()

    said = set(re.findall(r'(?:say|many)\(\s*"(\w+)"', script))
    assert said - words.keys() == set()
