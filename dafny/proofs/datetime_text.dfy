include "extension_theorems.dfy"
include "../model/evaluator.dfy"

// Every datetime that text can write, printed and read, is itself again; and these are the
// datetimes from the first minute of year 0 to the last of year 9999, offsets included. Any
// other is written as an offset from one of them, and so read back as well.
module DatetimeText {
  import opened Options
  import opened Results
  import opened Longs
  import opened Digits
  import opened Values
  import opened Expressions
  import opened Requests
  import opened ExtensionFunctions
  import opened Evaluator
  import opened Durations
  import opened Datetimes
  import opened ExtensionTheorems

  // ---- what text can write

  const FirstMidnight: int := -719528 * MsPerDay // 0000-01-01T00:00:00Z
  const EndOfYears: int := 2932897 * MsPerDay    // 10000-01-01T00:00:00Z
  const MaxOffset: int := 23 * MsPerHour + 59 * MsPerMinute

  predicate IsWritable(ms: int) {
    FirstMidnight - MaxOffset <= ms < EndOfYears + MaxOffset
  }

  // ---- printing

  // In UTC, but for the hours before year 0 and after year 9999, which only an offset reaches.
  function PrintDatetime(ms: int): string
    requires IsWritable(ms)
  {
    if ms < FirstMidnight then PrintLocal(ms + MaxOffset) + "+2359"
    else if ms >= EndOfYears then PrintLocal(ms - MaxOffset) + "-2359"
    else PrintLocal(ms) + "Z"
  }

  // `YYYY-MM-DDThh:mm:ss.SSS`
  function PrintLocal(ms: int): string
    requires FirstMidnight <= ms < EndOfYears
  {
    var days, rest := ms / MsPerDay, ms % MsPerDay;
    PrintDay(days) + PrintTime(rest / MsPerSecond) + "." + ThreeDigits(rest % MsPerSecond)
  }

  function PrintDay(days: int): string
    requires -719528 <= days < 2932897
    ensures |PrintDay(days)| == 10
  {
    YearsHaveDays();
    var year := YearOf(days + 719528, 0);
    YearIsBelow(days + 719528, year, 10000);
    YearsFollowOneAnother(year);
    YearHasItsDays(year);
    var dayOfYear := days + 719528 - DaysBeforeYear(year);
    var month := MonthOf(year, dayOfYear, 1);
    FourDigits(year) + "-" + TwoDigits(month) + "-" + TwoDigits(dayOfYear - DaysBeforeMonth(year, month) + 1)
  }

  // `Thh:mm:ss`
  function PrintTime(seconds: int): string
    requires 0 <= seconds < 86400
    ensures |PrintTime(seconds)| == 9
  {
    "T" + TwoDigits(seconds / 3600) + ":" + TwoDigits(seconds / 60 % 60) + ":" + TwoDigits(seconds % 60)
  }

  function TwoDigits(n: int): string
    requires 0 <= n < 100
    ensures AllDigits(TwoDigits(n)) && |TwoDigits(n)| == 2
  {
    [DigitOf(n / 10), DigitOf(n % 10)]
  }

  function ThreeDigits(n: int): string
    requires 0 <= n < 1000
    ensures AllDigits(ThreeDigits(n)) && |ThreeDigits(n)| == 3
  {
    [DigitOf(n / 100), DigitOf(n / 10 % 10), DigitOf(n % 10)]
  }

  // The year, not before `year`, in which the day is that follows 0000-01-01 by `days`.
  function YearOf(days: int, year: int): int
    requires year >= 0 && DaysBeforeYear(year) <= days
    ensures YearOf(days, year) >= year
    ensures DaysBeforeYear(YearOf(days, year)) <= days < DaysBeforeYear(YearOf(days, year) + 1)
    decreases days - DaysBeforeYear(year)
  {
    YearsFollowOneAnother(year);
    if days < DaysBeforeYear(year + 1) then year else YearOf(days, year + 1)
  }

  // The month, not before `month`, in which the day of the year is.
  function MonthOf(year: int, dayOfYear: int, month: int): int
    requires 1 <= month <= 12
    requires DaysBeforeMonth(year, month) <= dayOfYear < DaysBeforeMonth(year, 12) + 31
    ensures month <= MonthOf(year, dayOfYear, month) <= 12
    ensures var m := MonthOf(year, dayOfYear, month);
      DaysBeforeMonth(year, m) <= dayOfYear < DaysBeforeMonth(year, m) + DaysInMonth(year, m)
    decreases 12 - month
  {
    if month == 12 || dayOfYear < DaysBeforeMonth(year, month + 1) then month
    else MonthOf(year, dayOfYear, month + 1)
  }

