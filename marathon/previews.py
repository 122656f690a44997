"""Every mail we write, as it would be read: for developers, on their own machine alone."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from events import mails


def mail_list(request: HttpRequest) -> HttpResponse:
    """All kinds of mail, each in every language."""
    return render(
        request, "marathon/mail_list.html", {"mails": [_shown(name) for name in sorted(mails.SAMPLES)]}
    )


def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One kind of mail in every language."""
    if name not in mails.SAMPLES:
        raise Http404
    return render(request, "marathon/mail_list.html", {"mails": [_shown(name)]})


def _shown(name: str) -> dict[str, object]:
    sample = mails.SAMPLES[name]()
    return {
        "name": name,
        "texts": [
            {"language": label, "code": code, "mail": mails.written(name, sample, language=code)}
            for code, label in settings.LANGUAGES
        ],
    }
