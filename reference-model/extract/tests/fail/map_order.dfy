// expect 3:47: `<` on `map<int, int>` is not part of the subset
module M {
  function method F(m: map<int, int>): bool { m < m }
}
