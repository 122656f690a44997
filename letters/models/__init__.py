"""The tables of ``letters``, a file a concept."""

from letters.models.broadcast import Broadcast
from letters.models.counter import ChannelCounter, Counter, Head, HourCounter
from letters.models.entry import Channel, Entry
from letters.models.holding import DeviceCounter, Held, Holdback, PaceCounter
from letters.models.intake import Intake
from letters.models.news import Follower, Publication
from letters.models.post import Parcel, ParcelLine, PostOffice, PostStop, Rate
from letters.models.printing import LaidOut, Printing
from letters.models.recount import Recount, RecountLine
from letters.models.report import Report, ReportLine
from letters.models.sheet import Sheet, SheetEntry

__all__ = [
    "Broadcast",
    "Channel",
    "ChannelCounter",
    "Counter",
    "DeviceCounter",
    "Entry",
    "Follower",
    "Head",
    "Held",
    "Holdback",
    "HourCounter",
    "Intake",
    "LaidOut",
    "PaceCounter",
    "Parcel",
    "ParcelLine",
    "PostOffice",
    "PostStop",
    "Printing",
    "Publication",
    "Rate",
    "Recount",
    "RecountLine",
    "Report",
    "ReportLine",
    "Sheet",
    "SheetEntry",
]
