// expect 3:37: a chain that mixes these relations is not part of the subset
module M {
  function method F(a: int): bool { 0 <= a > 3 }
}
