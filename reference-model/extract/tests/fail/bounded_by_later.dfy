// expect 3:47: variable `x` ranges over no finite collection
module M {
  function method F(s: set<set<int>>): bool { exists x, t: set<int> :: x in t && t in s }
}
