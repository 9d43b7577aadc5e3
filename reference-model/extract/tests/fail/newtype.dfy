// expect 3:3: newtype is not part of the subset
module M {
  newtype N = x: int | 0 <= x < 10
}
