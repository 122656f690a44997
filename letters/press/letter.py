"""What stands on the paper of one letter."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

# What the address zone of the window holds.
LINES_OF_ADDRESS, LINE_OF_ADDRESS = 6, 44
HISTORICAL = "historical – do not send"


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

    @property
    def has_long_address(self) -> bool:
        """Whether the address needs the upper part of the window too."""
        return sum(1 + len(line) // LINE_OF_ADDRESS for line in self.address_lines) > LINES_OF_ADDRESS
