"""The texts of a section's cases: changed by its coordinators, each change kept, none final.

Every state a text ever had stays: going back is a change like any other.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import reversion
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from reversion.models import Version

from cases.fields import validate_side_translation, validate_wording
from cases.models import Addressee, Case, Demand, Milestone, Wording
from events import trail
from events.models import Section
from events.parties import Party
from events.refused import Refused

trail.know(
    texts_changed=_("changed texts"),
    texts_restored=_("went back to earlier texts"),
    letter_begun=_("wrote a letter in one more language"),
)

Thing = Case | Addressee | Demand | Milestone | Wording
# The texts by language and name of the field. What has no language of a page stands under "".
Texts = dict[str, dict[str, str]]

TRANSLATED: dict[type, tuple[str, ...]] = {
    Case: ("name", "who", "headline", "abuse", "story", "sensitive", "confidence_note"),
    Addressee: ("office", "salutation", "unverified_note", "closed_note", "advice"),
    Demand: ("text",),
    Milestone: ("text",),
    Wording: ("translation",),
}
PLAIN: dict[type, tuple[str, ...]] = {Wording: ("body",)}

for _model in TRANSLATED:
    reversion.register(_model._parler_meta.root_model)  # type: ignore[attr-defined]
    reversion.register(_model, follow=("translations",))


class NotYourText(Refused):
    """The section writes for no campaign that features the case."""

    sentence = _("Your section does not write for this case.")


class ChangedMeanwhile(Refused):
    """Somebody else was faster, and their words are not overwritten unseen."""

    sentence = _("Somebody changed these texts while you were writing. Look at theirs, then save again.")


@dataclass(frozen=True)
class Edition:
    """One state that the texts of a thing had, and who brought it about."""

    number: int
    at: dt.datetime
    who: str
    texts: Texts


def cases_of(section: Section) -> QuerySet[Case]:
    """The cases whose texts the section's coordinators may change."""
    campaigns = section.participations.values("campaign")
    features = Case.campaigns.through.objects.filter(campaign__in=campaigns, shown_as="featured")
    return Case.objects.filter(pk__in=features.values("case"))


def texts_of(thing: Thing) -> Texts:
    """What stands there now."""
    texts: Texts = {
        row.language_code: {name: getattr(row, name) for name in TRANSLATED[type(thing)]}
        for row in sorted(thing.translations.all(), key=lambda row: row.language_code)
    }
    if plain := PLAIN.get(type(thing)):
        texts[""] = {name: getattr(thing, name) for name in plain}
    return texts


def mark_of(texts: Texts) -> str:
    """A short mark of the texts as somebody saw them: another one where a letter of them changed."""
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:24]


@transaction.atomic
def change(
    section: Section,
    thing: Thing,
    texts: Mapping[str, Mapping[str, str]],
    *,
    seen: str,
    by: Party,
    at: dt.datetime,
    act: str = "texts_changed",
) -> bool:
    """The texts stand as given from now on; what is not given stays. Says whether anything changed.

    ``seen`` is the mark of the texts that the writer had before them. The same change sent twice is one.
    Raises NotYourText, ChangedMeanwhile, and ValidationError for faults in the fields of a wording.
    """
    case_id = _case_id(thing)
    if not Section.objects.coordinated_by(by).filter(pk=section.pk).exists():
        raise NotYourText
    # What is counted for the case meanwhile points at its row, and need not wait.
    locked = Case.objects.select_for_update(no_key=True).filter(pk=case_id)
    if locked.filter(pk__in=cases_of(section).values("pk")).first() is None:
        raise NotYourText
    thing = type(thing).objects.get(pk=thing.pk)
    before = texts_of(thing)
    changed = _changed(before, texts)
    if not changed:
        return False
    if mark_of(before) != seen:
        raise ChangedMeanwhile
    if isinstance(thing, Wording):
        _validate(changed)
    if not Version.objects.get_for_object(thing).exists():
        _keep(thing, None, at)  # as it was before anybody changed it here
    for language, fields in changed.items():
        _write(thing, language, fields)
    _keep(type(thing).objects.get(pk=thing.pk), by, at)
    what = f"{type(thing).__name__.lower()} {thing.pk}"
    trail.note(act, at=at, by=by, section=section, what=what, languages=", ".join(filter(None, changed)))
    return True


