// Quantifiers and comprehensions over finite domains.
module Quantifiers {
  function method AllSmall(s: set<int>): bool { forall x :: x in s ==> x < 10 }
  function method AllSmalls(): seq<bool> { [AllSmall({}), AllSmall({1, 9}), AllSmall({1, 10, 2})] }
  // expect AllSmalls = [ t t f ]
  function method Ranged(s: seq<int>): bool { forall i | 0 <= i < |s| - 1 :: s[i] <= s[i + 1] }
  function method Rangeds(): seq<bool> { [Ranged([]), Ranged([1, 1, 2]), Ranged([1, 3, 2])] }
  // expect Rangeds = [ t t f ]
  function method Some(m: map<string, int>, n: int): bool { exists k :: k in m && m[k] == n }
  function method Somes(): seq<bool> { [Some(map["a" := 1], 1), Some(map["a" := 1], 2), Some(map[], 0)] }
  // expect Somes = [ t f f ]
  function method Pairs(s: set<int>, t: seq<int>): bool { forall x, y :: x in s && y in t ==> x != y }
  function method Paired(): seq<bool> { [Pairs({1}, [2, 3]), Pairs({1, 2}, [3, 2]), Pairs({}, [1])] }
  // expect Paired = [ t f t ]
  function method Triangle(): bool { exists a, b, c :: 1 <= a < 6 && a < b < 6 && b < c <= 5 && a * a + b * b == c * c }
  // expect Triangle = t
  function method NoTriangle(): bool { exists a, b, c :: 1 <= a < 4 && a < b < 5 && b < c <= 4 && a * a + b * b == c * c }
  // expect NoTriangle = f
  function method Lazy(): (bool, bool) { (exists x :: x in [1, 0] && 1 / x == 1, forall x :: x in [2, 0] ==> 1 / x == 1) }
  // expect Lazy = ( t f )
  function method Implied(m: map<int, int>): bool { forall k :: k in m ==> m[k] != 0 ==> k / m[k] == 1 }
  function method Implieds(): (bool, bool) { (Implied(map[5 := 5, 3 := 0]), Implied(map[5 := 1])) }
  // expect Implieds = ( t f )
  function method Keys(m: map<int, bool>): bool { forall k | k in m.Keys :: m[k] }
  function method KeysOf(): (bool, bool) { (Keys(map[1 := true]), Keys(map[1 := true, 2 := false])) }
  // expect KeysOf = ( t f )
  function method Backwards(n: int): bool { exists i :: n > i >= 0 && i * i == n }
  function method Squares(): (bool, bool) { (Backwards(9), Backwards(8)) }
  // expect Squares = ( t f )
  function method Characters(s: string): bool { forall c :: c in s ==> '0' <= c <= '9' }
  function method Digits(): (bool, bool) { (Characters("123"), Characters("12a")) }
  // expect Digits = ( t f )

  function method Evens(s: set<int>): set<int> { set x | x in s && x % 2 == 0 }
  function method Doubles(s: seq<int>): set<int> { set x | x in s :: x + x }
  function method Sums(s: set<int>, t: set<int>): set<int> { set x, y | x in s && y in t && x < y :: x + y }
  function method Sets(): seq<set<int>> { [Evens({1, 2, 4}), Doubles([1, 2, 1]), Sums({1, 2}, {2, 3}), set i | 2 <= i <= 4] }
  // expect Sets = [ { 2 4 } { 2 4 } { 3 4 5 } { 2 3 4 } ]
  function method Inverse(m: map<int, string>, n: string): set<int> { set k | k in m && m[k] == n }
  function method Inverses(): set<int> { Inverse(map[1 := "a", 2 := "b", 3 := "a"], "a") }
  // expect Inverses = { 1 3 }
  function method Lengths(s: set<string>): map<string, int> { map w | w in s :: |w| }
  function method Filtered(m: map<string, int>): map<string, int> { map k | k in m && m[k] > 1 :: m[k] * 10 }
  function method Table(n: int): map<int, int> { map i | 0 <= i < n :: i * i }
  function method Maps(): (map<string, int>, map<string, int>, map<int, int>) { (Lengths({"a", "bcd"}), Filtered(map["x" := 1, "y" := 2]), Table(3)) }
  // expect Maps = ( < "a" 1 "bcd" 3 > < "y" 20 > < 0 0 1 1 2 4 > )
  function method Nested(s: set<set<int>>): set<int> { set t, x | t in s && x in t :: x }
  function method Flat(): set<int> { Nested({{1, 2}, {2, 3}, {}}) }
  // expect Flat = { 1 2 3 }
  function method Within(s: set<int>): set<set<int>> { set x | x in s :: set y | y in s && y < x }
  function method Below(): set<set<int>> { Within({1, 2, 3}) }
  // expect Below = { { } { 1 } { 1 2 } }

  // A domain may have a meaning only for what an earlier one gives.
  function method Reach(keys: set<int>, m: map<int, set<int>>): set<int> { set k, v | k in keys * m.Keys && v in m[k] && v != 7 :: v }
  function method Reached(): set<int> { Reach({1, 2}, map[2 := {5, 6, 7}]) }
  // expect Reached = { 5 6 }
  // Conditions between and before domains.
  function method Between(s: set<int>, t: seq<int>): seq<bool> {
    [forall x, y :: x in s && x > 1 && y in t && y > x ==> y == 5, exists x, y :: x in s && (x > 1 || x < 0) && y in t && y == x]
  }
  function method Betweens(): seq<seq<bool>> { [Between({1, 2}, [5, 2]), Between({1, 2}, [1, 6]), Between({-1}, [])] }
  // expect Betweens = [ [ t t ] [ f f ] [ t f ] ]
  function method Before(s: seq<int>, c: bool, d: bool): seq<bool> { [exists x :: (c || d) && x in s, forall x :: c && x in s ==> x == 1, forall x :: x in s && c ==> x == 1] }
  function method Befores(): seq<seq<bool>> { [Before([], false, true), Before([0], true, false), Before([0], false, false)] }
  // expect Befores = [ [ f t t ] [ t f f ] [ f t t ] ]
}
