"""What the child process refuses to fetch, to read and to do."""

import http.server
import io
import subprocess
import sys
import threading

import pikepdf
import pytest
from django.conf import settings

from letters.press import worker
from letters.press.pool import HERE, Pool
from tests.paper import text_of

pytestmark = pytest.mark.anywhere


def test_press_fetches_nothing_from_outside():
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        away = f"http://127.0.0.1:{server.server_port}"
        html = (
            f"<html lang=en><title>x</title><link rel=stylesheet href='{away}/a.css'><base href='{away}/'>"
            f"<style>@import url({away}/b.css); body{{background:url({away}/c.png)}}"
            f"@font-face{{font-family:x;src:url({away}/d.ttf)}}</style><img src='{away}/e.png' alt=e>"
            "<img src='file:///etc/passwd' alt=f><object data='file:///etc/passwd'></object>"
            f"<link rel=attachment href='file:///etc/passwd'><link rel=attachment href='{away}/g'>"
            "<img src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>' alt=h><p>Still here."
        )
        pool = Pool(1)
        answer, pdf = pool.make({"html": html})
        pool.close()
        server.shutdown()

    assert asked == []
    assert answer["status"] == "made"
    assert "Still here." in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.attachments) == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x.png",
        "https://example.org/x.ttf",
        "data:text/css,*{}",
        "ftp://example.org/x.css",
        "file:///etc/passwd",
        "file://host/x.css",
        "file://{fonts}/../pool.py",
        "file://{fonts}/../../../pyproject.css",
        "file://{fonts}/%2e%2e/letter.css",
        "file://{fonts}/README.md",
        "file://{fonts}/fonts.css?x",
        "file://{link}",
    ],
)
def test_address_that_is_not_ours_is_refused(url, tmp_path):
    link = tmp_path / "link.css"
    link.symlink_to("/etc/passwd")
    fonts = HERE / "fonts"

    with pytest.raises(worker.Refused):
        worker.allowed_path(
            url.replace("{fonts}", str(fonts)).replace("{link}", str(link)), [fonts, tmp_path]
        )


@pytest.mark.parametrize("url", ["data:text/css,x", "file:///etc/hostname", "http://127.0.0.1:9/x.css"])
def test_fetcher_asks_the_list_before_anything_else(url):
    with pytest.raises(worker.Refused):
        worker.make_fetcher([HERE / "fonts"], {}).fetch(url)


def test_address_of_a_bundled_font_is_allowed():
    path = HERE / "fonts" / "fonts.css"

    assert worker.allowed_path(path.as_uri(), [HERE / "fonts", settings.BASE_DIR / "static"]) == path


def test_child_imports_later_what_was_never_compiled(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "late.py").write_text("")
    program = (
        f"import os, sys, importlib.util as u, pathlib as p; home=p.Path({str(tmp_path)!r})\n"
        f"s=u.spec_from_file_location('w', {str(HERE / 'worker.py')!r}); w=u.module_from_spec(s)\n"
        "s.loader.exec_module(w); sys.path.append(str(home / 'lib'))\n"
        "places = [p.Path(sys.prefix).resolve(), p.Path(sys.base_prefix).resolve() / 'lib', home / 'lib']\n"
        "(home / 'own').mkdir()\nw.guard(places, home / 'own')\n"
        "import late\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "act",
    [
        "open('/etc/passwd')",
        "open('/etc/../etc/hostname')",
        "open(home + '/../new', 'w')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['true'])",
        "os.system('true')",
        "os.fork()",
    ],
)
def test_child_may_not(act, tmp_path):
    program = (
        f"import os, sys, importlib.util as u, pathlib as p; home={str(tmp_path)!r}\n"
        f"s=u.spec_from_file_location('w', {str(HERE / 'worker.py')!r}); w=u.module_from_spec(s)\n"
        "s.loader.exec_module(w)\n"
        "w.guard([p.Path(sys.prefix).resolve(), p.Path(sys.base_prefix).resolve() / 'lib'], p.Path(home))\n"
        "open(home + '/mine', 'w').close()\n"
        f"try:\n    {act}\nexcept w.Refused:\n    sys.exit(42)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True)

    assert done.returncode == 42, done.stderr
