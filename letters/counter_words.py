"""What the counter’s script says: its sentences in the page’s language, in each form numbers ask for."""

from collections.abc import Callable
from functools import cache
from typing import Any

from babel import Locale
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from letters import refusals

# One number for each form of a language is among these.
NUMBERS = (*range(120), 1_000, 1_000_000)


@cache
def _samples(language: str) -> dict[str, int]:
    """A whole number for each of the language's plural forms, by CLDR's names, which browsers know, too."""
    form_of = Locale.parse(language, sep="-").plural_form
    samples: dict[str, int] = {}
    for number in NUMBERS:
        samples.setdefault(form_of(number), number)
    return samples


def _many(said: Callable[[int], str]) -> dict[str, str]:
    """The forms of a sentence with ``%(n)s`` in it, as said of a number."""
    samples = _samples(get_language() or "en")
    return {form: said(number) for form, number in samples.items()}


def words() -> dict[str, Any]:
    """The sentences by their names: texts, or the forms of one text where it counts something."""
    return _state() | _reasons() | _taps() | _handing() | _refused() | _many_words()


def _many_words() -> dict[str, Any]:
    return {
        "letters": _many(lambda n: ngettext("%(n)s letter", "%(n)s letters", n)),
        "waiting": _many(lambda n: ngettext("%(n)s waiting for signal", "%(n)s waiting for signal", n)),
        "waiting_server": _many(
            lambda n: ngettext("%(n)s waiting for the server", "%(n)s waiting for the server", n)
        ),
        "waiting_portal": _many(
            lambda n: ngettext("%(n)s waiting: wifi login", "%(n)s waiting: wifi login", n)
        ),
        "waiting_leave": _many(
            lambda n: ngettext("%(n)s waiting for permission", "%(n)s waiting for permission", n)
        ),
        "waiting_here": _many(
            lambda n: ngettext("%(n)s entry waits on this phone", "%(n)s entries wait on this phone", n)
        ),
        "refused": _many(lambda n: ngettext("%(n)s entry was not taken", "%(n)s entries were not taken", n)),
        "not_taken": _many(lambda n: ngettext("%(n)s not taken", "%(n)s not taken", n)),
        "handed": _many(
            lambda n: ngettext(
                "%(n)s entry from another phone. Take it over? Each counts once, however "
                "often it is handed on.",
                "%(n)s entries from another phone. Take them over? Each counts once, however "
                "often it is handed on.",
                n,
            )
        ),
        "taken_over": _many(lambda n: ngettext("%(n)s entry is new here.", "%(n)s entries are new here.", n)),
    }


def _state() -> dict[str, Any]:
    return {
        "saved": _("all saved"),
        "sending": _("saving…"),
        "cannot_tell": _("not known"),
        "since": _("since %(time)s"),
        "saved_at": _("at %(time)s"),
        "opening": _("%(place)s, %(hours)s"),
        "no_opening": _("No opening hours are set."),
        "team": _("Team: %(team)s"),
        "team_number": _("Team: %(team)s, number %(number)s"),
        "no_team": _("No team"),
        "choose_team": _("Choose a team"),
        "team_gone": _("The team that was chosen here is there no more. Letters count without a team now."),
        "not_here_yet": _(
            "This marathon is not on this phone yet. It needs signal once; then it counts without."
        ),
        "not_ours": _(
            "This phone may not count at this marathon. Ask its organisers for an invitation, or sign in."
        ),
        "not_kept": _(
            "This browser keeps nothing without signal. Each letter is sent at once, on the plain page."
        ),
        "not_persistent": _(
            "This browser did not promise to keep what waits when its memory runs full. "
            "Keep this page open until "
            "all is saved."
        ),
        "persistent": _("This browser keeps what waits until it is sent."),
        "clock_slow": _(
            "This phone’s clock is slow: it says %(here)s, the server %(there)s. Entries show both times."
        ),
        "clock_fast": _(
            "This phone’s clock is fast: it says %(here)s, the server %(there)s. Entries show both times."
        ),
        "update": _("A new version of the counter is ready. Nothing you logged is touched."),
        "outdated": _("The counter was renewed in another tab. Load this page again to go on counting."),
        "screen_on": _("The screen stays on while this page is in front."),
        "screen_off": _("This browser cannot keep the screen on."),
        "as_of": _("Figures of %(time)s, and what waits here."),
    }


