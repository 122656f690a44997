"""Letters on their way: packed and posted. Each once."""

import pytest

from tests.marathon.once import MAKERS, PEOPLE

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_parcel_of_one_form_is_packed_once(people):
    event, addressee, user = people.alone(
        MAKERS
        + """
case = make_case(slug="packed")
event = make_event(slug="packs", cases=[case])
make_counters(event, case, "authority", 9)
done = [event.pk, make_addressee(case).pk, make_role("organiser", event=event).user_id]
"""
    )
    pack = (
        MAKERS
        + f"""
from cases.models import Addressee
from letters import parcels
event, by = Event.objects.get(pk={event}), Party(User.objects.get(pk={user}))
addressee = Addressee.objects.get(pk={addressee})
lines = {{("packed", "authority"): 5}}
"""
    )

    once = people.together(
        pack
        + """
key = uuid.UUID(int=5)
done = parcels.pack(event, key=key, addressee=addressee, lines=lines, by=by, at=NOW).number
"""
    )
    more = people.together(
        pack
        + """
lines = {("packed", "authority"): 4}
done = parcels.pack(event, key=uuid.uuid4(), addressee=addressee, lines=lines, by=by, at=NOW).number
"""
    )

    assert once == [1] * PEOPLE
    # Four forms for the four letters that are left: only one of them gets them.
    assert sorted(map(str, more)) == ["2", *["MoreThanCounted"] * 3]


def test_parcel_is_posted_once_by_the_first_who_says_so(people):
    parcel, user = people.alone(
        MAKERS
        + """
event = make_event(slug="posts")
done = [make_parcel(event).pk, make_role("organiser", event=event).user_id]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from letters import parcels
by = Party(User.objects.get(pk={user}))
parcels.mark_posted(Parcel.objects.get(pk={parcel}), on=TODAY, reference=str(number), by=by, at=NOW)
done = "posted"
"""
    )

    assert sorted(done) == ["PostedMeanwhile", "PostedMeanwhile", "PostedMeanwhile", "posted"]
