// expect 3:19: function without a body is not part of the subset
module M {
  function method F(): int
}
