"""The demonstration: quick, honest, and never over what people changed."""

import datetime as dt
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings

from cases.models import Campaign, Case, PublishedTotal
from events.models import Event, Invitation, Opening, Role, Section, Shift, User
from events.parties import Party, hash_of
from letters.models import Entry, PostOffice
from marathon import demonstration

pytestmark = pytest.mark.django_db

# Half past midnight in Warsaw: there the new day has begun, in UTC not yet.
AT = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def under_debug(settings):
    settings.DEBUG = True


def event() -> Event:
    return Event.objects.get(slug="warszawa-rehearsal")


@pytest.fixture(scope="class")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for those who only look at it."""
    with django_db_blocker.unblock(), override_settings(DEBUG=True), transaction.atomic():
        demonstration.load(at=AT)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("loaded")
class TestWhatIsThere:
    def test_two_campaigns_with_the_same_cases_are_there(self):
        past, rehearsal = (Campaign.objects.get(slug=slug) for slug in ("write-for-rights-2013", "rehearsal"))
        assert Case.objects.count() == 15
        featured = [case.slug for case in Case.objects.featured_in(past)]
        assert len(featured) == 11
        assert [case.slug for case in Case.objects.featured_in(rehearsal)] == featured
        assert rehearsal.features.filter(shown_as="remembered").count() == 4
        assert Campaign.objects.current_on(AT.date()) == rehearsal
        assert rehearsal.ends_on - AT.date() >= dt.timedelta(days=14)
        assert sorted(rehearsal.get_available_languages()) == ["en", "pl"]
        assert PublishedTotal.objects.filter(campaign=past, year=2013, scope="PL", count=214472).exists()

    def test_every_letter_is_historical(self):
        assert set(Case.objects.values_list("is_historical", flat=True)) == {True}

    @pytest.mark.parametrize(
        "later", [dt.timedelta(0), dt.timedelta(hours=1), dt.timedelta(days=13, hours=23)]
    )
    def test_event_is_open_for_fourteen_days(self, later):
        assert event().takes_entries_at(AT + later)
        assert Opening.objects.filter(starts_at__lte=AT + later, ends_at__gt=AT + later).exists()

    def test_event_counts_three_kinds_of_letters_for_eleven_cases_and_nothing_yet(self):
        assert event().kinds == ["authority", "person", "copy"]
        assert event().cases.count() == 11
        assert event().teams.count() == 2
        assert Entry.objects.count() == 0

    def test_sections_have_their_paper(self):
        assert list(Section.objects.values_list("slug", "paper")) == [("canada", "letter"), ("poland", "a4")]

    def test_accounts_have_their_roles_and_verified_addresses(self):
        people = {user.email.partition("@")[0]: user for user in User.objects.all()}
        assert sorted(people) == ["admin", "coordinator", "organiser", "volunteer"]
        assert all(user.check_password("letters change lives") for user in people.values())
        assert EmailAddress.objects.filter(verified=True, primary=True).count() == 4
        may_run = {
            name: Event.objects.run_by(Party(user)).filter(pk=event().pk).exists()
            for name, user in people.items()
        }
        assert may_run == {"admin": True, "coordinator": True, "organiser": True, "volunteer": False}
        assert Event.objects.counted_by(Party(people["volunteer"])).get() == event()
        assert people["admin"].is_administrator


def test_token_is_the_same_each_time_and_only_its_hash_is_kept():
    token = demonstration.load(at=AT)
    assert demonstration.load(at=AT) == token
    assert len(token) == 26
    assert set(token) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert Invitation.objects.get().token_hash == hash_of(token)


def test_token_follows_from_the_secret(settings):
    first = demonstration.token_of(1)
    settings.SECRET_KEY = "another secret"
    assert demonstration.token_of(1) != first


def test_revoked_invitation_stays_revoked_and_another_is_made():
    first = demonstration.load(at=AT)
    Invitation.objects.update(revoked_at=AT)
    second = demonstration.load(at=AT)
    assert second != first
    assert Invitation.objects.usable_at(AT).get().token_hash == hash_of(second)


def test_second_load_writes_nothing():
    demonstration.load(at=AT)
    with CaptureQueriesContext(connection) as queries:
        demonstration.load(at=AT + dt.timedelta(days=3))
    assert [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_what_people_changed_stays():
    demonstration.load(at=AT)
    Event.objects.update(name="Our evening", goal=7)
    Case.objects.get(slug="yorm-bopha").translations.filter(language_code="en").update(headline="Mine")
    User.objects.get(email="organiser@example.org").roles.update(revoked_at=AT)
    demonstration.load(at=AT)
    assert (event().name, event().goal) == ("Our evening", 7)
    assert Case.objects.get(slug="yorm-bopha").headline == "Mine"
    roles = Role.objects.filter(user__email="organiser@example.org")
    assert set(roles.values_list("revoked_at", flat=True)) == {AT}


def test_rehearsal_that_is_over_is_opened_again():
    demonstration.load(at=AT)
    later = AT + dt.timedelta(days=40)
    demonstration.load(at=later)
    rehearsal = Campaign.objects.get(slug="rehearsal")
    assert rehearsal.is_running_on(later.date())
    assert rehearsal.starts_on == AT.date()
    assert event().openings.count() == 2
    assert event().openings.filter(starts_at__lte=later, ends_at__gt=later).exists()


def test_command_says_address_accounts_and_join_link(settings):
    settings.BASE_URL = "http://127.0.0.1:8101"
    out = StringIO()
    call_command("demo", stdout=out)
    token = demonstration.token_of(1)
    assert out.getvalue().splitlines() == [
        "Letter Marathon is at http://127.0.0.1:8101/",
        "Sign in at http://127.0.0.1:8101/accounts/login/ (password “letters change lives”):",
        "  coordinator@example.org   coordinates the section Poland",
        "  organiser@example.org     runs the event “The rehearsal library”",
        "  volunteer@example.org     has joined it",
        "  admin@example.org         administers everything",
        f"Join as a volunteer: http://127.0.0.1:8101/join/#{token}",
    ]


def test_production_refuses_it(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="say --yes"):
        call_command("demo")
    assert Campaign.objects.count() == 0


def test_production_that_means_it_gets_accounts_without_a_password(settings):
    settings.DEBUG = False
    call_command("demo", "--yes", stdout=StringIO())
    assert [user.has_usable_password() for user in User.objects.all()] == [False] * 4


def test_rates_are_marked_as_examples_and_stay_as_changed():
    demonstration.load(at=AT)
    office = PostOffice.objects.get(section__slug="poland")
    assert (office.currency, office.source) == ("PLN", "example, not verified")
    assert set(office.section.rates.values_list("country", flat=True)) == {"", "PL"}

    office.section.rates.all().delete()
    demonstration.load(at=AT)
    assert office.section.rates.count() == 0


def test_something_waits_for_volunteers_and_something_for_the_coordinator():
    demonstration.load(at=AT)
    demonstration.load(at=AT)

    assert [(one.task, one.places) for one in Shift.objects.order_by("starts_at", "task")] == [
        ("The table", 2),
        ("Tea and cake", 1),
        ("The table", 2),
    ]
    assert [one.slug for one in Event.objects.filter(status=Event.Status.SUBMITTED)] == ["corner-cafe"]
