// expect 3:42: variable `x` ranges over no finite collection
module M {
  function method F(s: set<int>): bool { forall x :: x == 1 || x in s }
}
