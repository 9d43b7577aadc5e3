include "extension_theorems.dfy"

// Every address range, printed and read, is itself again.
module IpaddrText {
  import opened Options
  import opened Digits
  import opened Ipaddrs
  import opened ExtensionTheorems

  predicate IsValid(ip: Ipaddr) {
    0 <= ip.prefix <= Bits(ip.family)
    && (if ip.family.V4?
        then |ip.groups| == 4 && AreOctets(ip.groups)
        else |ip.groups| == 8 && AreGroups(ip.groups))
  }

  // All groups and the prefix length are written out; `::` is not used.
  function PrintIpaddr(ip: Ipaddr): string
    requires IsValid(ip)
  {
    (if ip.family.V4? then JoinOctets(ip.groups) else JoinGroups(ip.groups)) + "/" + DigitsOf(ip.prefix)
  }

  lemma IpaddrIsReadBack(ip: Ipaddr)
    requires IsValid(ip)
    ensures ParseIpaddr(PrintIpaddr(ip)) == Some(ip)
  {
    ShortNumberIsRead(ip.prefix, Bits(ip.family));
    FewDigits(ip.prefix, 3);
    if ip.family.V4? {
      var address := JoinOctets(ip.groups);
      OctetsAreRead(ip.groups);
      PrefixIsSplitOff(address, DigitsOf(ip.prefix));
    } else {
      var address := JoinGroups(ip.groups);
      GroupsAreRead(ip.groups);
      GroupsHaveNoGap(ip.groups);
      SplitWhole(address, '.');
      PrefixIsSplitOff(address, DigitsOf(ip.prefix));
    }
  }

  // ---- numbers

  lemma ShortNumberIsRead(n: int, max: int)
    requires 0 <= n <= max <= 999
    ensures ParseShortNumber(DigitsOf(n), 3, max) == Some(n)
  {
    assert TenTo(3) == 1000;
    FewDigits(n, 3);
    DigitsAreRead(n);
    NoLeadingZero(n);
  }

  lemma NoLeadingZero(n: int)
    requires n >= 0
    ensures n > 0 ==> DigitsOf(n)[0] != '0'
    ensures |DigitsOf(n)| == 1 || DigitsOf(n)[0] != '0'
  {
    if n >= 10 { NoLeadingZero(n / 10); }
  }

  // ---- splitting

  lemma SplitWhole(part: string, separator: char)
    requires separator !in part
    ensures Split(part, separator) == [part]
  {
    if part != [] {
      SplitWhole(part[1..], separator);
      assert [part[0]] + part[1..] == part;
    }
  }

  lemma SplitFirst(part: string, separator: char, rest: string)
    requires separator !in part
    ensures Split(part + [separator] + rest, separator) == [part] + Split(rest, separator)
  {
    var text := part + [separator] + rest;
    if part == [] {
      assert text[1..] == rest;
    } else {
      SplitFirst(part[1..], separator, rest);
      assert text[1..] == part[1..] + [separator] + rest;
      assert [part[0]] + part[1..] == part;
    }
  }

  lemma PrefixIsSplitOff(address: string, prefix: string)
    requires '/' !in address && '/' !in prefix
    ensures Split(address + "/" + prefix, '/') == [address, prefix]
  {
    SplitFirst(address, '/', prefix);
    SplitWhole(prefix, '/');
  }

  // ---- IPv4

  predicate AreOctets(octets: seq<int>) {
    forall i :: 0 <= i < |octets| ==> 0 <= octets[i] <= 255
  }

  function JoinOctets(octets: seq<int>): string
    requires |octets| == 4 && AreOctets(octets)
  {
    DigitsOf(octets[0]) + "." + (DigitsOf(octets[1]) + "." + (DigitsOf(octets[2]) + "." + DigitsOf(octets[3])))
  }

  lemma OctetsAreRead(octets: seq<int>)
    requires |octets| == 4 && AreOctets(octets)
    ensures ParseV4(JoinOctets(octets)) == Some(octets)
    ensures '/' !in JoinOctets(octets) && |JoinOctets(octets)| <= 15
  {
    var a, b, c, d := DigitsOf(octets[0]), DigitsOf(octets[1]), DigitsOf(octets[2]), DigitsOf(octets[3]);
    SplitFirst(a, '.', b + "." + (c + "." + d));
    SplitFirst(b, '.', c + "." + d);
    SplitFirst(c, '.', d);
    SplitWhole(d, '.');
    assert Split(JoinOctets(octets), '.') == [a, b, c, d];
    assert TenTo(3) == 1000;
    forall i | 0 <= i < 4 ensures ParseOctet(DigitsOf(octets[i])) == Some(octets[i]) && |DigitsOf(octets[i])| <= 3 {
      ShortNumberIsRead(octets[i], 255);
      FewDigits(octets[i], 3);
    }
    assert octets == [octets[0], octets[1], octets[2], octets[3]];
  }

