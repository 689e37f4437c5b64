"""Dates, times of day and durations in words, for readers of Swedish, Arabic, Somali, Tigrinya and English.

Every function takes the language tag first, raises KeyError for a language it has no words for, and
ValueError for a datetime without a time zone. Instants are shown in Stockholm time, 24 hours, digits 0-9.
The texts are plain, without bidi controls: whoever shows them isolates ranges and dates.

Names of weekdays and months are copied from CLDR 47; the patterns are our own, since CLDR puts the month
first in Somali and Tigrinya. Arabic months are named twice, as the United Nations do: first as in Syria,
Iraq, Jordan, Lebanon and Palestine (CLDR ar_SY), then as in Egypt, Sudan and Yemen (CLDR ar). Tigrinya month
names stand for two calendars that are six to ten days apart, so that every Tigrinya date has the ISO date
beside it. The words for parts of the day and durations wait for a native reader in Arabic, Somali, Tigrinya.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
"""The time zone of every meeting."""


@dataclass(frozen=True, kw_only=True)
class _Wording:
    """How one language writes dates and durations; weeks start on Monday, years in January."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    full: str
    short: str
    with_time: str
    day_parts: tuple[tuple[int, str], ...]
    """The hour from which each part of the day is called so, ascending, the first from 0."""
    plural: Callable[[int], str]
    hours: Mapping[str, str]
    minutes: Mapping[str, str]
    hours_and_minutes: str


def local(instant: datetime) -> datetime:
    """The instant in Stockholm; a wall time that the clock skipped in spring becomes the one that it showed.

    Raises ValueError for a datetime without a time zone.
    """
    if instant.utcoffset() is None:
        raise ValueError("a datetime without a time zone is no instant")
    # By way of UTC, as a datetime that is in Stockholm already would be handed back unchanged.
    return instant.astimezone(UTC).astimezone(STOCKHOLM)


def full_date(lang: str, day: date | datetime) -> str:
    """Weekday, day, name of the month and year; a datetime counts as its day in Stockholm."""
    return _dated(lang, _WORDINGS[lang].full, day)


def short_date(lang: str, day: date | datetime) -> str:
    """Day, name of the month and year, for places where the weekday is known."""
    return _dated(lang, _WORDINGS[lang].short, day)


def clock_time(lang: str, instant: datetime) -> str:
    """The time of day as HH:mm, the same in every language; seconds are cut off."""
    if lang not in _WORDINGS:
        raise KeyError(lang)
    return local(instant).strftime("%H:%M")


def time_range(lang: str, start: datetime, end: datetime) -> str:
    """Two times of day with an en dash; the days are not shown, so the range must not hide one.

    Raises ValueError for an end before the start, or 24 hours or more after it. In the night when the clock
    is set back the end can look earlier than the start, as it does on the wall.
    """
    # Compared as lengths of time, since two datetimes of one zone compare by what the wall clock says.
    seconds = local(end).timestamp() - local(start).timestamp()
    if not 0 <= seconds < 24 * 60 * 60:
        raise ValueError("a range of times cannot end before its start, or a day or more after it")
    return f"{clock_time(lang, start)}–{clock_time(lang, end)}"


def date_and_time(lang: str, instant: datetime) -> str:
    """The full date, the language's own comma, and the time of day."""
    return _WORDINGS[lang].with_time.format(date=full_date(lang, instant), time=clock_time(lang, instant))


def part_of_day(lang: str, instant: datetime) -> str:
    """What people call this time of day, as an adverb to stand after the digits ("14:05 in the afternoon").

    The hours are near CLDR's Swedish day periods, with a midday from 12 to 13 that is ours; as people speak,
    the Somali midday lasts until 15, and Swedish has a late morning and no night before midnight.
    """
    hour = local(instant).hour
    return [words for first, words in _WORDINGS[lang].day_parts if first <= hour][-1]


def duration(lang: str, minutes: int) -> str:
    """Hours and minutes in words, the part that is zero left out; raises ValueError for less than nothing.

    Arabic writes one and two as words, in the nominative: a label, not something to put after a preposition.
    """
    if minutes < 0:
        raise ValueError("a duration cannot be negative")
    wording = _WORDINGS[lang]
    whole_hours, rest = divmod(minutes, 60)
    hour_words = wording.hours[wording.plural(whole_hours)].format(whole_hours)
    minute_words = wording.minutes[wording.plural(rest)].format(rest)
    if not whole_hours:
        return minute_words
    if not rest:
        return hour_words
    return wording.hours_and_minutes.format(hours=hour_words, minutes=minute_words)


def clock_hands(instant: datetime) -> tuple[float, float]:
    """Degrees clockwise from 12 of the hour hand and the minute hand, in Stockholm.

    Seconds are cut off, so that the clock face and the digits beside it agree.
    """
    here = local(instant)
    return here.hour % 12 * 30 + here.minute / 2, here.minute * 6.0


def _dated(lang: str, pattern: str, day: date | datetime) -> str:
    here = local(day).date() if isinstance(day, datetime) else day
    wording = _WORDINGS[lang]
    return pattern.format(
        weekday=wording.weekdays[here.weekday()],
        day=here.day,
        month=wording.months[here.month - 1],
        year=here.year,
        iso=here.isoformat(),
    )


