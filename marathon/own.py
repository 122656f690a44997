"""What is kept, for how long, and what everybody may do about what is kept of them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.caching import public
from events.parties import Party, party_of
from events.refused import Refused
from marathon import erasure, own_data, retention


class EraseForm(forms.Form):
    """One deliberate tick before everything is gone."""

    is_sure = forms.BooleanField(
        label=gettext_lazy("Yes, erase everything that is kept of me. It cannot be brought back."),
        error_messages={"required": gettext_lazy("Please tick the box: it cannot be brought back.")},
    )


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept and for how long, from the table by which it is forgotten."""
    return render(request, "marathon/privacy.html", {"table": retention.TABLE})


def my_data(request: HttpRequest) -> HttpResponse:
    """What is kept of whoever reads it. A POST erases it."""
    party = party_of(request)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, party, form, 422 if form.errors else 200)
    try:
        erasure.erase(party, at=timezone.now())
    except Refused as refused:
        refused.stand_in(form)
        return _page(request, party, form, 422)
    logout(request)
    messages.success(request, _("It is erased. Thank you for every letter."))
    response = redirect("account_login")
    response.delete_cookie(settings.DEVICE_COOKIE_NAME, path="/", samesite="Lax")
    return response


def my_data_file(request: HttpRequest) -> HttpResponse:
    """The same as a file, to take along."""
    facts = own_data.of(party_of(request), at=timezone.now())
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="letter-marathon-my-data.json"'
    return response


def _page(request: HttpRequest, party: Party, form: EraseForm, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "user_shown": party.user,
        "roles": own_data.roles_of(party),
        "alone": erasure.events_left_alone(party.user) if party.user else [],
        "form": form,
    }
    return render(request, "marathon/my_data.html", context, status=status)
