// expect 4:14: unknown name `Nothing`
module M {
  function method F(): int
    requires Nothing
  { 1 }
}
