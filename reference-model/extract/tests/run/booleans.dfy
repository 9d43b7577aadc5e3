// Connectives evaluate no more than they need.
module Booleans {
  function method Stops(s: seq<bool>): bool { s[0] }
  function method ShortAnd(): bool { false && Stops([]) }
  // expect ShortAnd = f
  function method ShortOr(): bool { true || Stops([]) }
  // expect ShortOr = t
  function method ShortImplies(): bool { false ==> Stops([]) }
  // expect ShortImplies = t
  function method LongAnd(): bool { true && Stops([]) }
  // expect LongAnd = !IndexOutOfRange

  function method Table(a: bool, b: bool): seq<bool> {
    [a && b, a || b, a ==> b, a <== b, a <==> b, a == b, a != b, !a]
  }
  function method Tables(): seq<seq<bool>> { [Table(false, false), Table(false, true), Table(true, false), Table(true, true)] }
  // expect Tables = [ [ f f t t t t f t ] [ f t t f f f t t ] [ f t f t f f t f ] [ t t t t t t f f ] ]

  // `==>` is right-associative and binds less than `||`.
  function method Nested(): seq<bool> { [false ==> true ==> false, (true ==> false) ==> false, true || false ==> false, !(true && false)] }
  // expect Nested = [ t t f t ]

  predicate method Layout(a: bool, b: bool) {
    && a
    && (|| b
        || !b)
  }
  function method Layouts(): (bool, bool) { (Layout(true, false), Layout(false, true)) }
  // expect Layouts = ( t f )
  function method Choice(): int { if 1 < 2 then if 2 < 1 then 1 else 2 else 3 }
  // expect Choice = 2
}
