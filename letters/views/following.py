"""How writers ask for the news of a case, say so once more, and end it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from cases.languages import page_language
from cases.models import Case
from events import limits
from letters import following
from letters.forms.news import FollowForm

# A whole venue shares one address.
ASKED_BY_ADDRESS = (60, 60 * 60)


@sensitive_post_parameters("email")
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for an address, for the news of one case. A POST sends the mail that confirms it."""
    case = get_object_or_404(Case.objects.public().prefetch_related("translations"), slug=slug)
    form = FollowForm(request.POST if request.method == "POST" else None)
    context = {"case": case, "form": form, "is_asked": False}
    if not form.is_bound or not form.is_valid():
        return render(request, "letters/follow.html", context, status=422 if form.is_bound else 200)
    at = timezone.now()
    if limits.exceeded("follow-by-address", limits.address_of(request), *ASKED_BY_ADDRESS, at=at):
        form.add_error(None, _("Too many addresses came from here within the hour. Please try again later."))
        return render(request, "letters/follow.html", context, status=429)
    following.ask(case, email=form.cleaned_data["email"], language=page_language(), at=at)
    return render(request, "letters/follow.html", {"case": case, "is_asked": True})


# The token alone gives the right, and mail programs that end it with one click send no form of ours.
@csrf_exempt
def followed(request: HttpRequest, token: str) -> HttpResponse:
    """The mail’s link: confirms the address, or forgets it. A GET changes nothing: mailboxes look ahead."""
    follower = following.find(token)
    if request.method != "POST":
        if follower is None:
            return render(request, "letters/followed.html", {"state": "gone"}, status=410)
        state = "confirmed" if follower.confirmed_at else "asked"
        return render(request, "letters/followed.html", {"state": state, "case": follower.case})
    if request.POST.get("act") == "confirm":
        if follower is None:
            return render(request, "letters/followed.html", {"state": "gone"}, status=410)
        following.confirm(follower, at=timezone.now())
        return redirect("followed", token)
    if request.POST.get("act") == "end" or request.POST.get("List-Unsubscribe") == "One-Click":
        if follower is not None:
            following.end(follower)
        return render(request, "letters/followed.html", {"state": "ended"})
    raise Http404
