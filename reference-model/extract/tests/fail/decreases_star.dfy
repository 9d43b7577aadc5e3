// expect 3:38: `decreases *` is not part of the subset
module M {
  function method F(): int decreases * { 1 }
}
