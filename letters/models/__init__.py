"""The tables of ``letters``, a file a concept."""

from letters.models.counter import ChannelCounter, Counter, Head, HourCounter
from letters.models.entry import Channel, Entry

__all__ = ["Channel", "ChannelCounter", "Counter", "Entry", "Head", "HourCounter"]
