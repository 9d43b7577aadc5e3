include "options.dfy"

// 64-bit integers: the range that every Long, decimal, datetime and duration must keep to.
module Longs {
  import opened Options

  const MinLong: int := -0x8000_0000_0000_0000
  const MaxLong: int := 0x7FFF_FFFF_FFFF_FFFF

  predicate method IsLong(i: int) {
    MinLong <= i <= MaxLong
  }

  function method Fitting(i: Option<int>): Option<int> {
    if i.Some? && IsLong(i.value) then i else None
  }

  function method Negated(i: Option<int>): Option<int> {
    if i.Some? then Fitting(Some(-i.value)) else None
  }

  // Division that rounds toward zero. Dafny's own rounds down.
  function method Truncate(i: int, divisor: int): int
    requires divisor > 0
  {
    if i >= 0 then i / divisor else -(-i / divisor)
  }
}
