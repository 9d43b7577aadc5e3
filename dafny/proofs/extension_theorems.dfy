include "../model/decimals.dfy"
include "../model/durations.dfy"
include "../model/datetimes.dfy"
include "../model/ipaddrs.dfy"

// Text and value of the extension types: what is printed is read back as the same value.
// And some laws of the calendar and of address ranges.
module ExtensionTheorems {
  import opened Options
  import opened Longs
  import opened Digits
  import opened Decimals
  import opened Durations
  import opened Datetimes
  import opened Ipaddrs

  // ---- numbers

  // The decimal digits of a number, at least one.
  function DigitsOf(n: int): string
    requires n >= 0
    ensures AllDigits(DigitsOf(n)) && |DigitsOf(n)| >= 1
  {
    if n < 10 then [DigitOf(n)] else DigitsOf(n / 10) + [DigitOf(n % 10)]
  }

  function DigitOf(n: int): char
    requires 0 <= n <= 9
    ensures IsDigit(DigitOf(n)) && DigitValue(DigitOf(n)) == n
  {
    if n == 0 then '0' else if n == 1 then '1' else if n == 2 then '2' else if n == 3 then '3'
    else if n == 4 then '4' else if n == 5 then '5' else if n == 6 then '6' else if n == 7 then '7'
    else if n == 8 then '8' else '9'
  }

  lemma DigitsAreRead(n: int)
    requires n >= 0
    ensures NumberOf(DigitsOf(n)) == n
  {
    if n < 10 {
      var d := [DigitOf(n)];
      assert d[..|d| - 1] == [] && NumberOf([]) == 0;
    } else {
      DigitsAreRead(n / 10);
      var d := DigitsOf(n / 10) + [DigitOf(n % 10)];
      assert d[..|d| - 1] == DigitsOf(n / 10) && d[|d| - 1] == DigitOf(n % 10);
    }
  }

  function TenTo(n: int): int
    ensures TenTo(n) >= 1
  {
    if n <= 0 then 1 else 10 * TenTo(n - 1)
  }

  lemma FewDigits(n: int, digits: int)
    requires 0 <= n < TenTo(digits) && digits >= 1
    ensures |DigitsOf(n)| <= digits
    decreases digits
  {
    if n >= 10 {
      assert TenTo(digits) == 10 * TenTo(digits - 1);
      FewDigits(n / 10, digits - 1);
    }
  }

  lemma LongsHaveFewDigits(n: int)
    requires 0 <= n <= MaxLong + 1
    ensures |DigitsOf(n)| <= 19
  {
    assert TenTo(19) == 10_000_000_000_000_000_000 by {
      assert TenTo(5) == 100_000;
      assert TenTo(10) == 10_000_000_000;
      assert TenTo(15) == 1_000_000_000_000_000;
    }
    FewDigits(n, 19);
  }

  lemma NumberIsRead(n: int)
    requires 0 <= n <= MaxLong + 1
    ensures ParseNumber(DigitsOf(n)) == Some(n)
  {
    LongsHaveFewDigits(n);
    DigitsAreRead(n);
    var d := DigitsOf(n);
    assert d[0..] == d;
  }

  // ---- duration

  function PrintDuration(ms: int): string {
    if ms < 0 then "-" + (DigitsOf(-ms) + "ms") else DigitsOf(ms) + "ms"
  }

  lemma DurationIsReadBack(ms: int)
    requires IsLong(ms)
    ensures ParseDuration(PrintDuration(ms)) == Some(ms)
  {
    var n := if ms < 0 then -ms else ms;
    var text := DigitsOf(n) + "ms";
    assert text[0] == DigitsOf(n)[0] && IsDigit(text[0]);
    MillisecondsAreRead(n, Units);
    SignIsRead(text, n);
  }

  lemma SignIsRead(text: string, n: int)
    requires text != [] && text[0] != '-' && SumOfQuantities(text, Units) == Some(n)
    ensures ParseDuration(text) == Fitting(Some(n))
    ensures ParseDuration("-" + text) == Negated(Some(n))
  {
    assert ("-" + text)[1..] == text;
  }

