include "../model/patterns.dfy"

// `like` as the language defines it, and that the model's cheap way of computing it agrees.
module LikeTheorem {
  import opened Patterns

  // The definition: a wildcard stands for some text, then the rest must match the rest.
  predicate Matches(text: string, pattern: Pattern)
    decreases |pattern|
  {
    if pattern == [] then text == []
    else if pattern[0].Wildcard? then exists n :: 0 <= n <= |text| && Matches(text[n..], pattern[1..])
    else text != [] && text[0] == pattern[0].c && Matches(text[1..], pattern[1..])
  }

  lemma LikeIsMatches(text: string, pattern: Pattern)
    ensures Like(text, pattern) <==> Matches(text, pattern)
  {
    ReachIsMatches(text, pattern, |text|);
    assert text[..|text|] == text;
  }

  lemma ReachIsMatches(text: string, pattern: Pattern, n: int)
    requires 0 <= n <= |text|
    ensures n in Reach(text, pattern) <==> Matches(text[..n], pattern)
    decreases |pattern|
  {
    if pattern == [] {
      assert Matches(text[..n], []) <==> n == 0;
    } else {
      var init, last := pattern[..|pattern| - 1], pattern[|pattern| - 1];
      assert pattern == init + [last];
      MatchesFromTheEnd(text[..n], init, last);
      if last.Wildcard? {
        forall m | 0 <= m <= n ensures text[..n][..m] == text[..m] {}
        forall m | 0 <= m <= n ensures m in Reach(text, init) <==> Matches(text[..m], init) {
          ReachIsMatches(text, init, m);
        }
      } else if n > 0 {
        ReachIsMatches(text, init, n - 1);
        assert text[..n][..n - 1] == text[..n - 1];
      }
    }
  }

  // The definition takes the first element off a pattern; this takes off the last.
  lemma MatchesFromTheEnd(text: string, init: Pattern, last: PatternElem)
    ensures Matches(text, init + [last]) <==>
      if last.Wildcard? then exists m :: 0 <= m <= |text| && Matches(text[..m], init)
      else text != [] && text[|text| - 1] == last.c && Matches(text[..|text| - 1], init)
    decreases |init|
  {
    var pattern := init + [last];
    if init == [] {
      assert pattern[1..] == [];
      if last.Wildcard? {
        assert text[|text|..] == [] && Matches(text[|text|..], pattern[1..]);
        assert text[..0] == [] && Matches(text[..0], init);
      } else if text != [] {
        assert Matches(text[1..], pattern[1..]) <==> |text| == 1;
      }
    } else {
      assert pattern[0] == init[0] && pattern[1..] == init[1..] + [last];
      if init[0].Wildcard? {
        FromTheEndAfterWildcard(text, init, last);
      } else if text != [] {
        FromTheEndAfterChar(text, init, last);
      } else if last.Wildcard? {
        assert !Matches(text[..0], init);
      }
    }
  }

  lemma FromTheEndAfterWildcard(text: string, init: Pattern, last: PatternElem)
    requires init != [] && init[0].Wildcard?
    ensures Matches(text, init + [last]) <==>
      if last.Wildcard? then exists m :: 0 <= m <= |text| && Matches(text[..m], init)
      else text != [] && text[|text| - 1] == last.c && Matches(text[..|text| - 1], init)
    decreases |init|, 0
  {
    var pattern := init + [last];
    var rest := init[1..];
    assert pattern[0] == init[0] && pattern[1..] == rest + [last];
    if Matches(text, pattern) {
      var n :| 0 <= n <= |text| && Matches(text[n..], rest + [last]);
      MatchesFromTheEnd(text[n..], rest, last);
      if last.Wildcard? {
        var m :| 0 <= m <= |text[n..]| && Matches(text[n..][..m], rest);
        assert text[n..][..m] == text[..n + m][n..];
        assert Matches(text[..n + m], init);
      } else {
        assert text[n..][..|text[n..]| - 1] == text[..|text| - 1][n..];
        assert Matches(text[..|text| - 1], init);
      }
    }
    if last.Wildcard? {
      if m :| 0 <= m <= |text| && Matches(text[..m], init) {
        var n :| 0 <= n <= |text[..m]| && Matches(text[..m][n..], rest);
        MatchesFromTheEnd(text[n..], rest, last);
        assert text[n..][..m - n] == text[..m][n..];
        assert Matches(text[n..], pattern[1..]);
      }
    } else if text != [] && text[|text| - 1] == last.c && Matches(text[..|text| - 1], init) {
      var short := text[..|text| - 1];
      var n :| 0 <= n <= |short| && Matches(short[n..], rest);
      MatchesFromTheEnd(text[n..], rest, last);
      assert text[n..][..|text[n..]| - 1] == short[n..];
      assert Matches(text[n..], pattern[1..]);
    }
  }

  lemma FromTheEndAfterChar(text: string, init: Pattern, last: PatternElem)
    requires init != [] && init[0].Literally? && text != []
    ensures Matches(text, init + [last]) <==>
      if last.Wildcard? then exists m :: 0 <= m <= |text| && Matches(text[..m], init)
      else text != [] && text[|text| - 1] == last.c && Matches(text[..|text| - 1], init)
    decreases |init|, 0
  {
    var pattern := init + [last];
    var rest := init[1..];
    assert pattern[0] == init[0] && pattern[1..] == rest + [last];
    MatchesFromTheEnd(text[1..], rest, last);
    if last.Wildcard? {
      if Matches(text, pattern) {
        var m :| 0 <= m <= |text[1..]| && Matches(text[1..][..m], rest);
        assert text[1..][..m] == text[..m + 1][1..];
        assert Matches(text[..m + 1], init);
      }
      if m :| 0 <= m <= |text| && Matches(text[..m], init) {
        assert text[..m][1..] == text[1..][..m - 1];
      }
    } else if |text| == 1 {
      assert text[..0] == [];
    } else {
      assert text[1..][..|text| - 2] == text[..|text| - 1][1..];
    }
  }
}
