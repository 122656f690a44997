"""What every test of case packs gets."""

import pytest


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    """A storage of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
