// expect 3:28: function type is not part of the subset
module M {
  function method F(f: int -> int): int { 1 }
}