  // ---- the theorems

  lemma DatetimeIsReadBack(ms: int)
    requires IsWritable(ms)
    ensures ParseDatetime(PrintDatetime(ms)) == Some(ms)
  {
    if ms < FirstMidnight {
      EarlyIsReadBack(ms);
    } else if ms >= EndOfYears {
      LateIsReadBack(ms);
    } else {
      OffsetsAreRead();
      IsReadBack(ms, ms, "Z", 0);
    }
  }

  lemma EarlyIsReadBack(ms: int)
    requires IsWritable(ms) && ms < FirstMidnight
    ensures ParseDatetime(PrintDatetime(ms)) == Some(ms)
  {
    OffsetsAreRead();
    IsReadBack(ms, ms + MaxOffset, "+2359", MaxOffset);
  }

  lemma LateIsReadBack(ms: int)
    requires IsWritable(ms) && ms >= EndOfYears
    ensures ParseDatetime(PrintDatetime(ms)) == Some(ms)
  {
    OffsetsAreRead();
    IsReadBack(ms, ms - MaxOffset, "-2359", -MaxOffset);
  }

  lemma IsReadBack(ms: int, local: int, offset: string, ahead: int)
    requires FirstMidnight <= local < EndOfYears && ms == local - ahead
    requires ParseOffset(offset) == Some(ahead) && |offset| >= 1
    requires IsWritable(ms) && PrintDatetime(ms) == PrintLocal(local) + offset
    ensures ParseDatetime(PrintDatetime(ms)) == Some(ms)
  {
    LocalIsRead(local, offset, ahead);
  }

  // Text writes no others.
  lemma OnlyWritableAreRead(text: string)
    requires ParseDatetime(text).Some?
    ensures IsWritable(ParseDatetime(text).value)
  {
    DayIsInRange(text[..10]);
    if |text| > 10 {
      var fraction := if text[19] == '.' then 4 else 0;
      TimeIsInRange(text[10..19]);
      OffsetIsInRange(text[19 + fraction..]);
    }
  }

  // So reading, printing and reading again is reading once.
  lemma ReadingTwiceIsReadingOnce(text: string)
    requires ParseDatetime(text).Some?
    ensures IsWritable(ParseDatetime(text).value)
    ensures ParseDatetime(PrintDatetime(ParseDatetime(text).value)) == ParseDatetime(text)
  {
    OnlyWritableAreRead(text);
    DatetimeIsReadBack(ParseDatetime(text).value);
  }

  // `datetime("1970-01-01").offset(duration("…ms"))`: how any datetime at all is written.
  function DatetimeExpr(ms: int): Expr {
    Call(Offset, [
      Call(DatetimeFromText, [Literal(String("1970-01-01"))]),
      Call(DurationFromText, [Literal(String(PrintDuration(ms)))])])
  }

  lemma DatetimeExprIsReadBack(ms: int, env: Environment)
    requires IsLong(ms)
    ensures Evaluate(DatetimeExpr(ms), env) == Ok(Extension(Datetime(ms)))
  {
    EpochIsRead();
    DurationIsReadBack(ms);
    TextIsConstructed(DatetimeFromText, "1970-01-01", env);
    TextIsConstructed(DurationFromText, PrintDuration(ms), env);
    var start := Call(DatetimeFromText, [Literal(String("1970-01-01"))]);
    var since := Call(DurationFromText, [Literal(String(PrintDuration(ms)))]);
    PairEvaluates(start, since, Extension(Datetime(0)), Extension(Duration(ms)), env);
    OffsetFromStart(ms);
  }

  lemma PairEvaluates(e: Expr, f: Expr, v: Value, w: Value, env: Environment)
    requires Evaluate(e, env) == Ok(v) && Evaluate(f, env) == Ok(w)
    ensures EvaluateAll([e, f], env) == Ok([v, w])
  {
    assert [f][1..] == [] && EvaluateAll([], env) == Ok([]);
    assert [w] + [] == [w];
    assert EvaluateAll([f], env) == Ok([w]);
    assert [e, f][1..] == [f];
    assert [v] + [w] == [v, w];
  }

  lemma OffsetFromStart(ms: int)
    requires IsLong(ms)
    ensures ApplyExtension(Offset, [Extension(Datetime(0)), Extension(Duration(ms))]) == Ok(Extension(Datetime(ms)))
  {
  }

  // ---- numbers of two and three digits

  lemma TwoDigitsAreRead(n: int, limit: int)
    requires 0 <= n < 100 && n < limit
    ensures ParseField(TwoDigits(n), limit) == Some(n)
  {
    var d := TwoDigits(n);
    assert d[..1][..0] == [] && NumberOf(d[..1]) == n / 10;
    assert NumberOf(d) == 10 * NumberOf(d[..1]) + n % 10;
  }

