// expect 3:31: multiset is not part of the subset
module M {
  function method F(): int { |multiset{1}| }
}
