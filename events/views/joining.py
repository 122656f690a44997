"""How a volunteer joins."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from events import joining, limits
from events.forms.joining import JoinForm
from events.parties import party_of

KEPT_FOR = 60 * 60 * 24 * 60
# Wrong codes alone are counted: by device, and generously by address, because a venue shares one.
BY_DEVICE = ((10, 60), (60, 3600))
BY_ADDRESS = ((100, 60), (600, 3600))


@sensitive_post_parameters("code", "phone")
def join(request: HttpRequest) -> HttpResponse:
    """Takes up an invitation: the token from the fragment or a typed code, and a nickname."""
    if request.method != "POST":
        user = party_of(request).user
        return _page(request, JoinForm.fresh(user.name[:40] if user else ""))
    form = JoinForm(request.POST)
    if _guessed_too_often(request):
        return _slow_down(request, form)
    if not form.is_valid():
        return _page(request, form)
    try:
        return _joined(request, form)
    except joining.JoiningRefused as refused:
        if isinstance(refused, joining.InvitationUnknown):
            _count_guess(request)
        form.add_error("code", str(refused.sentence))
        return _page(request, form)


def _joined(request: HttpRequest, form: JoinForm) -> HttpResponse:
    """To the event's counter, with the cookie that makes this browser a volunteer."""
    party = party_of(request)
    role, key = joining.join(
        form.cleaned_data["code"],
        nickname=form.cleaned_data["nickname"],
        device_key=party.device_key or None,
        new_key=form.cleaned_data["phone"],
        user=party.user,
        at=timezone.now(),
    )
    assert role.event is not None  # noqa: S101 - an invitation has one, the type of a role may not
    response = redirect("count", slug=role.event.slug)
    if key is not None:
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            key,
            max_age=KEPT_FOR,
            path="/",
            secure=not settings.DEBUG,
            httponly=True,
            samesite="Lax",
        )
    return response


def _page(request: HttpRequest, form: JoinForm, status: int = 200) -> HttpResponse:
    response = render(request, "events/join.html", {"form": form}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _slow_down(request: HttpRequest, form: JoinForm) -> HttpResponse:
    """429, with what was typed kept."""
    form.add_error(None, _("That was too often in a short time. Please wait a minute, then try again."))
    response = _page(request, form, status=429)
    response["Retry-After"] = "60"
    return response


def _tries(request: HttpRequest) -> list[tuple[str, str, int, int]]:
    """What is counted for this request: name, key, how many, in how many seconds."""
    device = party_of(request).device_key
    by_device = [("join-device", device, *span) for span in BY_DEVICE] if device else []
    return [*by_device, *(("join-address", limits.address_of(request), *span) for span in BY_ADDRESS)]


def _guessed_too_often(request: HttpRequest) -> bool:
    return any(limits.is_reached(*tries) for tries in _tries(request))


def _count_guess(request: HttpRequest) -> None:
    for tries in _tries(request):
        limits.exceeded(*tries)
