"""Which SQLite the product runs on, and how it is kept durable."""

import importlib
import sys

# Before 3.51.3 two connections could corrupt a database in WAL mode.
FIRST_SAFE_WAL = (3, 51, 3)


def use_newest_sqlite() -> None:
    """Let Django see the SQLite that pysqlite3 bundles, where it is newer than Python's own.

    Has to run before Django's backend is imported, hence from ``marathon/__init__.py``.
    """
    try:
        bundled = importlib.import_module("pysqlite3")
    except ImportError:  # no wheel for this machine: Python's own, with the journal that is safe on it
        return
    import sqlite3

    if bundled.sqlite_version_info > sqlite3.sqlite_version_info:
        sys.modules["sqlite3"] = bundled
        sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")


def journal_mode() -> str:
    """The journal to use: ``WAL`` from the first safe version on, else ``TRUNCATE``."""
    import sqlite3

    return "WAL" if sqlite3.sqlite_version_info >= FIRST_SAFE_WAL else "TRUNCATE"
