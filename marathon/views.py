"""The home page, and the pages about the product itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cases.album import as_stamps
from cases.caching import public
from cases.languages import page_language
from cases.models import Case
from events import agenda
from events.models import Role
from events.parties import party_of
from events.views import joining, registering
from marathon import front

EVENTS = 3
# The real stories that the reasons are told with.
TOLD = (
    "yorm-bopha",
    "tun-aung",
    "miriam-lopez",
    "eskinder-nega",
    "dionisio-diaz-garcia",
    "intisar-sharif-abdallah",
    "jabeur-mejri",
)


@public
def home(request: HttpRequest) -> HttpResponse:
    """The number, who we write for, and the next marathon."""
    at = timezone.now()
    snapshot = front.snapshot(at)
    cases = front.featured_cases(snapshot.campaign) if snapshot else []
    countries = snapshot.by_country[: front.COUNTRIES] if snapshot else []
    context = {
        "snapshot": snapshot,
        "campaign_name": snapshot.name_of("campaign", page_language()) if snapshot else "",
        "cases": cases,
        "todays": front.todays_letter(cases, timezone.localdate(at)),
        "countries": countries,
        "most": max((row["letters"] for row in countries), default=0),
        "years": front.years(snapshot.published) if snapshot else [],
        "founding": front.founding(snapshot.published) if snapshot else {},
        "events": agenda.with_openings(agenda.to_come(at)[:EVENTS]),
        "now": at,
    }
    return render(request, "marathon/home.html", context)


@public
def why(request: HttpRequest) -> HttpResponse:
    """Why letters work."""
    told = {case.slug: case for case in as_stamps(Case.objects.public().filter(slug__in=TOLD))}
    stories = {slug.replace("-", "_"): told.get(slug) for slug in TOLD}
    return render(request, "marathon/why.html", {"stories": stories})


def me(request: HttpRequest) -> HttpResponse:
    """Where somebody lands who signed in: what they may do, and at which events."""
    roles = Role.objects.filter(pk__in=[role.pk for role in party_of(request).roles])
    told = roles.select_related("event", "section").prefetch_related("section__translations")
    context = {
        "roles": told.order_by("kind", "event__name", "id"),
        "invitation_waits": joining.WAITING in request.COOKIES,
        "registration_waits": registering.KEPT in request.session,
    }
    return render(request, "marathon/me.html", context)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What somebody reads whose form was too old, or not ours."""
    return render(request, "403_csrf.html", status=403)
