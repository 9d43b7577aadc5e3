// expect 3:3: lemma is not part of the subset
module M {
  lemma F() { }
}
