// expect 3:9: constant without a type
module M {
  const C := 1
}
