"""The back office: every page opens for administrators, and there is no such page for anybody else."""

import datetime as dt
import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.casepack.pictures import re_encoded, stored_name
from cases.models import Addressee, Case, Wording
from events.models import Event, Invitation, Role, User
from events.parties import Party, hash_of
from letters.models import ChannelCounter, Counter, Entry, Head, HourCounter
from tests.cases.casepack import packs
from tests.makers import (
    BODY,
    NOW,
    make_addressee,
    make_campaign,
    make_case,
    make_event,
    make_milestone,
    make_role,
    make_section,
    make_team,
    make_user,
    make_venue,
    make_wording,
)

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
LEDGER = (Entry, Head, Counter, ChannelCounter, HourCounter)


@pytest.fixture
def administrator(client):
    client.force_login(make_role("administrator").user)
    return client


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def make_entry(event: Event, **fields) -> Entry:
    fields = {
        "id": uuid.uuid4(),
        "seq": Entry.objects.filter(event=event).count() + 1,
        "chain": "0" * 64,
        "case": event.cases.first(),
        "kind": "authority",
        "quantity": 3,
        "channel": "tap",
        "written_at": NOW,
        "recorded_at": NOW,
        "day": NOW.date(),
        "hour": NOW,
    } | fields
    return Entry.objects.create(event=event, **fields)


def make_everything() -> None:
    """A row of every table, so that every page has something to show."""
    case = make_case(campaign=make_campaign())
    make_milestone(case)
    make_wording(make_addressee(case))
    event = make_event(cases=[case])
    make_team(event)
    Invitation.objects.create(event=event, token_hash=f"hash {event.pk}", made_at=NOW, label="Door")
    organiser = make_role("organiser", event=event).user
    Authenticator.objects.create(user=organiser, type="totp", data={"secret": "a secret"})
    counted = {"event": event, "kind": "authority", "quantity": 1}
    Head.objects.create(event=event, seq=1)
    Counter.objects.create(case=case, day=NOW.date(), **counted)
    ChannelCounter.objects.create(channel="tap", **counted)
    HourCounter.objects.create(hour=NOW, **counted)
    first = make_entry(event)
    make_entry(event, quantity=-3, reverses=first)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_page_opens_for_an_administrator(administrator, model):
    make_everything()
    pages = [address(model, "changelist"), address(model, "changelist") + "?q=a"]
    pages += [address(model, "change", row.pk) for row in model._default_manager.all()[:3]]
    if admin.site._registry[model].has_add_permission(_request(administrator)):
        pages.append(address(model, "add"))
    assert [(page, administrator.get(page).status_code) for page in pages] == [(page, 200) for page in pages]


@pytest.mark.parametrize("language", ["", "/pl"])
def test_index_opens_for_an_administrator(administrator, language):
    assert administrator.get(f"{language}/admin/").status_code == 200


def _request(client):
    class Request:
        user = User.objects.get(pk=client.session["_auth_user_id"])

    return Request()


@pytest.mark.parametrize("kind", ["organiser", "volunteer", "coordinator"])
def test_there_is_no_back_office_for_anybody_else(client, kind):
    make_everything()
    event = Event.objects.get()
    over = {"section": event.section} if kind == "coordinator" else {"event": event}
    client.force_login(make_role(kind, **over).user)
    pages = [
        reverse("admin:index"),
        reverse("admin:login"),
        reverse("admin:events_event_invite", args=[event.pk]),
    ]
    for model in MODELS:
        pages += (
            [address(model, "changelist"), address(model, "change", model._default_manager.first())]
            if (model._default_manager.first())
            else [address(model, "changelist")]
        )
    assert {client.get(page).status_code for page in pages} == {404}


def test_whoever_is_not_signed_in_is_sent_to_our_own_sign_in(client):
    assert client.get("/admin/").headers["Location"] == "/accounts/login/?next=/admin/"


