"""What may stand in a log: what happened and where in the code, never to whom or with which words."""

import logging
import re
import traceback

_QUERY = re.compile(r"\?[^\s\"'?]+")
_ADDRESS = re.compile(r"[^\s@<>\"'(]+@[^\s@<>\"')]+")
# Tokens, keys and codes: a long run of letters and digits mixed.
_TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w-])")


def cleaned(text: str) -> str:
    """The text without query strings, e-mail addresses and tokens."""
    return _TOKEN.sub("…", _ADDRESS.sub("…@…", _QUERY.sub("?…", text)))


class WithoutPersonalFacts(logging.Filter):
    """Cleans every line; of a request only the method, the status and the name of the address are told."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: lines are cleaned, not dropped."""
        status = getattr(record, "status_code", None)
        if record.name.startswith("django.security"):
            # Its text and traceback quote what an attacker sent.
            message = f"Refused: {record.name.rpartition('.')[2]}"
            record.exc_info = record.exc_text = None
        elif status is not None and hasattr(record, "request"):
            message = f"{status} {_described(record.request)}"
        else:
            message = cleaned(record.getMessage())
        record.msg, record.args = message, ()
        return True


def _described(request: object) -> str:
    """The method and the name of the address, never the path."""
    match = getattr(request, "resolver_match", None)
    name = getattr(match, "view_name", None) or "(no such address)"
    return f"{getattr(request, 'method', '')} {name}"


class Line(logging.Formatter):
    """One line, with the way through the code where it failed, without the words of the exception.

    Those quote what somebody typed; ``tells_messages`` (development) keeps them.
    """

    def __init__(self, *, tells_messages: bool) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")
        self.tells_messages = tells_messages

    def format(self, record: logging.LogRecord) -> str:
        """The line. What another formatter made of the exception is not taken over, nor handed on."""
        record.exc_text = None
        line = super().format(record)
        record.exc_text = None
        return line

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's own name)
        """The traceback of each exception in the chain, local variables never."""
        if self.tells_messages:
            return super().formatException(ei)  # type: ignore[arg-type]
        lines: list[str] = []
        exception: BaseException | None = ei[1]  # type: ignore[index]
        while exception is not None and len(lines) < 400:
            lines += [type(exception).__qualname__, *traceback.format_tb(exception.__traceback__)]
            exception = exception.__cause__ or exception.__context__
        return "\n".join(line.rstrip() for line in lines)
