"""What stands on the paper of one letter."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

# What the address zone of the window holds.
# What stands on a form where a name or a town will be stamped: nothing is seen of it.
FREE_NAME, FREE_TOWN = "\u2060", "\u2063"
FREE = {FREE_NAME: "name", FREE_TOWN: "town"}
LINES_OF_ADDRESS, LINE_OF_ADDRESS = 6, 44
HISTORICAL = "historical – do not send"


@dataclass(frozen=True)
class Slip:
    """What the writer cuts off and keeps: about whom the letter is, and where its story goes on."""

    title: str
    words: str
    address: str
    code: SafeString
    number: str = FREE_NAME


@dataclass(frozen=True)
class Letter:
    """One letter, ready for paper or screen: only text, and a body that is safe HTML."""

    language: str
    direction: str
    paper: str
    title: str
    sender_lines: tuple[str, ...]
    address_lines: tuple[str, ...]
    address_language: str
    place_and_date: str
    body: SafeString
    copies: tuple[str, ...] = ()
    copy_label: str = ""
    copy_language: str = "en"
    copy_direction: str = "ltr"
    is_historical: bool = False
    historical_translation: str = ""
    notices: tuple[str, ...] = ()
    notice_language: str = "en"
    notice_direction: str = "ltr"
    slip: Slip | None = None
    # Where the envelope has its window: events.models.Section.Window.
    window: str = "left"

    @property
    def senders(self) -> list[tuple[str, str]]:
        """The sender's lines, each with what is stamped there, if anything."""
        return [(line, FREE.get(line, "")) for line in self.sender_lines]

    @property
    def free_date(self) -> str:
        """What stands there where place and date are stamped, because the town is; else nothing."""
        return FREE_TOWN if FREE_TOWN in self.place_and_date else ""

    @property
    def has_long_address(self) -> bool:
        """Whether the address needs the upper part of the window too."""
        return sum(1 + len(line) // LINE_OF_ADDRESS for line in self.address_lines) > LINES_OF_ADDRESS
