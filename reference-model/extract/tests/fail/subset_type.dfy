// expect 3:3: subset type is not part of the subset
module M {
  type N = x: int | 0 <= x < 10 witness 1
}
