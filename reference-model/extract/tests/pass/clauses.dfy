// Clauses for the verifier are checked for names and types, and not emitted.
module Clauses {
  function method {:opaque} Half(n: nat): (half: nat)
    requires n % 2 == 0
    ensures half + half == n
    ensures forall m: int :: m == half ==> m <= n
    decreases n, 1
  {
    n / 2
  }

  predicate method Positive(s: seq<int>)
    requires |s| > 0
    requires forall i :: 0 <= i < |s| ==> s[i] == s[i];
  {
    forall i {:trigger s[i]} :: 0 <= i < |s| ==> s[i] > 0
  }
}
