module Sequences {
  function method Numbers(): seq<int> { [10, 20, 30, 40] }
  function method Parts(): seq<seq<int>> {
    var s := Numbers();
    [s[1..3], s[1..], s[..1], s[..], s[4..], s[2..2], s[1..3][1..]]
  }
  // expect Parts = [ [ 20 30 ] [ 20 30 40 ] [ 10 ] [ 10 20 30 40 ] [ ] [ ] [ 30 ] ]
  function method Elements(): (int, int, int) { var s := Numbers(); (s[0], s[|s| - 1], |s[1..]|) }
  // expect Elements = ( 10 40 3 )
  function method Updated(): seq<int> { Numbers()[1 := 21] }
  // expect Updated = [ 10 21 30 40 ]
  function method Members(): seq<bool> { [20 in Numbers(), 25 in Numbers(), 25 !in Numbers(), 1 in []] }
  // expect Members = [ t f t f ]
  function method Sums(): seq<int> { [1] + [] + [2, 3] }
  // expect Sums = [ 1 2 3 ]
  function method Equal(): seq<bool> { [[1, 2] == [1] + [2], [1, 2] == [2, 1], [1][1..] == [], Numbers() == [], Numbers() != []] }
  // expect Equal = [ t f t f t ]
  function method Reverse(s: seq<int>): seq<int> { if s == [] then [] else Reverse(s[1..]) + [s[0]] }
  function method Reversed(): seq<int> { Reverse(Numbers()) }
  // expect Reversed = [ 40 30 20 10 ]

  function method At(s: seq<int>, i: int): int { s[i] }
  function method Outside(): int { At([1], 1) }
  // expect Outside = !IndexOutOfRange
  function method Before(): int { At([1], -1) }
  // expect Before = !IndexOutOfRange
  function method Slice(s: seq<int>, i: int, j: int): seq<int> { s[i..j] }
  function method Backwards(): seq<int> { Slice([1, 2], 2, 1) }
  // expect Backwards = !IndexOutOfRange
  function method Beyond(): seq<int> { Slice([1, 2][..1], 0, 2) }
  // expect Beyond = !IndexOutOfRange

  function method Count(s: seq<int>): int { if |s| == 0 then 0 else 1 + Count(s[1..]) }
  function method Repeat(n: int): seq<int> { if n <= 0 then [] else var half := Repeat(n / 2); half + half + (if n % 2 == 1 then [n] else []) }
  function method Deep(): int { Count(Repeat(900)) }
  // expect Deep = 900
  function method TooDeep(): int { Count(Repeat(1100)) }
  // expect TooDeep = !TooDeep
}
