// expect 3:40: a map comprehension of several variables is not part of the subset
module M {
  function method F(): map<int, int> { map x, y | x in {1} && y in {2} :: x }
}