  // ---- IPv6

  function HexDigitOf(n: int): char
    requires 0 <= n <= 15
    ensures IsHexDigit(HexDigitOf(n)) && HexDigitValue(HexDigitOf(n)) == n
  {
    if n <= 9 then DigitOf(n)
    else if n == 10 then 'a' else if n == 11 then 'b' else if n == 12 then 'c'
    else if n == 13 then 'd' else if n == 14 then 'e' else 'f'
  }

  function HexOf(n: int): string
    requires n >= 0
    ensures AllHexDigits(HexOf(n)) && |HexOf(n)| >= 1 && IsHexDigit(HexOf(n)[0])
  {
    if n < 16 then [HexDigitOf(n)] else HexOf(n / 16) + [HexDigitOf(n % 16)]
  }

  lemma HexIsRead(n: int)
    requires n >= 0
    ensures HexNumberOf(HexOf(n)) == n
  {
    if n < 16 {
      var d := [HexDigitOf(n)];
      assert d[..|d| - 1] == [] && HexNumberOf([]) == 0;
    } else {
      HexIsRead(n / 16);
      var d := HexOf(n / 16) + [HexDigitOf(n % 16)];
      assert d[..|d| - 1] == HexOf(n / 16) && d[|d| - 1] == HexDigitOf(n % 16);
    }
  }

  lemma GroupHasFewDigits(n: int)
    requires 0 <= n <= 0xFFFF
    ensures |HexOf(n)| <= 4
  {
    if n >= 16 {
      if n / 16 >= 16 {
        if n / 16 / 16 >= 16 {
          assert n / 16 / 16 / 16 < 16;
          assert |HexOf(n / 16 / 16 / 16)| == 1;
        }
        assert |HexOf(n / 16 / 16)| <= 2;
      }
      assert |HexOf(n / 16)| <= 3;
    }
  }

  predicate AreGroups(groups: seq<int>) {
    |groups| >= 1 && forall i :: 0 <= i < |groups| ==> 0 <= groups[i] <= 0xFFFF
  }

  function JoinGroups(groups: seq<int>): string
    requires AreGroups(groups)
    ensures JoinGroups(groups) != [] && JoinGroups(groups)[0] != ':'
    ensures forall c :: c in JoinGroups(groups) ==> IsHexDigit(c) || c == ':'
  {
    if |groups| == 1 then HexOf(groups[0]) else HexOf(groups[0]) + ":" + JoinGroups(groups[1..])
  }

  lemma GroupsAreRead(groups: seq<int>)
    requires AreGroups(groups)
    ensures GroupValues(Split(JoinGroups(groups), ':')) == Some(groups)
    ensures |JoinGroups(groups)| <= 5 * |groups| - 1
  {
    var first := HexOf(groups[0]);
    HexIsRead(groups[0]);
    GroupHasFewDigits(groups[0]);
    if |groups| == 1 {
      SplitWhole(first, ':');
      OneGroupIsRead(groups[0]);
      assert groups == [groups[0]];
    } else {
      var rest := JoinGroups(groups[1..]);
      SplitFirst(first, ':', rest);
      GroupsAreRead(groups[1..]);
      var parts := [first] + Split(rest, ':');
      assert parts[1..] == Split(rest, ':');
      assert groups == [groups[0]] + groups[1..];
    }
  }

  lemma OneGroupIsRead(n: int)
    requires 0 <= n <= 0xFFFF
    ensures GroupValues([HexOf(n)]) == Some([n])
  {
    HexIsRead(n);
    GroupHasFewDigits(n);
    var parts := [HexOf(n)];
    assert parts[1..] == [] && GroupValues([]) == Some([]);
    assert [n] + [] == [n];
  }

  lemma GroupsHaveNoGap(groups: seq<int>)
    requires AreGroups(groups)
    ensures GapAt(JoinGroups(groups)) == |JoinGroups(groups)|
  {
    var first := HexOf(groups[0]);
    if |groups| == 1 {
      NoColonNoGap(first);
    } else {
      GroupsHaveNoGap(groups[1..]);
      GapIsLater(first, JoinGroups(groups[1..]));
    }
  }

  lemma NoColonNoGap(part: string)
    requires ':' !in part
    ensures GapAt(part) == |part|
  {
    if part != [] { NoColonNoGap(part[1..]); }
  }

  lemma GapIsLater(part: string, rest: string)
    requires ':' !in part && rest != [] && rest[0] != ':'
    ensures GapAt(part + ":" + rest) == |part| + 1 + GapAt(rest)
  {
    var text := part + ":" + rest;
    if part == [] {
      assert text[1..] == rest && text[1] == rest[0];
    } else {
      assert text[1..] == part[1..] + ":" + rest;
      GapIsLater(part[1..], rest);
    }
  }
}
