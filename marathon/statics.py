"""How style, script and pictures are kept for production."""

import re

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Comments that have lines of their own. What stands behind code, in a string say, is left alone.
_COMMENTS = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)


def without_comments(script: str) -> str:
    """The script without the comments that have lines of their own: phones need not carry them."""
    return _COMMENTS.sub("", script)


class Statics(CompressedManifestStaticFilesStorage):
    """Files are named by what they hold, also where modules import each other, and kept for ever."""

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File) -> str:
        """Keep a file; our own script without its comments. Licences and what is not ours stay whole."""
        if name.startswith("js/") and name.endswith(".js") and not name.startswith("js/vendor/"):
            script = b"".join(content.chunks()).decode()
            content = ContentFile(without_comments(script).encode())
        saved: str = super()._save(name, content)
        return saved
