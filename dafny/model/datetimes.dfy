include "durations.dfy"

// The extension type datetime: a Long that counts milliseconds since 1970-01-01T00:00:00Z,
// in the proleptic Gregorian calendar, without leap seconds.
module Datetimes {
  import opened Options
  import opened Digits
  import opened Longs
  import opened Durations

  // ---- reading text

  // `YYYY-MM-DD`, or `YYYY-MM-DDThh:mm:ss`, then perhaps `.SSS`, then `Z` or `+hhmm` or
  // `-hhmm`. A day alone is its midnight, UTC.
  function method ParseDatetime(text: string): Option<int> {
    if |text| < 10 then None else
    var day := ParseDay(text[..10]);
    if day.None? then None else
    if |text| == 10 then Some(day.value * MsPerDay) else
    if |text| < 20 then None else
    var time := ParseTime(text[10..19]);
    if time.None? then None else
    var fraction := if text[19] == '.' then 4 else 0;
    if |text| < 20 + fraction then None else
    var ms := if fraction == 0 then Some(0) else ParseField(text[20..23], 1000);
    if ms.None? then None else
    var offset := ParseOffset(text[19 + fraction..]);
    if offset.None? then None else
    Some(day.value * MsPerDay + time.value + ms.value - offset.value)
  }

  // `YYYY-MM-DD`, as a number of days since 1970-01-01.
  function method ParseDay(text: string): Option<int>
    requires |text| == 10
  {
    var year, month, day := ParseField(text[..4], 10000), ParseField(text[5..7], 13), ParseField(text[8..], 32);
    if text[4] != '-' || text[7] != '-' || year.None? || month.None? || day.None? then None
    else if month.value == 0 || day.value == 0 || day.value > DaysInMonth(year.value, month.value) then None
    else Some(DayNumber(year.value, month.value, day.value))
  }

  // `Thh:mm:ss`, as milliseconds since midnight.
  function method ParseTime(text: string): Option<int>
    requires |text| == 9
  {
    var hour, minute, second := ParseField(text[1..3], 24), ParseField(text[4..6], 60), ParseField(text[7..], 60);
    if text[0] != 'T' || text[3] != ':' || text[6] != ':' || hour.None? || minute.None? || second.None? then None
    else Some(hour.value * MsPerHour + minute.value * MsPerMinute + second.value * MsPerSecond)
  }

  // `Z`, `+hhmm` or `-hhmm`, as the milliseconds by which local time is ahead of UTC.
  function method ParseOffset(text: string): Option<int> {
    if text == "Z" then Some(0) else
    if |text| != 5 || (text[0] != '+' && text[0] != '-') then None else
    var hour, minute := ParseField(text[1..3], 24), ParseField(text[3..], 60);
    if hour.None? || minute.None? then None else
    var ahead := hour.value * MsPerHour + minute.value * MsPerMinute;
    Some(if text[0] == '+' then ahead else -ahead)
  }

  // A number of few digits that must stay below `limit`.
  function method ParseField(text: string, limit: int): Option<int>
    ensures ParseField(text, limit).Some? ==> 0 <= ParseField(text, limit).value < limit
  {
    if AllDigits(text) && NumberOf(text) < limit then Some(NumberOf(text)) else None
  }

  // ---- the calendar

  // Days from 1970-01-01 to the given day.
  function method DayNumber(year: int, month: int, day: int): int
    requires year >= 0 && 1 <= month <= 12
  {
    DaysBeforeYear(year) + DaysBeforeMonth(year, month) + day - 1 - DaysBeforeYear(1970)
  }

  // Days from 0000-01-01 to the first day of the year. Year 0 is a leap year.
  function method DaysBeforeYear(year: int): int
    requires year >= 0
  {
    if year == 0 then 0
    else 365 * year + 1 + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400
  }

  function method DaysBeforeMonth(year: int, month: int): int
    requires 1 <= month <= 12
  {
    if month == 1 then 0 else DaysBeforeMonth(year, month - 1) + DaysInMonth(year, month - 1)
  }

  function method DaysInMonth(year: int, month: int): int {
    if month == 2 then (if IsLeapYear(year) then 29 else 28)
    else if month == 4 || month == 6 || month == 9 || month == 11 then 30
    else 31
  }

  predicate method IsLeapYear(year: int) {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  // ---- methods

  // The midnight, UTC, that the datetime follows. Before the first midnight there is none.
  function method ToMidnight(ms: int): Option<int> {
    Fitting(Some(ms - ms % MsPerDay))
  }

  // Milliseconds since that midnight: never negative, since `%` of Dafny never is.
  function method SinceMidnight(ms: int): int {
    ms % MsPerDay
  }
}
