"""Moments in addresses: permanent, in UTC, the same for everybody."""

import datetime

FORMS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ")
ENDS = (datetime.timedelta(seconds=1), datetime.timedelta(minutes=1))
TICK = datetime.timedelta(microseconds=1)


class MomentConverter:
    """A minute or a second in an address: 2008-11-14T10:07Z."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?Z"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


def end_of(text: str) -> datetime.datetime:
    """The end of the minute or second that an address names, as a day there means its end.

    Raises ValueError where there is none such.
    """
    for form, length in zip(FORMS, ENDS, strict=True):
        try:
            begins = datetime.datetime.strptime(text, form).replace(tzinfo=datetime.UTC)
            return begins + length - TICK
        except (ValueError, OverflowError):
            continue
    raise ValueError(text)


def address_of(moment: datetime.datetime) -> str:
    """The address of the second that holds a moment."""
    return moment.astimezone(datetime.UTC).strftime(FORMS[0])
