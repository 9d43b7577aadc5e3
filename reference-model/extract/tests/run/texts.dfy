// Characters and strings.
module Texts {
  function method Escapes(): string { "a\"\\\n\t\r\0\'\u00e9" }
  // expect Escapes = "a\{34}\{92}\{10}\{9}\{13}\{0}\{39}\{233}"
  function method Characters(): seq<int> { ['a' as int, '\u0041' as int, '\'' as int, '0' as int] }
  // expect Characters = [ 97 65 39 48 ]
  function method Order(): seq<bool> { ['a' < 'b', 'b' <= 'a', 'a' == 'a', 'b' > 'a', 'a' <= 'b' <= 'c'] }
  // expect Order = [ t f t t t ]
  function method Joined(): string { "ab" + "" + "cd" }
  // expect Joined = "abcd"
  function method Equal(s: string): seq<bool> { [s == "abc", s != "abc", "abc" == s, s == "", s == "ab" + "c", s == "abcd"] }
  function method Equals(): seq<seq<bool>> { [Equal("abc"), Equal(""), Equal("abd")] }
  // expect Equals = [ [ t f t f t f ] [ f t f t f f ] [ f t f f f f ] ]
  function method Prefixes(): seq<bool> { ["ab" <= "abc", "ab" < "abc", "ab" <= "ab", "ab" < "ab", "b" <= "abc", "" <= ""] }
  // expect Prefixes = [ t t t f f t ]
  function method Constant(): bool { "x" == "x" }
  // expect Constant = t
  function method Digits(s: string): int {
    if s == "" then 0 else Digits(s[..|s| - 1]) * 10 + (s[|s| - 1] as int - '0' as int)
  }
  function method Number(): int { Digits("2024") }
  // expect Number = 2024
  function method Listed(c: char): bool { c in "aeiou" }
  function method Vowels(): (bool, bool) { (Listed('e'), Listed('x')) }
  // expect Vowels = ( t f )
}
