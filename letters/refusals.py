"""Why an entry is refused: the codes of the contract, each with a sentence."""

from django.utils.translation import gettext_lazy as _

from events.refused import Refused

CASE_NOT_IN_EVENT = "case_not_in_event"
KIND_NOT_COUNTED = "kind_not_counted"
QUANTITY_OUT_OF_RANGE = "quantity_out_of_range"
REVERSES_UNKNOWN = "reverses_unknown"
ALREADY_REVERSED = "already_reversed"
EVENT_CLOSED = "event_closed"
WRITTEN_AT_IN_FUTURE = "written_at_in_future"
ID_REUSED = "id_reused"
TEAM_NOT_IN_EVENT = "team_not_in_event"
MALFORMED = "malformed"

MESSAGES = {
    CASE_NOT_IN_EVENT: _("This marathon does not write for that case."),
    KIND_NOT_COUNTED: _("This marathon does not count letters of that kind."),
    QUANTITY_OUT_OF_RANGE: _("Count between 1 and 10,000 letters at once."),
    REVERSES_UNKNOWN: _("There is no such entry to take back."),
    ALREADY_REVERSED: _("This entry has been taken back already."),
    EVENT_CLOSED: _("Counting for this marathon is closed."),
    WRITTEN_AT_IN_FUTURE: _("This letter claims to be written in the future. Check the phone’s clock."),
    ID_REUSED: _("Another entry was sent under the same id before. That one stands."),
    TEAM_NOT_IN_EVENT: _("This marathon has no such team."),
    MALFORMED: _("This entry could not be understood."),
}


class LineRefused(Refused):
    """The ledger does not take a line. ``sentence`` is the ledger's own, ``code`` the one of the contract."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(MESSAGES[code])
