include "digits.dfy"
include "longs.dfy"

// The extension type decimal: a number with four places, held as a Long that counts
// ten-thousandths.
module Decimals {
  import opened Options
  import opened Digits
  import opened Longs

  const UnitsPerOne: int := 10000

  // `-?[0-9]+\.[0-9]{1,4}`, if the value fits: from -922337203685477.5808 to
  // 922337203685477.5807. There is one zero: `-0.0` is `0.0`.
  function method ParseDecimal(text: string): Option<int> {
    if text != [] && text[0] == '-'
    then Negated(ParseUnits(text[1..]))
    else Fitting(ParseUnits(text))
  }

  function method ParseUnits(text: string): Option<int>
    ensures ParseUnits(text).Some? ==> 0 <= ParseUnits(text).value
  {
    var places := Places(text);
    if places == 0 then None else
    var whole, fraction := text[..|text| - places - 1], text[|text| - places..];
    if whole == [] || !AllDigits(whole) || !AllDigits(fraction) then None else
    var ones := ParseNumber(whole);
    if ones.None? then None else
    Some(ones.value * UnitsPerOne + NumberOf(fraction) * UnitsPerPlace(places))
  }

  // How many characters follow a point that is followed by one to four; 0 if there is none.
  function method Places(text: string): int
    ensures 0 <= Places(text) <= 4 && (Places(text) > 0 ==> Places(text) < |text|)
  {
    if |text| > 1 && text[|text| - 2] == '.' then 1
    else if |text| > 2 && text[|text| - 3] == '.' then 2
    else if |text| > 3 && text[|text| - 4] == '.' then 3
    else if |text| > 4 && text[|text| - 5] == '.' then 4
    else 0
  }

  // What a digit in the last of so many places counts for.
  function method UnitsPerPlace(places: int): int {
    if places == 1 then 1000 else if places == 2 then 100 else if places == 3 then 10 else 1
  }
}
