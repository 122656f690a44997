"""What the hosting page says of settings is what the settings read."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.anywhere

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_listed_and_every_listed_one_is_read():
    page = (ROOT / "docs" / "hosting.md").read_text()
    listed = re.findall(r"^\| `([A-Z_]+)` \|", page, flags=re.MULTILINE)
    code = "".join(path.read_text() for path in (ROOT / "marathon").rglob("*.py"))
    read = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", code))

    assert sorted(listed) == sorted(read)
    assert 'os.environ["' not in code
