"""What stands on a page that a view answered with."""

import re

from django.http import HttpResponse


def source_of(answer: HttpResponse) -> str:
    """The page as it came."""
    return answer.content.decode()


def text_of(answer: HttpResponse) -> str:
    """The words of the page in one line, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", source_of(answer)).split())