def _reasons() -> dict[str, Any]:
    return {
        "why_offline": _(
            "No signal. Go on counting: everything is kept here and sent when the signal is back."
        ),
        "why_away": _(
            "The server cannot be reached. Go on counting: everything is kept here and sent when it is back."
        ),
        "why_slow": _("The connection is very slow. Go on counting: everything is kept here and sent again."),
        "why_portal": _(
            "The wifi here answers instead of our server: it probably asks for a login. "
            "Open any other page and "
            "sign in to the wifi, or use mobile data. Everything is kept here meanwhile."
        ),
        "why_stale": _(
            "The server does not recognise this page any more. Load it again; what waits stays on this phone."
        ),
        "why_denied": _(
            "This phone may not count here any more: somebody signed out, or the invitation was taken back. "
            "What waits is safe on this phone. Join again or sign in, and it is sent."
        ),
        "why_too_large": _("The connection refuses even small parcels of entries. Everything is kept here."),
        "why_too_many": _("The server asks us to wait until %(time)s. Everything is kept here."),
        "why_trouble": _(
            "The server has a problem, not you. Everything is kept here and sent again at %(time)s."
        ),
        "why_storage": _(
            "This phone could not read or write its own memory. Do not rely on it: count on"
            " paper, and load this "
            "page again."
        ),
    }


def _taps() -> dict[str, Any]:
    return {
        "logged": _("+%(n)s %(case)s, %(kind)s"),
        "logged_team": _("+%(n)s %(case)s, %(kind)s · %(team)s"),
        "undone": _("Taken back: %(n)s %(case)s, %(kind)s"),
        "undoing": _("Taking back %(n)s %(case)s, %(kind)s"),
        "missed": _("Not taken: the table moved just then. Tap again."),
        "not_logged": _("NOT logged: this phone could not write to its memory. Write it on paper."),
        "undo": _("Undo %(n)s %(case)s, %(kind)s, %(time)s"),
        "both_times": _("%(here)s by this phone, %(there)s by the server"),
        "is_waiting": _("waiting"),
        "is_settled": _("saved"),
        "is_rejected": _("not taken"),
        "is_undone": _("taken back"),
        "how_many": _("Type a whole number from 1 to 10,000."),
        "which_number": _("Type a whole number from 1 to 9,999, or leave it empty."),
    }


def _handing() -> dict[str, Any]:
    return {
        "part": _("Code %(n)s of %(of)s"),
        "nothing_waits": _("Nothing waits here: all is saved. There is nothing to hand over."),
        "not_letters": _("That is no file or code of letters from another phone."),
        "damaged": _("That file or code is damaged. Ask the other phone to show it again."),
        "newer": _("That comes from a newer version. Load this page again, then take it over."),
        "not_taken_over": _(
            "NOT taken over: this phone could not write to its memory. "
            "Keep the other phone on, and count on paper."
        ),
        "all_known": _("All of them are here already. Nothing counts twice."),
    }


def _refused() -> dict[str, Any]:
    return {
        "drop_sure": _("Drop it for good? It is then counted nowhere."),
        "drop_undo_sure": _("Leave it so? The letter stays counted."),
        "look_at_refused": _("They count nowhere until somebody decides."),
        "fix_case": _("Choose the case it belongs to."),
        "fix_team": _("Choose another team, or none."),
        "fix_kind": _("Choose to whom the letters are."),
        "fix_time": _("It will be sent with the server’s time."),
        "fix_again": _("It will be sent again as it is."),
        # By their codes: what a phone keeps for days is read in the language of the day.
        **{f"refused_{code}": str(sentence) for code, sentence in refusals.MESSAGES.items()},
    }
