// expect 4:32: expected `set<int>`, found `set<bool>`
module M {
  function method F(s: set<int>): int { |s| }
  function method G(): int { F({true}) }
}
