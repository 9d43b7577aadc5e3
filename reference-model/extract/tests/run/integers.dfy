// Integers are unbounded in Dafny; division is Euclidean.
module Integers {
  const Million: int := 1_000_000
  const Lowest: int := -0x8000_0000_0000_0000

  function method Constants(): (int, int) { (Million, Lowest) }
  // expect Constants = ( 1000000 -9223372036854775808 )

  function method Arithmetic(): seq<int> { [1 + 2, 1 - 2, 3 * -4, -(-5), 2 + 3 * 4, (2 + 3) * 4, 10 - 3 - 2] }
  // expect Arithmetic = [ 3 -1 -12 5 14 20 5 ]

  function method Quotients(): seq<int> { [7 / 2, -7 / 2, 7 / -2, -7 / -2] }
  // expect Quotients = [ 3 -4 -3 4 ]

  function method Remainders(): seq<int> { [7 % 2, -7 % 2, 7 % -2, -7 % -2] }
  // expect Remainders = [ 1 1 1 1 ]

  function method Order(): seq<bool> { [1 < 2, 2 < 2, 2 <= 2, 3 <= 2, 2 > 1, 2 >= 2, 1 > 1, 1 == 1, 1 != 1] }
  // expect Order = [ t f t f t t f t f ]

  function method Between(n: int): bool { 0 <= n < 10 }
  function method Chains(): seq<bool> { [Between(0), Between(9), Between(10), Between(-1), 1 < 2 <= 2 == 2, 3 > 2 >= 2 > 1] }
  // expect Chains = [ t t f f t t ]

  function method Power(base: int, exponent: nat): int {
    if exponent == 0 then 1 else base * Power(base, exponent - 1)
  }
  function method Wide(): int { Power(2, 126) + (Power(2, 126) - 1) }
  // expect Wide = 170141183460469231731687303715884105727
  function method TooWide(): int { Power(2, 127) }
  // expect TooWide = !IntegerOverflow
  function method SumTooWide(): int { Wide() + 1 }
  // expect SumTooWide = !IntegerOverflow
  function method NegationTooWide(): int { -(-Wide() - 1) }
  // expect NegationTooWide = !IntegerOverflow
  function method Divided(n: int): int requires n != 0 { 1 / n }
  function method ByZero(): int { Divided(0) }
  // expect ByZero = !DivisionByZero
  function method ModuloZero(): int { var zero := 0; 1 % zero }
  // expect ModuloZero = !DivisionByZero
}
