"""Dates and times in words: every word of every language, both clock changes, and what is refused."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.core import dates
from app.core.dates import STOCKHOLM

LANGUAGES = ("sv", "ar", "so", "ti", "en")
MONDAY = date(2026, 3, 9)
LETTER = re.compile(r"[^\W\d_]")
SPRING = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
"""02:00 becomes 03:00."""
AUTUMN = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
"""03:00 becomes 02:00."""


def _in_stockholm(hour: int, minute: int = 0, *, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM)


WEEKDAYS = {
    "sv": ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    "ar": ["الاثنين،", "الثلاثاء،", "الأربعاء،", "الخميس،", "الجمعة،", "السبت،", "الأحد،"],
    "so": ["Isniin,", "Talaado,", "Arbaco,", "Khamiis,", "Jimco,", "Sabti,", "Axad,"],
    "ti": ["ሰኑይ፣", "ሰሉስ፣", "ረቡዕ፣", "ሓሙስ፣", "ዓርቢ፣", "ቀዳም፣", "ሰንበት፣"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_full_date_names_every_weekday(lang: str) -> None:
    days = [dates.full_date(lang, MONDAY + timedelta(days=number)) for number in range(7)]
    assert [text.split()[0] for text in days] == WEEKDAYS[lang]


MONTHS = {
    "sv": [
        "1 januari 2026",
        "2 februari 2026",
        "3 mars 2026",
        "4 april 2026",
        "5 maj 2026",
        "6 juni 2026",
        "7 juli 2026",
        "8 augusti 2026",
        "9 september 2026",
        "10 oktober 2026",
        "11 november 2026",
        "12 december 2026",
    ],
    "ar": [
        "1 كانون الثاني/يناير 2026",
        "2 شباط/فبراير 2026",
        "3 آذار/مارس 2026",
        "4 نيسان/أبريل 2026",
        "5 أيار/مايو 2026",
        "6 حزيران/يونيو 2026",
        "7 تموز/يوليو 2026",
        "8 آب/أغسطس 2026",
        "9 أيلول/سبتمبر 2026",
        "10 تشرين الأول/أكتوبر 2026",
        "11 تشرين الثاني/نوفمبر 2026",
        "12 كانون الأول/ديسمبر 2026",
    ],
    "so": [
        "1 Janaayo 2026",
        "2 Febraayo 2026",
        "3 Maarso 2026",
        "4 Abriil 2026",
        "5 Maayo 2026",
        "6 Juun 2026",
        "7 Luulyo 2026",
        "8 Agosto 2026",
        "9 Sebtembar 2026",
        "10 Oktoobar 2026",
        "11 Noofeembar 2026",
        "12 Diseembar 2026",
    ],
    "ti": [
        "1 ጥሪ 2026 (2026-01-01)",
        "2 ለካቲት 2026 (2026-02-02)",
        "3 መጋቢት 2026 (2026-03-03)",
        "4 ሚያዝያ 2026 (2026-04-04)",
        "5 ጉንበት 2026 (2026-05-05)",
        "6 ሰነ 2026 (2026-06-06)",
        "7 ሓምለ 2026 (2026-07-07)",
        "8 ነሓሰ 2026 (2026-08-08)",
        "9 መስከረም 2026 (2026-09-09)",
        "10 ጥቅምቲ 2026 (2026-10-10)",
        "11 ሕዳር 2026 (2026-11-11)",
        "12 ታሕሳስ 2026 (2026-12-12)",
    ],
    "en": [
        "1 January 2026",
        "2 February 2026",
        "3 March 2026",
        "4 April 2026",
        "5 May 2026",
        "6 June 2026",
        "7 July 2026",
        "8 August 2026",
        "9 September 2026",
        "10 October 2026",
        "11 November 2026",
        "12 December 2026",
    ],
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_short_date_names_every_month(lang: str) -> None:
    assert [dates.short_date(lang, date(2026, month, month)) for month in range(1, 13)] == MONTHS[lang]


@pytest.mark.parametrize(
    ("lang", "full", "with_time"),
    [
        ("sv", "måndag 9 mars 2026", "måndag 9 mars 2026, 14:05"),
        ("ar", "الاثنين، 9 آذار/مارس 2026", "الاثنين، 9 آذار/مارس 2026، 14:05"),
        ("so", "Isniin, 9 Maarso 2026", "Isniin, 9 Maarso 2026, 14:05"),
        ("ti", "ሰኑይ፣ 9 መጋቢት 2026 (2026-03-09)", "ሰኑይ፣ 9 መጋቢት 2026 (2026-03-09)፣ 14:05"),
        ("en", "Monday 9 March 2026", "Monday 9 March 2026, 14:05"),
    ],
)
def test_full_date_and_date_and_time(lang: str, full: str, with_time: str) -> None:
    instant = datetime(2026, 3, 9, 13, 5, 59, tzinfo=UTC)
    assert dates.full_date(lang, MONDAY) == full
    assert dates.full_date(lang, instant) == full
    assert dates.date_and_time(lang, instant) == with_time


def test_a_datetime_counts_as_its_day_in_stockholm() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert dates.full_date("sv", late) == "fredag 1 januari 2027"
    assert dates.short_date("ti", late) == "1 ጥሪ 2027 (2027-01-01)"
    assert dates.date_and_time("en", late) == "Friday 1 January 2027, 00:30"
    early = datetime(2027, 1, 1, 4, 0, tzinfo=timezone(timedelta(hours=9)))
    assert dates.short_date("sv", early) == "31 december 2026"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_times_are_the_same_in_every_language(lang: str) -> None:
    start = datetime(2026, 7, 1, 7, 5, tzinfo=UTC)
    assert dates.clock_time(lang, start) == "09:05"
    assert dates.clock_time(lang, _in_stockholm(0)) == "00:00"
    assert dates.time_range(lang, start, start + timedelta(minutes=85)) == "09:05–10:30"


def test_time_range_may_pass_midnight_but_hides_no_day() -> None:
    start = _in_stockholm(22)
    assert dates.time_range("sv", start, start + timedelta(hours=8)) == "22:00–06:00"
    assert dates.time_range("sv", start, start) == "22:00–22:00"
    for faulty in (start - timedelta(minutes=1), start + timedelta(hours=24)):
        with pytest.raises(ValueError, match="range of times"):
            dates.time_range("sv", start, faulty)


def test_spring_skips_an_hour() -> None:
    before = SPRING - timedelta(minutes=1)
    assert dates.date_and_time("sv", before) == "söndag 29 mars 2026, 01:59"
    assert dates.date_and_time("sv", SPRING) == "söndag 29 mars 2026, 03:00"
    assert dates.time_range("sv", before, SPRING) == "01:59–03:00"


def test_a_wall_time_that_spring_skipped_is_shown_as_the_clock_showed_it() -> None:
    skipped = datetime(2026, 3, 29, 2, 30, tzinfo=STOCKHOLM)
    assert dates.local(skipped).isoformat() == "2026-03-29T03:30:00+02:00"
    assert dates.clock_time("sv", skipped) == "03:30"
    assert dates.clock_hands(skipped) == (105.0, 180.0)


def test_autumn_has_an_hour_twice() -> None:
    first, second = AUTUMN - timedelta(minutes=30), AUTUMN + timedelta(minutes=30)
    assert [dates.clock_time("sv", instant) for instant in (first, second)] == ["02:30", "02:30"]
    assert dates.local(first).isoformat() == "2026-10-25T02:30:00+02:00"
    assert dates.local(second).isoformat() == "2026-10-25T02:30:00+01:00"


def test_time_range_in_autumn_goes_by_the_time_that_passes() -> None:
    start = datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM)
    end = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=STOCKHOLM)
    assert dates.time_range("sv", start, end) == "02:30–02:10"
    with pytest.raises(ValueError, match="range of times"):
        dates.time_range("sv", end, start)


PARTS = {
    "sv": [
        (0, "på natten"),
        (5, "på morgonen"),
        (10, "på förmiddagen"),
        (12, "mitt på dagen"),
        (13, "på eftermiddagen"),
        (18, "på kvällen"),
    ],
    "ar": [(0, "ليلًا"), (5, "صباحًا"), (12, "ظهرًا"), (13, "بعد الظهر"), (18, "مساءً"), (22, "ليلًا")],
    "so": [
        (0, "habeennimo"),
        (5, "subaxnimo"),
        (12, "duhurnimo"),
        (15, "galabnimo"),
        (18, "fiidnimo"),
        (22, "habeennimo"),
    ],
    "ti": [(0, "ለይቲ"), (5, "ንግሆ"), (12, "ፍርቂ መዓልቲ"), (13, "ድሕሪ ቀትሪ"), (18, "ምሸት"), (22, "ለይቲ")],
    "en": [
        (0, "at night"),
        (5, "in the morning"),
        (12, "at midday"),
        (13, "in the afternoon"),
        (18, "in the evening"),
        (22, "at night"),
    ],
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_part_of_day_changes_at_these_hours(lang: str) -> None:
    words = [dates.part_of_day(lang, _in_stockholm(hour, 59)) for hour in range(24)]
    changes = [(hour, word) for hour, word in enumerate(words) if hour == 0 or words[hour - 1] != words[hour]]
    assert changes == PARTS[lang]


def test_part_of_day_goes_by_stockholm() -> None:
    assert dates.part_of_day("en", datetime(2026, 3, 9, 10, 59, tzinfo=UTC)) == "in the morning"
    assert dates.part_of_day("en", datetime(2026, 3, 9, 11, 0, tzinfo=UTC)) == "at midday"
    assert dates.part_of_day("en", datetime(2026, 7, 9, 10, 0, tzinfo=UTC)) == "at midday"


DURATIONS = {
    "sv": {
        0: "0 minuter",
        1: "1 minut",
        45: "45 minuter",
        60: "1 timme",
        61: "1 timme 1 minut",
        90: "1 timme 30 minuter",
        120: "2 timmar",
    },
    "ar": {
        0: "0 دقيقة",
        1: "دقيقة واحدة",
        2: "دقيقتان",
        3: "3 دقائق",
        10: "10 دقائق",
        11: "11 دقيقة",
        59: "59 دقيقة",
        60: "ساعة واحدة",
        61: "ساعة واحدة ودقيقة واحدة",
        90: "ساعة واحدة و30 دقيقة",
        122: "ساعتان ودقيقتان",
        185: "3 ساعات و5 دقائق",
        600: "10 ساعات",
        660: "11 ساعة",
        99 * 60: "99 ساعة",
        100 * 60: "100 ساعة",
        102 * 60: "102 ساعة",
        103 * 60: "103 ساعات",
        111 * 60: "111 ساعة",
    },
    "so": {
        0: "0 daqiiqo",
        1: "1 daqiiqad",
        45: "45 daqiiqo",
        60: "1 saacad",
        61: "1 saacad iyo 1 daqiiqad",
        90: "1 saacad iyo 30 daqiiqo",
        120: "2 saacadood",
    },
    "ti": {
        0: "0 ደቒቕ",
        1: "1 ደቒቕ",
        45: "45 ደቓይቕ",
        60: "1 ሰዓት",
        61: "1 ሰዓትን 1 ደቒቕን",
        90: "1 ሰዓትን 30 ደቓይቕን",
        120: "2 ሰዓታት",
    },
    "en": {
        0: "0 minutes",
        1: "1 minute",
        45: "45 minutes",
        60: "1 hour",
        61: "1 hour 1 minute",
        90: "1 hour 30 minutes",
        120: "2 hours",
    },
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_duration(lang: str) -> None:
    assert {minutes: dates.duration(lang, minutes) for minutes in DURATIONS[lang]} == DURATIONS[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_duration_refuses_less_than_nothing(lang: str) -> None:
    with pytest.raises(ValueError, match="negative"):
        dates.duration(lang, -1)


@pytest.mark.parametrize(
    ("hour", "minute", "hands"),
    [
        (0, 0, (0.0, 0.0)),
        (3, 0, (90.0, 0.0)),
        (12, 0, (0.0, 0.0)),
        (14, 5, (62.5, 30.0)),
        (18, 30, (195.0, 180.0)),
        (23, 59, (359.5, 354.0)),
    ],
)
def test_clock_hands(hour: int, minute: int, hands: tuple[float, float]) -> None:
    instant = _in_stockholm(hour, minute)
    assert dates.clock_hands(instant) == hands
    assert dates.clock_hands(instant.astimezone(UTC) + timedelta(seconds=59)) == hands


ASKED_WITH_AN_INSTANT = [
    dates.full_date,
    dates.short_date,
    dates.clock_time,
    dates.date_and_time,
    dates.part_of_day,
]


def test_an_instant_needs_a_time_zone() -> None:
    naive = datetime(2026, 3, 9, 14, 5)  # noqa: DTZ001 what is refused
    for function in ASKED_WITH_AN_INSTANT:
        with pytest.raises(ValueError, match="time zone"):
            function("sv", naive)
    for start, end in ((naive, SPRING), (SPRING, naive)):
        with pytest.raises(ValueError, match="time zone"):
            dates.time_range("sv", start, end)
    with pytest.raises(ValueError, match="time zone"):
        dates.clock_hands(naive)
    with pytest.raises(ValueError, match="time zone"):
        dates.local(naive)


@pytest.mark.parametrize("lang", ["", "de", "SV", "sv-SE"])
def test_an_unknown_language_is_refused(lang: str) -> None:
    for function in ASKED_WITH_AN_INSTANT:
        with pytest.raises(KeyError):
            function(lang, SPRING)
    with pytest.raises(KeyError):
        dates.time_range(lang, SPRING, SPRING)
    with pytest.raises(KeyError):
        dates.duration(lang, 5)


languages = strategies.sampled_from(LANGUAGES)
instants = strategies.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 the strategy adds the zone
    max_value=datetime(2150, 1, 1),  # noqa: DTZ001
    timezones=strategies.sampled_from([UTC, STOCKHOLM, timezone(timedelta(hours=-11))]),
)


def _digits_are_plain(text: str) -> bool:
    return all(letter in "0123456789" for letter in text if letter.isnumeric())


@given(lang=languages, instant=instants)
@hypothesis_settings(max_examples=60)
def test_every_date_has_words_and_its_year(lang: str, instant: datetime) -> None:
    year = str(instant.astimezone(UTC).astimezone(STOCKHOLM).year)
    for function in (dates.full_date, dates.short_date, dates.date_and_time):
        text = function(lang, instant)
        assert year in text
        assert LETTER.search(text)
        assert _digits_are_plain(text)
        assert not re.search(r"[{}\s]{2}|[{}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)


@given(lang=languages, instant=instants)
@hypothesis_settings(max_examples=60)
def test_every_time_has_plain_digits_and_hands_that_agree(lang: str, instant: datetime) -> None:
    text = dates.clock_time(lang, instant)
    hour_hand, minute_hand = dates.clock_hands(instant)
    assert re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", text)
    assert divmod(hour_hand, 30) == (int(text[:2]) % 12, minute_hand / 12)
    assert minute_hand == int(text[3:]) * 6
    assert not re.search(r"\d", dates.part_of_day(lang, instant))


@given(lang=languages, minutes=strategies.integers(0, 10_000))
@hypothesis_settings(max_examples=60)
def test_every_duration_has_words_and_plain_digits(lang: str, minutes: int) -> None:
    text = dates.duration(lang, minutes)
    assert LETTER.search(text)
    assert _digits_are_plain(text)
    expected = [part for part in divmod(minutes, 60) if part] or [0]
    if lang == "ar":
        expected = [part for part in expected if part not in {1, 2}]
    assert [int(digits) for digits in re.findall(r"\d+", text)] == expected
