// expect 3:56: `+` on `map<int, int>` is not part of the subset
module M {
  function method F(m: map<int, int>): map<int, int> { m + m }
}
