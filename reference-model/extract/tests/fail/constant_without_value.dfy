// expect 3:9: constant without a value is not part of the subset
module M {
  const C: int
}
