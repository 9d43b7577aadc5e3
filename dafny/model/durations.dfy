include "digits.dfy"
include "longs.dfy"

// The extension type duration: a Long that counts milliseconds.
module Durations {
  import opened Options
  import opened Digits
  import opened Longs

  const MsPerSecond: int := 1000
  const MsPerMinute: int := 60 * MsPerSecond
  const MsPerHour: int := 60 * MsPerMinute
  const MsPerDay: int := 24 * MsPerHour

  datatype Unit = Unit(suffix: string, ms: int)

  // The units, in the order in which they may be written.
  const Units: seq<Unit> :=
    [Unit("d", MsPerDay), Unit("h", MsPerHour), Unit("m", MsPerMinute), Unit("s", MsPerSecond), Unit("ms", 1)]

  // `-?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?` with at least one quantity, if
  // the sum fits.
  function method ParseDuration(text: string): Option<int> {
    if text != [] && text[0] == '-'
    then (if |text| == 1 then None else Negated(SumOfQuantities(text[1..], Units)))
    else if text == [] then None
    else Fitting(SumOfQuantities(text, Units))
  }

  // The sum of quantities in some of `units`, in their order, each at most once.
  function method SumOfQuantities(text: string, units: seq<Unit>): Option<int>
    decreases |units|
  {
    if text == [] then Some(0)
    else if units == [] then None
    else
      var count := DigitCount(text);
      var suffix := FirstSuffix(text[count..]);
      if count == 0 then None
      else if suffix != units[0].suffix then SumOfQuantities(text, units[1..])
      else
        var quantity := ParseNumber(text[..count]);
        var others := SumOfQuantities(text[count + |suffix|..], units[1..]);
        if quantity.Some? && others.Some?
        then Some(quantity.value * units[0].ms + others.value)
        else None
  }

  // The unit that `text` begins with: `ms` is never `m` and something that begins with `s`.
  function method FirstSuffix(text: string): string
    ensures |FirstSuffix(text)| <= |text|
  {
    if |text| >= 2 && text[0] == 'm' && text[1] == 's' then text[..2]
    else if text != [] then text[..1]
    else []
  }
}
