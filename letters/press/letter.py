"""What stands on the paper of one letter."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

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
