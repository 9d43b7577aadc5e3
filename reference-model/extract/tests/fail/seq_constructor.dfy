// expect 3:35: `seq(n, f)` is not part of the subset
module M {
  function method F(): seq<int> { seq(3, i => i) }
}