  lemma ThreeDigitsAreRead(n: int)
    requires 0 <= n < 1000
    ensures ParseField(ThreeDigits(n), 1000) == Some(n)
  {
    var d := ThreeDigits(n);
    assert d[..2][..1] == d[..1] && d[..1][..0] == [];
    assert NumberOf(d[..1]) == n / 100;
    assert NumberOf(d[..2]) == 10 * NumberOf(d[..1]) + n / 10 % 10;
    assert NumberOf(d) == 10 * NumberOf(d[..2]) + n % 10;
  }

  // ---- years

  lemma YearsHaveDays()
    ensures DaysBeforeYear(0) == 0 && DaysBeforeYear(1970) == 719528 && DaysBeforeYear(10000) == 719528 + 2932897
  {
  }

  lemma YearsAreInOrder(year: int, later: int)
    requires 0 <= year <= later
    ensures DaysBeforeYear(year) <= DaysBeforeYear(later)
    decreases later - year
  {
    if year < later {
      YearsFollowOneAnother(year);
      YearsAreInOrder(year + 1, later);
    }
  }

  lemma YearIsBelow(days: int, year: int, limit: int)
    requires 0 <= year && 0 <= limit && DaysBeforeYear(year) <= days < DaysBeforeYear(limit)
    ensures year < limit
  {
    if year >= limit { YearsAreInOrder(limit, year); }
  }

  // ---- days

  lemma DayIsRead(days: int)
    requires -719528 <= days < 2932897
    ensures ParseDay(PrintDay(days)) == Some(days)
  {
    YearsHaveDays();
    var year := YearOf(days + 719528, 0);
    YearIsBelow(days + 719528, year, 10000);
    YearsFollowOneAnother(year);
    YearHasItsDays(year);
    var dayOfYear := days + 719528 - DaysBeforeYear(year);
    var month := MonthOf(year, dayOfYear, 1);
    var day := dayOfYear - DaysBeforeMonth(year, month) + 1;
    DayFieldsAreRead(PrintDay(days), year, month, day);
    assert DayNumber(year, month, day) == days;
  }

  lemma DayFieldsAreRead(text: string, year: int, month: int, day: int)
    requires 0 <= year < 10000 && 1 <= month <= 12 && 1 <= day <= DaysInMonth(year, month)
    requires text == FourDigits(year) + "-" + TwoDigits(month) + "-" + TwoDigits(day)
    ensures ParseDay(text) == Some(DayNumber(year, month, day))
  {
    assert text[..4] == FourDigits(year) && text[5..7] == TwoDigits(month) && text[8..] == TwoDigits(day);
    FourDigitsAreRead(year);
    TwoDigitsAreRead(month, 13);
    TwoDigitsAreRead(day, 32);
  }

  lemma DayIsInRange(text: string)
    requires |text| == 10 && ParseDay(text).Some?
    ensures -719528 <= ParseDay(text).value < 2932897
  {
    var year, month, day := ParseField(text[..4], 10000).value, ParseField(text[5..7], 13).value, ParseField(text[8..], 32).value;
    YearsHaveDays();
    YearsAreInOrder(0, year);
    YearsAreInOrder(year + 1, 10000);
    YearsFollowOneAnother(year);
    YearHasItsDays(year);
    MonthsAreInOrder(year, month);
  }

  lemma MonthsAreInOrder(year: int, month: int)
    requires 1 <= month <= 12
    ensures 0 <= DaysBeforeMonth(year, month)
    ensures DaysBeforeMonth(year, month) + DaysInMonth(year, month) <= DaysBeforeMonth(year, 12) + 31
    decreases 12 - month
  {
    MonthsHaveDays(year, month);
    if month < 12 {
      assert DaysBeforeMonth(year, month + 1) == DaysBeforeMonth(year, month) + DaysInMonth(year, month);
      MonthsAreInOrder(year, month + 1);
    }
  }

  lemma MonthsHaveDays(year: int, month: int)
    requires 1 <= month <= 12
    ensures 0 <= DaysBeforeMonth(year, month)
  {
  }

  // ---- times

