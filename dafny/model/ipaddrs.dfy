include "digits.dfy"

// The extension type ipaddr: an IPv4 or IPv6 address with a prefix length, which stands for
// the range of addresses that begin with the same bits.
//
// The bits after the prefix are kept: they make no difference to the range, and do to `==`.
module Ipaddrs {
  import opened Options
  import opened Digits

  datatype Family = V4 | V6

  // `groups` are the parts of the address as written: 4 of 8 bits, or 8 of 16 bits.
  datatype Ipaddr = Ipaddr(family: Family, groups: seq<int>, prefix: int)

  // Longer text is no address: 39 characters for eight groups, and 4 for `/128`.
  const MaxIpText: int := 43

  // ---- reading text

  // An address, then perhaps `/` and a prefix length. Without one, the whole address counts.
  function method ParseIpaddr(text: string): Option<Ipaddr> {
    if |text| > MaxIpText then None else
    var parts := Split(text, '/');
    if |parts| > 2 then None else
    var v4 := ParseV4(parts[0]);
    if v4.Some? then WithPrefix(V4, v4.value, parts[1..]) else
    var v6 := ParseV6(parts[0]);
    if v6.Some? then WithPrefix(V6, v6.value, parts[1..]) else None
  }

  function method WithPrefix(family: Family, groups: seq<int>, prefix: seq<string>): Option<Ipaddr>
    requires |prefix| <= 1
  {
    if prefix == [] then Some(Ipaddr(family, groups, Bits(family))) else
    var length := ParseShortNumber(prefix[0], 3, Bits(family));
    if length.None? then None else Some(Ipaddr(family, groups, length.value))
  }

  // Four numbers up to 255 between points.
  function method ParseV4(text: string): Option<seq<int>> {
    var parts := Split(text, '.');
    if |parts| != 4 then None else
    var a, b, c, d := ParseOctet(parts[0]), ParseOctet(parts[1]), ParseOctet(parts[2]), ParseOctet(parts[3]);
    if a.None? || b.None? || c.None? || d.None? then None
    else Some([a.value, b.value, c.value, d.value])
  }

  function method ParseOctet(text: string): Option<int> {
    ParseShortNumber(text, 3, 255)
  }

  // Eight groups between colons. One `::` may stand for one or more groups of zero. An IPv4
  // address as the last two groups is not accepted.
  function method ParseV6(text: string): Option<seq<int>> {
    var gap := GapAt(text);
    if gap == |text| then
      var all := ParseGroups(text);
      if all.Some? && |all.value| == 8 then all else None
    else
      var before, after := ParseGroups(text[..gap]), ParseGroups(text[gap + 2..]);
      if before.None? || after.None? || |before.value| + |after.value| > 7 then None
      else Some(before.value + Zeros(8 - |before.value| - |after.value|) + after.value)
  }

  // Where the first `::` stands; the length of the text if nowhere.
  function method GapAt(text: string): int
    ensures 0 <= GapAt(text) <= |text|
    ensures GapAt(text) < |text| ==> GapAt(text) + 2 <= |text|
  {
    if text == [] then 0
    else if |text| >= 2 && text[0] == ':' && text[1] == ':' then 0
    else 1 + GapAt(text[1..])
  }

  function method ParseGroups(text: string): Option<seq<int>> {
    if text == [] then Some([]) else GroupValues(Split(text, ':'))
  }

  function method GroupValues(parts: seq<string>): Option<seq<int>> {
    if parts == [] then Some([]) else
    if !(1 <= |parts[0]| <= 4 && AllHexDigits(parts[0])) then None else
    var others := GroupValues(parts[1..]);
    if others.None? then None else Some([HexNumberOf(parts[0])] + others.value)
  }

  function method Zeros(count: int): seq<int> {
    if count <= 0 then [] else [0] + Zeros(count - 1)
  }

  // A number of few digits, without leading zeros, up to `max`.
  function method ParseShortNumber(text: string, maxDigits: int, max: int): Option<int> {
    if 1 <= |text| <= maxDigits && AllDigits(text) && (|text| == 1 || text[0] != '0') && NumberOf(text) <= max
    then Some(NumberOf(text))
    else None
  }

  predicate method AllHexDigits(text: string) {
    forall c :: c in text ==> IsHexDigit(c)
  }

  predicate method IsHexDigit(c: char) {
    IsDigit(c) || 'a' <= c <= 'f' || 'A' <= c <= 'F'
  }

  function method HexNumberOf(text: string): int
    requires AllHexDigits(text)
  {
    if text == [] then 0
    else 16 * HexNumberOf(text[..|text| - 1]) + HexDigitValue(text[|text| - 1])
  }

  function method HexDigitValue(c: char): int
    requires IsHexDigit(c)
  {
    if IsDigit(c) then DigitValue(c)
    else if 'a' <= c then 10 + (c as int - 'a' as int)
    else 10 + (c as int - 'A' as int)
  }

  // The parts of `text` between the separators; one part if there is no separator.
  function method Split(text: string, separator: char): seq<string>
    ensures |Split(text, separator)| >= 1
  {
    if text == [] then [[]] else
    var rest := Split(text[1..], separator);
    if text[0] == separator then [[]] + rest else [[text[0]] + rest[0]] + rest[1..]
  }

  // ---- methods

  // Every address of the one range is in the other.
  predicate method IsWithin(ip: Ipaddr, range: Ipaddr) {
    ip.family == range.family
    && range.prefix <= ip.prefix
    && (forall i :: 0 <= i < range.prefix ==> Bit(ip, i) == Bit(range, i))
  }

  const LoopbackV4: Ipaddr := Ipaddr(V4, [127, 0, 0, 0], 8)
  const LoopbackV6: Ipaddr := Ipaddr(V6, [0, 0, 0, 0, 0, 0, 0, 1], 128)
  const MulticastV4: Ipaddr := Ipaddr(V4, [224, 0, 0, 0], 4)
  const MulticastV6: Ipaddr := Ipaddr(V6, [0xFF00, 0, 0, 0, 0, 0, 0, 0], 8)

  predicate method IsLoopbackRange(ip: Ipaddr) {
    IsWithin(ip, LoopbackV4) || IsWithin(ip, LoopbackV6)
  }

  predicate method IsMulticastRange(ip: Ipaddr) {
    IsWithin(ip, MulticastV4) || IsWithin(ip, MulticastV6)
  }

  // ---- bits

  function method Bits(family: Family): int {
    if family.V4? then 32 else 128
  }

  // Bit `i` of the address, the most significant first; 0 outside of it.
  function method Bit(ip: Ipaddr, i: int): int {
    var width := if ip.family.V4? then 8 else 16;
    if 0 <= i / width < |ip.groups| then ip.groups[i / width] / PowerOfTwo(width - 1 - i % width) % 2 else 0
  }

  function method PowerOfTwo(n: int): int
    ensures PowerOfTwo(n) > 0
  {
    if n <= 0 then 1 else 2 * PowerOfTwo(n - 1)
  }
}
