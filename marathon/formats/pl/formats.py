"""Dates in Polish: months are small, also where they are short."""

SHORT_DATE_FORMAT = "j b Y"
SHORT_DATETIME_FORMAT = "j b Y, H:i"
DATETIME_FORMAT = "j E Y, H:i"