  lemma MillisecondsAreRead(n: int, units: seq<Unit>)
    requires 0 <= n <= MaxLong + 1
    requires |units| >= 1 && units[|units| - 1] == Unit("ms", 1)
    requires forall i :: 0 <= i < |units| - 1 ==> units[i].suffix != "ms"
    ensures SumOfQuantities(DigitsOf(n) + "ms", units) == Some(n)
    decreases |units|
  {
    var digits := DigitsOf(n);
    var text := digits + "ms";
    DigitsAreCounted(digits, "ms");
    assert text[|digits|..] == "ms" && text[..|digits|] == digits;
    assert FirstSuffix("ms") == "ms";
    if |units| == 1 {
      NumberIsRead(n);
      assert text[|digits| + 2..] == [];
      assert SumOfQuantities([], units[1..]) == Some(0);
    } else {
      assert units[0].suffix != "ms";
      MillisecondsAreRead(n, units[1..]);
    }
  }

  lemma DigitsAreCounted(digits: string, rest: string)
    requires AllDigits(digits) && (rest == [] || !IsDigit(rest[0]))
    ensures DigitCount(digits + rest) == |digits|
  {
    if digits == [] {
      assert digits + rest == rest;
    } else {
      assert (digits + rest)[1..] == digits[1..] + rest;
      DigitsAreCounted(digits[1..], rest);
    }
  }

  // ---- decimal

  // Always four places, as in `1.5000`.
  function PrintDecimal(units: int): string {
    if units < 0 then "-" + PrintUnits(-units) else PrintUnits(units)
  }

  function PrintUnits(units: int): string
    requires units >= 0
  {
    DigitsOf(units / UnitsPerOne) + "." + FourDigits(units % UnitsPerOne)
  }

  function FourDigits(n: int): string
    requires 0 <= n < 10000
    ensures AllDigits(FourDigits(n)) && |FourDigits(n)| == 4
  {
    [DigitOf(n / 1000), DigitOf(n / 100 % 10), DigitOf(n / 10 % 10), DigitOf(n % 10)]
  }

  lemma FourDigitsAreRead(n: int)
    requires 0 <= n < 10000
    ensures NumberOf(FourDigits(n)) == n
  {
    var d := FourDigits(n);
    assert d[..3][..2] == d[..2] && d[..2][..1] == d[..1] && d[..1][..0] == [];
    assert NumberOf(d[..1]) == n / 1000;
    assert NumberOf(d[..2]) == 10 * (n / 1000) + n / 100 % 10;
    assert NumberOf(d[..3]) == 10 * NumberOf(d[..2]) + n / 10 % 10;
    assert NumberOf(d) == 10 * NumberOf(d[..3]) + n % 10;
  }

  lemma DecimalIsReadBack(units: int)
    requires IsLong(units)
    ensures ParseDecimal(PrintDecimal(units)) == Some(units)
  {
    var n := if units < 0 then -units else units;
    UnitsAreRead(n);
    var text := PrintUnits(n);
    if units < 0 {
      assert PrintDecimal(units)[1..] == text;
    } else {
      assert text[0] == DigitsOf(n / UnitsPerOne)[0] && IsDigit(text[0]);
    }
  }

  lemma UnitsAreRead(n: int)
    requires 0 <= n <= MaxLong + 1
    ensures ParseUnits(PrintUnits(n)) == Some(n)
  {
    var whole, fraction := DigitsOf(n / UnitsPerOne), FourDigits(n % UnitsPerOne);
    var text := whole + "." + fraction;
    assert text[|text| - 5] == '.';
    assert text[|text| - 2] == fraction[2] && text[|text| - 3] == fraction[1] && text[|text| - 4] == fraction[0];
    assert Places(text) == 4;
    assert text[..|text| - 5] == whole && text[|text| - 4..] == fraction;
    NumberIsRead(n / UnitsPerOne);
    FourDigitsAreRead(n % UnitsPerOne);
  }

  // There is one zero.
  lemma MinusZeroIsZero()
    ensures ParseDecimal("-0.0") == ParseDecimal("0.0") == Some(0)
  {
    assert "-0.0"[1..] == "0.0";
    assert "0.0"[..1] == "0" && "0.0"[2..] == "0";
    assert "0"[..0] == [] && NumberOf("0") == 0;
    assert "0"[0..] == "0" && ParseNumber("0") == Some(0);
  }

  // ---- datetime

