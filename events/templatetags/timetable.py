"""When a marathon is open, in the words of the page's language and by the clock of its place."""

from babel.dates import format_datetime, format_skeleton, format_time
from django import template

from cases.languages import here
from events.models import Event, Opening

register = template.Library()


@register.simple_tag
def hours(event: Event, opening: Opening) -> str:
    """“Sat 12 Dec, 12:00 – 24:00”, or with both days where it goes through more than one night."""
    start, end = opening.starts_at.astimezone(event.zone), opening.ends_at.astimezone(event.zone)
    first = f"{format_skeleton('yMMMEd', start, locale=here())}, {format_time(start, 'HH:mm', locale=here())}"
    is_one_night = (end.date() - start.date()).days < 1 or (
        (end.date() - start.date()).days == 1 and end.hour < 9
    )
    if is_one_night:
        return f"{first}\u00a0–\u00a0{format_time(end, 'HH:mm', locale=here())}"
    return f"{first}\u00a0– {format_datetime(end, 'EEE d MMM HH:mm', locale=here())}"
