// expect 4:13: unknown name `Nothing`
module M {
  function method F(): int
    ensures Nothing
  { 1 }
}
