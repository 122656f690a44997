"""The back office’s pages for events: an evening is made, opened and closed; people get rights."""

import datetime as dt

import pytest
from django.urls import reverse

from events.models import Event, Invitation, Role, User
from events.parties import Party, hash_of
from tests.back_office import address
from tests.makers import (
    NOW,
    make_campaign,
    make_case,
    make_event,
    make_role,
    make_section,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db


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
            "form": "here",
            "languages": "[]",
            "pace_limit": "60",
            "device_limit": "500",
            "crowd_limit": "20",
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