  // The day after the last of a month is the first of the next, and of a year likewise: no
  // day is counted twice or left out.
  lemma DaysFollowOneAnother(year: int, month: int, day: int)
    requires year >= 0 && 1 <= month <= 12 && 1 <= day <= DaysInMonth(year, month)
    ensures day < DaysInMonth(year, month)
      ==> DayNumber(year, month, day + 1) == DayNumber(year, month, day) + 1
    ensures day == DaysInMonth(year, month) && month < 12
      ==> DayNumber(year, month + 1, 1) == DayNumber(year, month, day) + 1
    ensures day == DaysInMonth(year, month) && month == 12
      ==> DayNumber(year + 1, 1, 1) == DayNumber(year, month, day) + 1
  {
    if month == 12 {
      YearHasItsDays(year);
      YearsFollowOneAnother(year);
    }
  }

  lemma YearHasItsDays(year: int)
    ensures DaysBeforeMonth(year, 12) + 31 == if IsLeapYear(year) then 366 else 365
  {
    var february := DaysInMonth(year, 2);
    assert DaysBeforeMonth(year, 1) == 0;
    assert DaysBeforeMonth(year, 2) == 31;
    assert DaysBeforeMonth(year, 3) == 31 + february;
    assert DaysBeforeMonth(year, 4) == 62 + february;
    assert DaysBeforeMonth(year, 5) == 92 + february;
    assert DaysBeforeMonth(year, 6) == 123 + february;
    assert DaysBeforeMonth(year, 7) == 153 + february;
    assert DaysBeforeMonth(year, 8) == 184 + february;
    assert DaysBeforeMonth(year, 9) == 215 + february;
    assert DaysBeforeMonth(year, 10) == 245 + february;
    assert DaysBeforeMonth(year, 11) == 276 + february;
  }

  lemma YearsFollowOneAnother(year: int)
    requires year >= 0
    ensures DaysBeforeYear(year + 1) == DaysBeforeYear(year) + if IsLeapYear(year) then 366 else 365
  {
    if year > 0 {
      MultiplesUpTo(year, 4);
      MultiplesUpTo(year, 100);
      MultiplesUpTo(year, 400);
      assert year % 400 == 0 ==> year % 100 == 0;
      assert year % 100 == 0 ==> year % 4 == 0;
    }
  }

  lemma MultiplesUpTo(n: int, d: int)
    requires n >= 1 && (d == 4 || d == 100 || d == 400)
    ensures n / d == (n - 1) / d + if n % d == 0 then 1 else 0
  {
    if d == 4 {
    } else if d == 100 {
    } else {
    }
  }

  // 1970-01-01 is the beginning.
  lemma EpochIsZero()
    ensures DayNumber(1970, 1, 1) == 0
  {
  }

  // A datetime is its midnight and the time since then, which is less than a day.
  lemma DateAndTimeMakeTheWhole(ms: int)
    requires ToMidnight(ms).Some?
    ensures ToMidnight(ms).value + SinceMidnight(ms) == ms
    ensures 0 <= SinceMidnight(ms) < MsPerDay
    ensures ToMidnight(ms).value % MsPerDay == 0
  {
  }

  // ---- ipaddr

  lemma RangeIsWithinItself(ip: Ipaddr)
    ensures IsWithin(ip, ip)
  {
  }

  lemma WithinIsTransitive(a: Ipaddr, b: Ipaddr, c: Ipaddr)
    requires IsWithin(a, b) && IsWithin(b, c)
    ensures IsWithin(a, c)
  {
    forall i | 0 <= i < c.prefix ensures Bit(a, i) == Bit(c, i) {
      assert Bit(a, i) == Bit(b, i);
    }
  }

  // Two ranges overlap only if one is within the other.
  lemma RangesNest(a: Ipaddr, b: Ipaddr, common: Ipaddr)
    requires IsWithin(common, a) && IsWithin(common, b)
    ensures IsWithin(a, b) || IsWithin(b, a)
  {
    if b.prefix <= a.prefix {
      forall i | 0 <= i < b.prefix ensures Bit(a, i) == Bit(b, i) {
        assert Bit(common, i) == Bit(a, i) && Bit(common, i) == Bit(b, i);
      }
    } else {
      forall i | 0 <= i < a.prefix ensures Bit(b, i) == Bit(a, i) {
        assert Bit(common, i) == Bit(a, i) && Bit(common, i) == Bit(b, i);
      }
    }
  }
}
