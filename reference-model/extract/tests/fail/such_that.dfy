// expect 3:36: assign-such-that `:|` is not part of the subset
module M {
  function method F(): int { var x :| x == 1; x }
}
