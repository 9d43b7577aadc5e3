// `like`: text matched against a pattern of characters and wildcards.
//
// A wildcard stands for any text, the empty one included. Reading a pattern from source,
// where `*` is a wildcard and `\*` a star, is syntax.
module Patterns {
  datatype PatternElem = Literally(c: char) | Wildcard
  type Pattern = seq<PatternElem>

  predicate method Like(text: string, pattern: Pattern) {
    |text| in Reach(text, pattern)
  }

  // The lengths of those beginnings of `text` that the whole pattern matches. Following all
  // of them together keeps the cost within |text| * |pattern|, whatever the pattern.
  function method Reach(text: string, pattern: Pattern): set<int>
    ensures forall n :: n in Reach(text, pattern) ==> 0 <= n <= |text|
  {
    if pattern == [] then {0}
    else Advance(text, Reach(text, pattern[..|pattern| - 1]), pattern[|pattern| - 1])
  }

  // The lengths reached from those in `from` by one more element of the pattern.
  function method Advance(text: string, from: set<int>, elem: PatternElem): set<int>
    requires forall n :: n in from ==> 0 <= n <= |text|
    ensures forall n :: n in Advance(text, from, elem) ==> 0 <= n <= |text|
  {
    match elem
    case Literally(c) => set n | n in from && n < |text| && text[n] == c :: n + 1
    case Wildcard => set n | 0 <= n <= |text| && exists m :: m in from && m <= n
  }
}
