"""What may stand in a log."""

import logging
import re

_QUERY = re.compile(r"\?[^\s\"']*")


class WithoutPersonalFacts(logging.Filter):
    """Cuts query strings and the paths of addresses that do not exist out of every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: lines are cleaned, not dropped."""
        message = record.getMessage()
        if record.name == "django.request" and getattr(record, "status_code", None) == 404:
            message = "Not Found"
        record.msg, record.args = _QUERY.sub("?…", message), ()
        return True
