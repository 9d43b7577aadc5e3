// expect 3:35: variable `x` ranges over no finite collection
module M {
  function method F(): set<int> { set x: int | x * x == 4 }
}
