"""What a paper is known by, so that it need not be laid out twice."""

import hashlib
import json
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def _release() -> str:
    """What a paper looks like, besides its words: our style sheets, our press, and WeasyPrint."""
    digest = hashlib.sha256(version("weasyprint").encode())
    styles = (*HERE.glob("*.css"), HERE / "worker.py", HERE / "fonts" / "fonts.css")
    for path in (*sorted(styles), settings.BASE_DIR / "static" / "css" / "tokens.css"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def digest_of(job: dict[str, Any]) -> str:
    """Of all that stands on the paper of a job, and of the release that lays it out."""
    said = json.dumps([_release(), job], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