def test_revoked_administrator_is_none(client):
    role = make_role("administrator")
    client.force_login(role.user)
    assert client.get("/admin/").status_code == 200
    Role.objects.update(revoked_at=NOW)
    assert client.get("/admin/").status_code == 404
    assert not User.objects.get(pk=role.user_id).is_staff


@pytest.mark.parametrize("model", LEDGER, ids=lambda model: model._meta.label)
def test_ledger_is_read_only(administrator, model):
    make_everything()
    row = model._default_manager.first()
    assert administrator.get(address(model, "add")).status_code == 403
    assert administrator.post(address(model, "change", row.pk), {"quantity": 9}).status_code == 403
    assert administrator.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    administrator.post(address(model, "changelist"), chosen)
    assert model._default_manager.filter(pk=row.pk).exists()
    assert b'name="action"' not in administrator.get(address(model, "changelist")).content


def test_reversal_links_to_the_line_it_takes_back(administrator):
    make_everything()
    first = Entry.objects.get(seq=1)
    page = administrator.get(address(Entry, "changelist")).content.decode()
    assert f'<a href="{address(Entry, "change", first.pk)}">1</a>' in page


def test_secret_of_a_second_factor_is_not_shown(administrator):
    make_everything()
    page = administrator.get(address(Authenticator, "change", Authenticator.objects.get().pk))
    assert b"a secret" not in page.content


@pytest.mark.parametrize("model", [Event, Case, Addressee, Role, Entry, Invitation, User])
def test_list_costs_the_same_for_three_rows(administrator, model):
    def cost() -> int:
        administrator.get(address(model, "changelist"))
        with CaptureQueriesContext(connection) as queries:
            administrator.get(address(model, "changelist"))
        return len(queries)

    make_everything()
    one = cost()
    make_everything()
    make_everything()
    # A filter that gains a second choice may cost what listing its choices costs.
    assert cost() <= one + 1


# --- An evening ---------------------------------------------------------------------------------------


