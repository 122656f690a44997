"""Everything a section owns, as files that spreadsheets and programs open.

No volunteer is in it, and no e-mail address of anybody. Who to call at an event is: coordinators need it.
"""

import datetime as dt

from django.http import StreamingHttpResponse

from events.models import Section
from letters.exports import tables, writing

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS = {
    "csv": (writing.as_csv, "application/zip", "csv.zip"),
    "xlsx": (writing.as_xlsx, TYPES["xlsx"], "xlsx"),
    "json": (writing.as_json, "application/json", "json"),
}


def answer(section: Section, extension: str, *, on: dt.date) -> StreamingHttpResponse:
    """The file, written while it is sent, so that it costs the same memory however much there is."""
    write, content_type, ending = FORMATS[extension]
    response = StreamingHttpResponse(write(tables.tables_of(section)), content_type=content_type)
    name = f"{section.slug}-{on.isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
