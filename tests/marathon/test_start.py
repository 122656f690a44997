"""What the service refuses to start with, and what it says then."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import readymade

pytestmark = pytest.mark.anywhere

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "MARATHON_SECRET_KEY": "s3cret-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGH",
    "MARATHON_HOSTS": "letters.example.org",
    "MARATHON_URL": "https://letters.example.org",
}
MANAGE = ["manage.py", "check", "--deploy"]
SERVER = ["-c", "import marathon.wsgi"]


SETTINGS = {"DJANGO_SETTINGS_MODULE": "marathon.settings"}


def runner(folder):
    """Runs Python in production settings with the data of the folder."""

    def run(*arguments: str, **variables: str | None) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        given = SAFE | {"MARATHON_DATA": str(folder)} | variables
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=kept | {name: value for name, value in given.items() if value is not None},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def run(tmp_path):
    """Runs Python where nothing was set up yet."""
    return runner(tmp_path)


@pytest.fixture(scope="module")
def set_up(tmp_path_factory):
    """A folder of data with database, cache and static files, made once for all tests."""
    folder = tmp_path_factory.mktemp("set-up")
    readymade.database(folder)
    readymade.static_files(folder)
    return folder


@pytest.fixture
def run_set_up(set_up, tmp_path):
    """Runs Python where everything was set up: in a copy, so that no test meets another's accounts."""
    return runner(shutil.copytree(set_up, tmp_path / "data"))


def test_production_checks_are_silent(run):
    done = run(*MANAGE, "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.processes
def test_server_starts_when_all_is_set(run_set_up):
    done = run_set_up(*SERVER)

    assert (done.returncode, done.stderr) == (0, "")


def test_server_refuses_before_static_files_are_collected(run):
    done = run(*SERVER)

    assert done.returncode == 1
    assert "static files are not collected" in done.stderr


@pytest.mark.parametrize("door", [MANAGE, SERVER], ids=["check", "server"])
@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"MARATHON_SECRET_KEY": None}, "MARATHON_SECRET_KEY is not set"),
        ({"MARATHON_SECRET_KEY": "x" * 60}, "MARATHON_SECRET_KEY is too weak"),
        ({"MARATHON_SECRET_KEY": "short-but-mixed-1234"}, "MARATHON_SECRET_KEY is too weak"),
        ({"MARATHON_HOSTS": None}, "MARATHON_HOSTS is not set"),
        ({"MARATHON_HOSTS": "*"}, "without '*'"),
        ({"MARATHON_URL": None}, "MARATHON_URL is not set"),
        ({"MARATHON_URL": "http://letters.example.org"}, "must look like https://"),
        ({"MARATHON_URL": "https://elsewhere.example.org"}, "does not name its host"),
        ({"MARATHON_DEBUG": "yes"}, "DEBUG stays local"),
        ({"MARATHON_DEBUG": "True"}, "must be 'yes' or 'no'"),
        ({"MARATHON_MFA": "optional"}, "must be one of: required"),
        ({"CACHE_URL": "memcached://x"}, "must begin with redis://"),
        ({"MARATHON_TIME_ZONE": "Mars/Olympus"}, "must be a time zone such as Europe/Warsaw"),
        ({"EMAIL_URL": "pigeon://x"}, "EMAIL_URL must be"),
    ],
)
def test_refuses_in_a_sentence(run, door, variables, reason):
    done = run(*door, **variables)

    assert done.returncode == 1
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


GIVE = """
import django; django.setup()
from events.models import User
User.objects.{maker}("{email}", "{password}")
"""


@pytest.mark.processes
def test_refuses_without_a_table_for_the_cache(run_set_up):
    drop = "import django; django.setup(); from django.db import connection as c"
    dropped = run_set_up("-c", f"{drop}; c.cursor().execute('DROP TABLE marathon_cache')", **SETTINGS)
    assert dropped.returncode == 0, dropped.stderr

    check, server = run_set_up(*MANAGE), run_set_up(*SERVER)

    assert (check.returncode, server.returncode) == (1, 1)
    assert "run 'manage.py createcachetable'" in check.stderr
    assert "run 'manage.py createcachetable'" in server.stderr


@pytest.mark.processes
@pytest.mark.parametrize(
    ("maker", "email"),
    [("create_user", "organiser@example.org"), ("create_superuser", "ada@example.net")],
)
def test_refuses_the_demonstration_password(run_set_up, maker, email):
    words = "letters change lives"
    made = run_set_up("-c", GIVE.format(maker=maker, email=email, password=words), **SETTINGS)
    assert made.returncode == 0, made.stderr

    check, server = run_set_up(*MANAGE), run_set_up(*SERVER)

    assert (check.returncode, server.returncode) == (1, 1)
    assert "demonstration's password" in check.stderr
    assert "demonstration's password" in server.stderr
    assert "Traceback" not in check.stderr + server.stderr


@pytest.mark.processes
def test_starts_with_another_password(run_set_up):
    words = "something of my own"
    code = GIVE.format(maker="create_superuser", email="admin@example.org", password=words)
    made = run_set_up("-c", code, **SETTINGS)
    assert made.returncode == 0, made.stderr

    done = run_set_up(*SERVER)

    assert (done.returncode, done.stderr) == (0, "")


VISIT = """
import django; django.setup()
import json
from django.test import Client
client = Client(headers={"host": "letters.example.org"})
page = client.get("/accounts/login/", secure=True)
plain = client.get("/why/")
static = client.get("/static/css/tokens.css", secure=True)
away = Client(headers={"host": "evil.example"}).get("/why/", secure=True)
print(json.dumps({
    "cookies": {name: cookie.OutputString() for name, cookie in page.cookies.items()},
    "hsts": page["Strict-Transport-Security"],
    "plain": [plain.status_code, plain["Location"]],
    "tokens": [page.content.decode().count("/static/css/tokens."), static.status_code],
    "host": [away.status_code, "evil" in away.content.decode()],
    "health": client.get("/healthz").status_code,
}))
"""


@pytest.mark.processes
def test_production_keeps_to_https_and_to_its_host(run_set_up):
    done = run_set_up("-c", VISIT, **SETTINGS)
    seen = json.loads(done.stdout.splitlines()[-1])

    cookie = seen["cookies"]["__Host-csrftoken"]
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie
    assert seen["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert seen["plain"] == [301, "https://letters.example.org/why/"]
    assert seen["tokens"] == [1, 200]
    assert seen["host"] == [400, False]
    assert seen["health"] == 200
    assert "Traceback" not in done.stderr
    assert "evil" not in done.stderr