def _one_or_other(number: int) -> str:
    return "one" if number == 1 else "other"


def _none_or_one_or_other(number: int) -> str:
    return "one" if number in {0, 1} else "other"


def _arabic_plural(number: int) -> str:
    """CLDR's six Arabic categories for a whole number; 100 to 102 are "other" again, whatever Babel says."""
    if number < 3:
        return ("zero", "one", "two")[number]
    last_two = number % 100
    if last_two < 3:
        return "other"
    return "few" if last_two <= 10 else "many"


_WORDINGS: Final[Mapping[str, _Wording]] = {
    "sv": _Wording(
        weekdays=("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
        months=(
            *("januari", "februari", "mars", "april", "maj", "juni"),
            *("juli", "augusti", "september", "oktober", "november", "december"),
        ),
        full="{weekday} {day} {month} {year}",
        short="{day} {month} {year}",
        with_time="{date}, {time}",
        day_parts=(
            (0, "på natten"),
            (5, "på morgonen"),
            (10, "på förmiddagen"),
            (12, "mitt på dagen"),
            (13, "på eftermiddagen"),
            (18, "på kvällen"),
        ),
        plural=_one_or_other,
        hours={"one": "{} timme", "other": "{} timmar"},
        minutes={"one": "{} minut", "other": "{} minuter"},
        hours_and_minutes="{hours} {minutes}",
    ),
    "ar": _Wording(
        weekdays=("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
        months=(
            *("كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو"),
            *("تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر"),
            *("تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر"),
        ),
        full="{weekday}، {day} {month} {year}",
        short="{day} {month} {year}",
        with_time="{date}، {time}",
        day_parts=(
            (0, "ليلًا"),
            (5, "صباحًا"),
            (12, "ظهرًا"),
            (13, "بعد الظهر"),
            (18, "مساءً"),
            (22, "ليلًا"),
        ),
        plural=_arabic_plural,
        hours={
            "zero": "{} ساعة",
            "one": "ساعة واحدة",
            "two": "ساعتان",
            "few": "{} ساعات",
            "many": "{} ساعة",
            "other": "{} ساعة",
        },
        minutes={
            "zero": "{} دقيقة",
            "one": "دقيقة واحدة",
            "two": "دقيقتان",
            "few": "{} دقائق",
            "many": "{} دقيقة",
            "other": "{} دقيقة",
        },
        hours_and_minutes="{hours} و{minutes}",
    ),
    "so": _Wording(
        weekdays=("Isniin", "Talaado", "Arbaco", "Khamiis", "Jimco", "Sabti", "Axad"),
        months=(
            *("Janaayo", "Febraayo", "Maarso", "Abriil", "Maayo", "Juun"),
            *("Luulyo", "Agosto", "Sebtembar", "Oktoobar", "Noofeembar", "Diseembar"),
        ),
        full="{weekday}, {day} {month} {year}",
        short="{day} {month} {year}",
        with_time="{date}, {time}",
        day_parts=(
            (0, "habeennimo"),
            (5, "subaxnimo"),
            (12, "duhurnimo"),
            (15, "galabnimo"),
            (18, "fiidnimo"),
            (22, "habeennimo"),
        ),
        plural=_one_or_other,
        hours={"one": "{} saacad", "other": "{} saacadood"},
        minutes={"one": "{} daqiiqad", "other": "{} daqiiqo"},
        hours_and_minutes="{hours} iyo {minutes}",
    ),
    "ti": _Wording(
        weekdays=("ሰኑይ", "ሰሉስ", "ረቡዕ", "ሓሙስ", "ዓርቢ", "ቀዳም", "ሰንበት"),
        months=(
            *("ጥሪ", "ለካቲት", "መጋቢት", "ሚያዝያ", "ጉንበት", "ሰነ"),
            *("ሓምለ", "ነሓሰ", "መስከረም", "ጥቅምቲ", "ሕዳር", "ታሕሳስ"),
        ),
        full="{weekday}፣ {day} {month} {year} ({iso})",
        short="{day} {month} {year} ({iso})",
        with_time="{date}፣ {time}",
        day_parts=(
            (0, "ለይቲ"),
            (5, "ንግሆ"),
            (12, "ፍርቂ መዓልቲ"),
            (13, "ድሕሪ ቀትሪ"),
            (18, "ምሸት"),
            (22, "ለይቲ"),
        ),
        plural=_none_or_one_or_other,
        hours={"one": "{} ሰዓት", "other": "{} ሰዓታት"},
        minutes={"one": "{} ደቒቕ", "other": "{} ደቓይቕ"},
        hours_and_minutes="{hours}ን {minutes}ን",
    ),
    "en": _Wording(
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        full="{weekday} {day} {month} {year}",
        short="{day} {month} {year}",
        with_time="{date}, {time}",
        day_parts=(
            (0, "at night"),
            (5, "in the morning"),
            (12, "at midday"),
            (13, "in the afternoon"),
            (18, "in the evening"),
            (22, "at night"),
        ),
        plural=_one_or_other,
        hours={"one": "{} hour", "other": "{} hours"},
        minutes={"one": "{} minute", "other": "{} minutes"},
        hours_and_minutes="{hours} {minutes}",
    ),
}
