// expect 3:24: multiset is not part of the subset
module M {
  function method F(x: multiset<int>): int { 1 }
}
