module Sets {
  function method Small(): set<int> { {3, 1, 2, 1} }
  function method Algebra(): seq<set<int>> {
    var s := Small();
    var t := {2, 4};
    [s + t, s * t, s - t, t - s, s + {}, {} * s]
  }
  // expect Algebra = [ { 1 2 3 4 } { 2 } { 1 3 } { 4 } { 1 2 3 } { } ]
  function method Relations(): seq<bool> {
    var s := Small();
    [{1} <= s, s <= s, s < s, {1} < s, s >= {2}, s > s, s !! {5}, s !! {1}, {1, 2} == {2, 1}, s == {}, {} == s - s]
  }
  // expect Relations = [ t t f t t f t f t f t ]
  function method Sizes(): (int, int) { (|Small()|, |{7, 7}|) }
  // expect Sizes = ( 3 1 )
  function method Members(): seq<bool> { [1 in Small(), 4 in Small(), 4 !in Small()] }
  // expect Members = [ t f t ]
  function method Nested(): set<set<int>> { {{1, 2}, {2, 1}, {}} }
  // expect Nested = { { } { 1 2 } }
  function method Ordered(s: set<int>, t: set<int>, u: set<int>): bool { s <= t < u }
  function method Chains(): (bool, bool) { (Ordered({}, {1}, {1, 2}), Ordered({1}, {1}, {1})) }
  // expect Chains = ( t f )
}
