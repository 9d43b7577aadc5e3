// expect 3:3: ghost function is not part of the subset
module M {
  function F(): int { 1 }
}
