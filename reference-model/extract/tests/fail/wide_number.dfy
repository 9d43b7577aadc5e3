// expect 3:30: number does not fit in 128 bits
module M {
  function method F(): int { 999999999999999999999999999999999999999999 }
}