def _changed(before: Texts, texts: Mapping[str, Mapping[str, str]]) -> Texts:
    """The languages that read otherwise from now on, each with all its fields."""
    wanted = {
        language: before.get(language, {}) | {k: v.replace("\r\n", "\n") for k, v in fields.items()}
        for language, fields in texts.items()
    }
    return {language: fields for language, fields in wanted.items() if before.get(language) != fields}


@transaction.atomic
def begin_letter(
    section: Section, addressee: Addressee, *, language: str, body: str, by: Party, at: dt.datetime
) -> Wording:
    """The addressee has a letter in the language. Where there is one already, nothing changes.

    Raises NotYourText, and ValidationError for faults in the letter's fields.
    """
    if not Section.objects.coordinated_by(by).filter(pk=section.pk).exists():
        raise NotYourText
    if not cases_of(section).filter(pk=addressee.case_id).exists():
        raise NotYourText
    validate_wording(body)
    wording, is_new = Wording.objects.get_or_create(
        addressee=addressee, language=language, defaults={"body": body}
    )
    if is_new:
        _keep(wording, by, at)
        what = f"wording {wording.pk}"
        trail.note("letter_begun", at=at, by=by, section=section, what=what, language=language)
    return wording


def go_back(section: Section, thing: Thing, number: int, *, seen: str, by: Party, at: dt.datetime) -> bool:
    """The texts stand as in the edition of the number again; later ones stay in the list.

    Raises as ``change`` does, and LookupError where the thing never had that edition.
    """
    found = {edition.number: edition for edition in editions(thing)}
    return change(section, thing, found[number].texts, seen=seen, by=by, at=at, act="texts_restored")


def editions(thing: Thing, *, most: int = 50) -> list[Edition]:
    """The states the texts had, the newest first."""
    own = list(Version.objects.get_for_object(thing).select_related("revision__user")[:most])
    if not own:
        return []
    model = type(thing)._parler_meta.root_model
    beside: dict[int, Texts] = {}
    rows = Version.objects.filter(
        revision__in=[version.revision_id for version in own],
        content_type=ContentType.objects.get_for_model(model),
    )
    for row in rows:
        fields = row.field_dict
        if fields["master_id"] == thing.pk:
            texts = beside.setdefault(row.revision_id, {})
            texts[fields["language_code"]] = {name: fields[name] for name in TRANSLATED[type(thing)]}
    found = []
    for version in own:
        texts = dict(sorted(beside.get(version.revision_id, {}).items()))
        if plain := PLAIN.get(type(thing)):
            texts[""] = {name: version.field_dict[name] for name in plain}
        user = version.revision.user
        who = user.name if user else ""
        found.append(Edition(version.revision_id, version.revision.date_created, who, texts))
    return found


def _case_id(thing: Thing) -> int:
    if isinstance(thing, Case):
        return thing.pk
    return thing.addressee.case_id if isinstance(thing, Wording) else thing.case_id


def _validate(changed: Texts) -> None:
    for language, fields in changed.items():
        if language:
            validate_side_translation(fields["translation"])
        else:
            validate_wording(fields["body"])


def _write(thing: Thing, language: str, fields: Mapping[str, str]) -> None:
    if language:
        thing.set_current_language(language, initialize=True)
    allowed = (TRANSLATED if language else PLAIN)[type(thing)]
    for name in allowed:
        if name in fields:
            setattr(thing, name, fields[name])
    thing.save()


def _keep(thing: Thing, by: Party | None, at: dt.datetime) -> None:
    with reversion.create_revision(atomic=False):
        reversion.add_to_revision(thing)
        reversion.set_date_created(at)
        if by is not None and by.user is not None:
            reversion.set_user(by.user)