def event_form(**fields) -> dict[str, object]:
    empty = {
        f"{prefix}-{name}": 0
        for prefix in ("openings", "teams", "roles")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return (
        empty
        | {
            "slug": "our-evening",
            "name": "Our evening",
            "status": "approved",
            "kinds": ["authority", "person"],
            "time_zone": "Europe/Warsaw",
            "campaign": make_campaign().pk,
            "section": make_section().pk,
            "cases": [make_case().pk],
        }
        | fields
    )


def opening_fields(number: int = 0, **fields) -> dict[str, object]:
    values = {
        "venue": make_venue().pk,
        "starts_at_0": "2026-12-12",
        "starts_at_1": "18:00",
        "ends_at_0": "2026-12-12",
        "ends_at_1": "23:00",
        "audience": "everyone",
    } | fields
    return {"openings-TOTAL_FORMS": number + 1} | {
        f"openings-{number}-{name}": value for name, value in values.items()
    }


def test_event_is_made_with_an_opening_in_its_own_time(administrator):
    organiser = make_user()
    roles = {"roles-TOTAL_FORMS": 1, "roles-0-kind": "organiser", "roles-0-user": organiser.pk}
    data = event_form() | opening_fields() | roles
    data |= {"teams-TOTAL_FORMS": 1, "teams-0-name": "1A"}
    response = administrator.post(address(Event, "add"), data)
    assert response.status_code == 302, response.context["errors"]
    event = Event.objects.get()
    assert event.kinds == ["authority", "person"]
    assert event.openings.get().starts_at == dt.datetime(2026, 12, 12, 17, tzinfo=dt.UTC)
    assert [team.name for team in event.teams.all()] == ["1A"]
    assert Event.objects.run_by(Party(organiser)).get() == event
    page = administrator.get(address(Event, "change", event.pk)).content.decode()
    assert 'value="18:00:00"' in page


def test_constraint_speaks_beside_its_field(administrator):
    data = event_form(goal=0) | opening_fields(ends_at_1="17:00")
    page = administrator.post(address(Event, "add"), data)
    assert page.context["adminform"].form.errors == {
        "goal": ["Hope for at least one letter, or leave the goal open."]
    }
    opening = page.context["inline_admin_formsets"][0].formset.forms[0]
    assert opening.errors == {"ends_at": ["An opening cannot end before it starts."]}
    assert Event.objects.count() == 0


def test_unknown_zone_and_kind_are_refused_beside_their_fields(administrator):
    page = administrator.post(address(Event, "add"), event_form(time_zone="Mars/Base", kinds=["cake"]))
    assert sorted(page.context["adminform"].form.errors) == ["kinds", "time_zone"]


def test_case_with_a_milestone_of_the_wrong_precision_is_told_where(administrator):
    case = make_case()
    milestone = make_milestone(case)
    data = {
        f"{p}-{n}": 0 for p in ("demands", "addressees", "figures") for n in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    data |= {"milestones-TOTAL_FORMS": 1, "milestones-INITIAL_FORMS": 1, "milestones-0-id": milestone.pk}
    data |= {
        "milestones-0-case": case.pk,
        "milestones-0-key": "x",
        "milestones-0-happened_on": "2026-03-02",
        "milestones-0-precision": "month",
        "milestones-0-kind": "released",
        "milestones-0-source": "a page",
        "milestones-0-text": "freed",
    }
    page = administrator.post(address(Case, "change", case.pk), data)
    formset = page.context["inline_admin_formsets"][0].formset
    assert formset.forms[0].errors == {"happened_on": ["A month or a year alone is kept as its first day."]}
    assert page.context["adminform"].form.errors["country"] == ["This field is required."]


def role_errors(client, **fields) -> dict[str, list[str]]:
    page = client.post(address(Role, "add"), fields)
    return {} if page.status_code == 302 else dict(page.context["adminform"].form.errors)


def test_role_over_the_wrong_thing_is_told_beside_the_role(administrator):
    user, section = make_user(), make_section()
    assert role_errors(administrator, kind="organiser", user=user.pk, section=section.pk) == {
        "kind": ["A coordinator has a section, organisers and volunteers an event, administrators neither."]
    }
    assert role_errors(administrator, kind="coordinator", user=user.pk, section=section.pk) == {}
    assert role_errors(administrator, kind="coordinator", user=user.pk, section=section.pk) == {
        "section": ["The person coordinates this section already."]
    }


def test_events_are_approved_closed_and_opened_again(administrator):
    waiting, cancelled = make_event(status="submitted"), make_event(status="cancelled")

    def act(action: str) -> None:
        chosen = {"action": action, "_selected_action": [waiting.pk, cancelled.pk]}
        assert administrator.post(address(Event, "changelist"), chosen).status_code == 302
        waiting.refresh_from_db()
        cancelled.refresh_from_db()

    act("approve")
    assert (waiting.status, cancelled.status) == ("approved", "cancelled")
    act("close_counting")
    assert waiting.closed_at is not None
    act("reopen_counting")
    assert waiting.closed_at is None


def test_invitation_is_shown_once_and_only_its_hash_is_kept(administrator, settings):
    settings.BASE_URL = "http://127.0.0.1:8000"
    event = make_event()
    page = reverse("admin:events_event_invite", args=[event.pk])
    assert administrator.get(page).context["shown"] is None
    shown = administrator.post(page, {"label": "Door", "uses_allowed": "20"}).context["shown"]
    token = shown.link.partition("#")[2]
    assert shown.link.startswith("http://127.0.0.1:8000/join/#")
    assert shown.code.replace("-", "") == token
    assert shown.picture.startswith("data:image/svg+xml")
    invitation = Invitation.objects.get()
    assert invitation.token_hash == hash_of(token)
    assert (invitation.event, invitation.label, invitation.uses_allowed) == (event, "Door", 20)
    for again in (page, address(Invitation, "change", invitation.pk), address(Invitation, "changelist")):
        content = administrator.get(again).content.decode()
        assert token not in content
        assert shown.code not in content
    assert "no-store" in administrator.get(page)["Cache-Control"]


def test_invitation_with_nonsense_is_refused_beside_the_field(administrator):
    page = reverse("admin:events_event_invite", args=[make_event().pk])
    response = administrator.post(page, {"uses_allowed": "0", "ends_at_0": "soon", "ends_at_1": ""})
    assert sorted(response.context["form"].errors) == ["ends_at", "uses_allowed"]
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("number", ["999", "x", "٣"])
def test_invitation_to_no_event_is_not_found(administrator, number):
    assert administrator.get(f"/admin/events/event/{number}/invite/").status_code == 404


def test_revoking_an_invitation_puts_out_who_came_by_it(administrator):
    event = make_event()
    invitation = Invitation.objects.create(event=event, token_hash="x", made_at=NOW)
    volunteer = make_role(event=event, invitation=invitation).user
    chosen = {"action": "revoke", "_selected_action": [invitation.pk]}
    administrator.post(address(Invitation, "changelist"), chosen)
    assert not Event.objects.counted_by(Party(volunteer)).exists()


def test_deleting_a_revoked_invitation_lets_nobody_back_in(administrator):
    event = make_event()
    invitation = Invitation.objects.create(event=event, token_hash="x", made_at=NOW, revoked_at=NOW)
    volunteers = [make_role(event=event, invitation=invitation).user for _ in range(2)]
    assert (
        administrator.post(address(Invitation, "delete", invitation.pk), {"post": "yes"}).status_code == 302
    )
    assert not Invitation.objects.exists()
    assert [Event.objects.counted_by(Party(volunteer)).count() for volunteer in volunteers] == [0, 0]


def test_new_person_has_no_password_and_small_letters(administrator):
    empty = {"roles-TOTAL_FORMS": 0, "roles-INITIAL_FORMS": 0}
    data = empty | {"email": "Ola@Example.org", "language": "pl", "is_active": "on"}
    administrator.post(address(User, "add"), data)
    ola = User.objects.get(email="ola@example.org")
    assert not ola.has_usable_password()


def test_event_with_entries_cannot_be_deleted(administrator):
    make_everything()
    event = Event.objects.get()
    administrator.post(address(Event, "delete", event.pk), {"post": "yes"})
    assert Event.objects.filter(pk=event.pk).exists()


def addressee_form(addressee: Addressee, **wording) -> dict[str, object]:
    row = {"language": "en", "body": BODY, "translation": ""} | wording
    return {
        "case": addressee.case_id,
        "key": addressee.key,
        "kind": "authority",
        "position": 0,
        "country": "KH",
        "office": "The Minister",
        "salutation": "Dear Minister,",
        "address": "1 Palace Road",
        "sender": "full",
        "letters": "wanted",
        "translations-TOTAL_FORMS": 0,
        "translations-INITIAL_FORMS": 0,
        "wordings-TOTAL_FORMS": 1,
        "wordings-INITIAL_FORMS": 0,
    } | {f"wordings-0-{name}": value for name, value in row.items()}


def test_wording_is_written_on_the_page_of_its_addressee(administrator):
    addressee = make_addressee()
    data = addressee_form(addressee, body=BODY.replace("\n", "\r\n"))
    response = administrator.post(address(Addressee, "change", addressee.pk), data)
    assert response.status_code == 302
    # Browsers end lines with CR LF; the letter has plain line breaks.
    assert Wording.objects.get().body == BODY


def test_wording_with_an_unknown_field_is_told_its_line(administrator):
    addressee = make_addressee()
    data = addressee_form(addressee, body=BODY + "\n{{ foo }}", translation="{{ bar }}")
    page = administrator.post(address(Addressee, "change", addressee.pk), data)
    number = BODY.count("\n") + 2
    assert page.context["inline_admin_formsets"][1].formset.forms[0].errors == {
        "body": [f"Line {number}: unknown field {{{{ foo }}}}."],
        "translation": ["Line 1: unknown field {{ bar }}."],
    }


def test_addressee_offers_the_demands_of_its_own_case_alone(administrator):
    addressee, _other = make_addressee(), make_addressee()
    page = administrator.get(address(Addressee, "change", addressee.pk))
    choices = page.context["adminform"].form.fields["demands"].queryset
    assert [demand.case_id for demand in choices] == [addressee.case_id]


def other_language(code: str, salutation: str) -> dict[str, object]:
    return {
        "translations-TOTAL_FORMS": 1,
        "translations-INITIAL_FORMS": 0,
        "translations-0-language_code": code,
        "translations-0-salutation": salutation,
    }


def test_salutation_is_given_in_a_language_that_has_no_tab(administrator):
    addressee = make_addressee()
    data = addressee_form(addressee, language="ru") | other_language("ru", "Уважаемый,")
    response = administrator.post(address(Addressee, "change", addressee.pk), data)
    assert response.status_code == 302, response.context["errors"]
    texts = addressee.translations.order_by("language_code").values_list("language_code", "salutation")
    assert list(texts) == [("en", "Dear Minister,"), ("ru", "Уважаемый,")]
    assert "Уважаемый," in administrator.get(address(Addressee, "change", addressee.pk)).content.decode()


def test_same_language_twice_is_refused(administrator):
    addressee = make_addressee()
    two = other_language("ru", "Уважаемый,") | {
        "translations-TOTAL_FORMS": 2,
        "translations-1-language_code": "ru",
        "translations-1-salutation": "Дорогой,",
    }
    page = administrator.post(address(Addressee, "change", addressee.pk), addressee_form(addressee) | two)
    formset = page.context["inline_admin_formsets"][0].formset
    assert [form.errors for form in formset.forms] == [
        {},
        {"language_code": ["This language stands here already."]},
    ]


@pytest.mark.parametrize("code", ["pl", "Russian", "x"])
def test_language_that_has_a_tab_or_is_none_is_refused(administrator, code):
    addressee = make_addressee()
    data = addressee_form(addressee) | other_language(code, "x")
    page = administrator.post(address(Addressee, "change", addressee.pk), data)
    assert list(page.context["inline_admin_formsets"][0].formset.forms[0].errors) == ["language_code"]


@pytest.mark.parametrize("code", ["ru", "xx", "..", "EN", "%00"])
@pytest.mark.parametrize("page", ["add", "change"])
def test_tab_that_is_not_there_shows_the_first(administrator, code, page):
    make_addressee()
    rows = [Case.objects.get().pk] if page == "change" else []
    assert administrator.get(f"{address(Case, page, *rows)}?language={code}").status_code == 200


@pytest.mark.parametrize("content", [b"GIF89a", b"<svg/>", packs.picture("BMP")])
def test_portrait_that_is_no_picture_is_refused(administrator, content, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    case = make_case()
    data = {"portrait": SimpleUploadedFile("a.png", content)}
    page = administrator.post(address(Case, "change", case.pk), data | empty_case_rows())
    assert "portrait" in page.context["adminform"].form.errors
    assert list(tmp_path.iterdir()) == []


def test_portrait_is_kept_bare_under_the_name_of_its_content(administrator, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    case = make_case()
    data = {name: getattr(case, name) for name in ("slug", "country", "initials", "happened", "pronoun")}
    data |= {name: getattr(case, name) for name in ("name", "who", "headline", "abuse", "story")}
    data |= {"youngest_age": 10, "confidence": "high", "is_public": "on"}
    picture = packs.picture("JPEG", comment=b"a secret")
    data["portrait"] = SimpleUploadedFile("../../her home.jpg", picture)
    response = administrator.post(address(Case, "change", case.pk), data | empty_case_rows())
    assert response.status_code == 302, response.context["errors"]
    case.refresh_from_db()
    assert case.portrait.name == stored_name(re_encoded(picture))
    with case.portrait.open() as file:
        assert file.read() == re_encoded(picture)


def empty_case_rows() -> dict[str, int]:
    prefixes = ("milestones", "demands", "addressees", "figures")
    return {f"{prefix}-{name}": 0 for prefix in prefixes for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
