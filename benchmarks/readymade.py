"""Databases with all their tables, and collected static files: made once, and copied for each who wants one.

The environment's ``READYMADE`` names the folder they lie in, for the processes that share them; without it
each process makes its own. What is made there is of one release, and goes with the folder.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "marathon.settings",
    "MARATHON_DEBUG": "no",
    "MARATHON_SECRET_KEY": "a-storm-needs-no-secret-but-production-does-" + "x" * 40,
    "MARATHON_HOSTS": "marathon.example",
    "MARATHON_URL": "https://marathon.example",
}


def postgres_url() -> str:
    """The PostgreSQL that may be used for throw-away databases, or nothing."""
    urls = (os.environ.get("TEST_POSTGRES_URL", ""), os.environ.get("DATABASE_URL", ""))
    return next((url for url in urls if url.startswith("postgres")), "")


def share() -> Path:
    """The folder of what is readymade, for this process and those that it begins from now on."""
    if "READYMADE" not in os.environ:
        os.environ["READYMADE"] = tempfile.mkdtemp(prefix="readymade-")
        atexit.register(_forget, Path(os.environ["READYMADE"]))
    return Path(os.environ["READYMADE"])


def database(at: Path, postgres: str = "", name: str = "") -> str:
    """The address of a new database with all tables: SQLite in ``at``, or ``name`` beside ``postgres``."""
    if postgres:
        administer(postgres, f'CREATE DATABASE "{name}" TEMPLATE "{template(postgres)}"')
        return _beside(postgres, name)
    with _folder() as folder:
        made = folder / "marathon.sqlite3"
        if not made.exists():
            _set_up(f"sqlite:///{folder / 'unfinished.sqlite3'}")
            (folder / "unfinished.sqlite3").rename(made)
        shutil.copyfile(made, at / "marathon.sqlite3")
        return f"sqlite:///{at / 'marathon.sqlite3'}"


def template(postgres: str) -> str:
    """The name of the database beside ``postgres`` that has all tables, for new ones to be copies of."""
    with _folder() as folder:
        kept = folder / f"template-{hashlib.sha256(postgres.encode()).hexdigest()[:16]}"
        name = f"readymade_{folder.name.lower().replace('-', '_')}"
        if not kept.exists():
            administer(postgres, f'CREATE DATABASE "{name}"')
            kept.write_text(f"{postgres}\n{name}")
            try:
                _set_up(_beside(postgres, name))
            except RuntimeError:
                _drop(kept)
                raise
        return name


def static_files(at: Path) -> None:
    """Production's static files lie in the folder's ``static``."""
    with _folder() as folder:
        made = folder / "static"
        if not made.exists():
            with tempfile.TemporaryDirectory(dir=folder) as unfinished:
                _manage("collectstatic", "--noinput", MARATHON_DATA=unfinished)
                (Path(unfinished) / "static").rename(made)
        shutil.copytree(made, at / "static", dirs_exist_ok=True)


def administer(postgres: str, statement: str) -> None:
    """Has PostgreSQL do what no transaction may hold."""
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def environment(**variables: str) -> dict[str, str]:
    """What a process needs of this one's environment, and the variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | variables


def python(*words: str, environment: dict[str, str], check: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs Python in the project. Raises RuntimeError with all it said where it fails and that is checked."""
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done


def _beside(postgres: str, name: str) -> str:
    return urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))


def _set_up(address: str) -> None:
    with tempfile.TemporaryDirectory() as data:
        for command in ("migrate", "createcachetable"):
            _manage(command, MARATHON_DATA=data, DATABASE_URL=address)


def _manage(*words: str, **variables: str) -> None:
    python("manage.py", *words, "--verbosity=0", environment=environment(**PRODUCTION, **variables))


@contextmanager
def _folder() -> Iterator[Path]:
    """The folder of what is readymade, to one process at a time."""
    folder = share()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _forget(folder: Path) -> None:
    for kept in folder.glob("template-*"):
        _drop(kept)
    shutil.rmtree(folder)


def _drop(kept: Path) -> None:
    postgres, name = kept.read_text().splitlines()
    administer(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')
    kept.unlink()
