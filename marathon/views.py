"""The home page, and the pages about the product itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The number, who we write for, and the next marathon."""
    return render(request, "marathon/home.html")


def why(request: HttpRequest) -> HttpResponse:
    """Why letters work."""
    return render(request, "marathon/why.html")


def me(request: HttpRequest) -> HttpResponse:
    """Where somebody lands who signed in: what they may do, and at which events."""
    return render(request, "marathon/me.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What somebody reads whose form was too old, or not ours."""
    return render(request, "403_csrf.html", status=403)