  lemma TimeIsRead(seconds: int)
    requires 0 <= seconds < 86400
    ensures ParseTime(PrintTime(seconds)) == Some(seconds * MsPerSecond)
  {
    SecondsAreSplit(seconds);
    TimeIsTheSum(seconds / 3600, seconds / 60 % 60, seconds % 60);
    TimeFieldsAreRead(PrintTime(seconds), seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  lemma TimeFieldsAreRead(text: string, hour: int, minute: int, second: int)
    requires 0 <= hour < 24 && 0 <= minute < 60 && 0 <= second < 60
    requires text == "T" + TwoDigits(hour) + ":" + TwoDigits(minute) + ":" + TwoDigits(second)
    ensures ParseTime(text) == Some(hour * MsPerHour + minute * MsPerMinute + second * MsPerSecond)
  {
    TimeFieldsAreFound(text, TwoDigits(hour), TwoDigits(minute), TwoDigits(second));
    TwoDigitsAreRead(hour, 24);
    TwoDigitsAreRead(minute, 60);
    TwoDigitsAreRead(second, 60);
  }

  lemma TimeFieldsAreFound(text: string, hour: string, minute: string, second: string)
    requires |hour| == 2 && |minute| == 2 && |second| == 2
    requires text == "T" + hour + ":" + minute + ":" + second
    ensures |text| == 9 && text[0] == 'T' && text[3] == ':' && text[6] == ':'
    ensures text[1..3] == hour && text[4..6] == minute && text[7..] == second
  {
  }

  lemma TimeIsTheSum(hour: int, minute: int, second: int)
    ensures hour * MsPerHour + minute * MsPerMinute + second * MsPerSecond
      == (3600 * hour + 60 * minute + second) * MsPerSecond
  {
    assert MsPerSecond == 1000 && MsPerMinute == 60000 && MsPerHour == 3600000;
  }

  lemma SecondsAreSplit(seconds: int)
    requires 0 <= seconds < 86400
    ensures seconds / 3600 < 24 && seconds / 60 % 60 < 60 && seconds % 60 < 60
    ensures seconds == 3600 * (seconds / 3600) + 60 * (seconds / 60 % 60) + seconds % 60
  {
    assert seconds / 60 / 60 == seconds / 3600;
  }

  lemma TimeIsInRange(text: string)
    requires |text| == 9 && ParseTime(text).Some?
    ensures 0 <= ParseTime(text).value <= MsPerDay - MsPerSecond
  {
  }

  // ---- offsets

  lemma OffsetsAreRead()
    ensures ParseOffset("Z") == Some(0)
    ensures ParseOffset("+2359") == Some(MaxOffset) && ParseOffset("-2359") == Some(-MaxOffset)
  {
    TwoDigitsAreRead(23, 24);
    TwoDigitsAreRead(59, 60);
    assert TwoDigits(23) == "23" && TwoDigits(59) == "59";
    assert "+2359"[1..3] == "23" && "+2359"[3..] == "59";
    assert "-2359"[1..3] == "23" && "-2359"[3..] == "59";
  }

  lemma OffsetIsInRange(text: string)
    requires ParseOffset(text).Some?
    ensures -MaxOffset <= ParseOffset(text).value <= MaxOffset
  {
  }

  // ---- all of it

  lemma LocalIsRead(local: int, offset: string, ahead: int)
    requires FirstMidnight <= local < EndOfYears
    requires ParseOffset(offset) == Some(ahead) && |offset| >= 1
    ensures ParseDatetime(PrintLocal(local) + offset) == Some(local - ahead)
  {
    var days, rest := local / MsPerDay, local % MsPerDay;
    var text := PrintLocal(local) + offset;
    DayIsRead(days);
    TimeIsRead(rest / MsPerSecond);
    ThreeDigitsAreRead(rest % MsPerSecond);
    assert text[..10] == PrintDay(days);
    assert text[10..19] == PrintTime(rest / MsPerSecond);
    assert text[19] == '.';
    assert text[20..23] == ThreeDigits(rest % MsPerSecond);
    assert text[23..] == offset;
  }

  lemma EpochIsRead()
    ensures ParseDatetime("1970-01-01") == Some(0)
  {
    var text := "1970-01-01";
    assert FourDigits(1970) == "1970" && TwoDigits(1) == "01";
    DayFieldsAreRead(text, 1970, 1, 1);
    assert text[..10] == text;
    assert DayNumber(1970, 1, 1) == 0;
  }

  lemma TextIsConstructed(f: ExtensionFunction, text: string, env: Environment)
    requires IsConstructor(f)
    ensures Evaluate(Call(f, [Literal(String(text))]), env) == OrExtensionError(Construct(f, text))
  {
    var args := [Literal(String(text))];
    assert args[1..] == [] && EvaluateAll([], env) == Ok([]);
    assert EvaluateAll(args, env) == Ok([Primitive(String(text))] + []);
    assert [Primitive(String(text))] + [] == [Primitive(String(text))];
  }
}
