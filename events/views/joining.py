"""How somebody with an invitation joins."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from events import invitations, joining, limits
from events.forms.joining import JoinForm
from events.models import Invitation, Role
from events.parties import party_of

KEPT_FOR = 60 * 60 * 24 * 60
# Wrong codes alone are counted: by device, and generously by address, because a venue shares one.
BY_DEVICE = ((10, 60), (60, 3600))
BY_ADDRESS = ((100, 60), (600, 3600))


# What the link says of the invitation, so that its page asks for no more than it needs.
WHOM = ("pupils", *(kind for kind in Invitation.Kind.values if kind != Invitation.Kind.VOLUNTEER))
# While somebody signs in, their own browser keeps the invitation; we keep none.
WAITING = "invitation"
WAITS_FOR = 60 * 60


@sensitive_post_parameters("code", "phone")
def join(request: HttpRequest) -> HttpResponse:
    """Takes up an invitation: the token from the fragment or a typed code, and what it asks for besides."""
    if request.method != "POST":
        return _page(request, _fresh(request))
    form = JoinForm(request.POST)
    if _guessed_too_often(request):
        return _slow_down(request, form)
    needs = joining.needs_of(request.POST.get("code", ""))
    form = JoinForm(request.POST, asks_nickname=needs.nickname)
    if not form.is_valid():
        return _page(request, form)
    try:
        return _joined(request, form)
    except joining.AccountNeeded:
        return _sign_in_first(form.cleaned_data["code"], needs.account_for)
    except joining.JoiningRefused as refused:
        if isinstance(refused, joining.InvitationUnknown):
            _count_guess(request)
        form.add_error(refused.field or "code", str(refused.sentence))
        return _page(request, form)


def _fresh(request: HttpRequest) -> JoinForm:
    user = party_of(request).user
    waiting = request.COOKIES.get(WAITING, "") if user else ""
    return JoinForm.fresh(
        code=waiting if invitations.is_token(waiting) else "",
        nickname=user.name[:40] if user else "",
        asks_nickname=request.GET.get("for") not in WHOM,
    )


def _joined(request: HttpRequest, form: JoinForm) -> HttpResponse:
    """To the work, with the cookie that makes this browser a volunteer where it has no account."""
    party = party_of(request)
    role, key = joining.join(
        form.cleaned_data["code"],
        nickname=form.cleaned_data.get("nickname", ""),
        device_key=party.device_key or None,
        new_key=form.cleaned_data["phone"],
        user=party.user,
        at=timezone.now(),
    )
    response = redirect(_place_of_work(role))
    response.delete_cookie(WAITING)
    if key is not None:
        _keep(response, settings.DEVICE_COOKIE_NAME, key, KEPT_FOR)
    return response


def _place_of_work(role: Role) -> str:
    """Where somebody with the role begins."""
    if role.section is not None:
        return reverse("section_people", args=[role.section.slug])
    assert role.event is not None  # noqa: S101 - an invitation has one of both, the types may not
    page = "count" if role.kind == Role.Kind.VOLUNTEER else "volunteers"
    return reverse(page, args=[role.event.slug])


def _sign_in_first(token: str, kind: str) -> HttpResponse:
    """To the sign-in page and back; the invitation waits in the browser meanwhile."""
    response = redirect_to_login(f"{reverse('join')}?for={kind}", reverse("account_login"))
    _keep(response, WAITING, token, WAITS_FOR)
    return response


def _keep(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    """The browser keeps the value, and no script can read it."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=not settings.DEBUG, httponly=True, samesite="Lax"
    )


def _page(request: HttpRequest, form: JoinForm, status: int = 200) -> HttpResponse:
    asked = request.GET.get("for", "")
    context = {
        "form": form,
        "whom": asked if asked in WHOM else "",
        "needs_account": asked in Invitation.Kind.values and party_of(request).user is None,
        "is_waiting": bool(form.initial.get("code")),
    }
    response = render(request, "events/join.html", context, status=status)
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
