// expect 3:66: map comprehension with a key expression is not part of the subset
module M {
  function method F(): map<int, int> { map x | x in {1} :: x + 1 := x }
}
