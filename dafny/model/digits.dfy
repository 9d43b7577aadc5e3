include "options.dfy"

// Decimal digits in text, and the numbers that they write.
module Digits {
  import opened Options

  // Digits that count: more than any number that fits in 64 bits has.
  const MaxDigits: int := 20

  predicate method IsDigit(c: char) {
    '0' <= c <= '9'
  }

  predicate method AllDigits(text: string) {
    forall c :: c in text ==> IsDigit(c)
  }

  // The number that `text` writes, unless it has more than `MaxDigits` digits after its
  // leading zeros, and so is beyond any use.
  function method ParseNumber(text: string): Option<int>
    requires AllDigits(text)
    ensures ParseNumber(text).Some? ==> 0 <= ParseNumber(text).value
  {
    var split := if |text| <= MaxDigits then 0 else |text| - MaxDigits;
    if forall c :: c in text[..split] ==> c == '0'
    then Some(NumberOf(text[split..]))
    else None
  }

  function method NumberOf(digits: string): int
    requires AllDigits(digits)
    ensures 0 <= NumberOf(digits)
  {
    if digits == [] then 0
    else 10 * NumberOf(digits[..|digits| - 1]) + DigitValue(digits[|digits| - 1])
  }

  function method DigitValue(c: char): int
    requires IsDigit(c)
    ensures 0 <= DigitValue(c) <= 9
  {
    c as int - '0' as int
  }

  // How many digits `text` begins with.
  function method DigitCount(text: string): int
    ensures 0 <= DigitCount(text) <= |text|
    ensures AllDigits(text[..DigitCount(text)])
  {
    if text == [] || !IsDigit(text[0]) then 0 else 1 + DigitCount(text[1..])
  }
}
