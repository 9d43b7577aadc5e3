include "like_theorem.dfy"

// The matcher of the engine: it walks along text and pattern together, and when they do not
// fit it lets the last wildcard stand for one character more. Earlier wildcards are never
// reconsidered. That is enough: it accepts exactly what the definition accepts.
module LikeRetry {
  import opened Patterns
  import opened LikeTheorem

  // Where to go on after a mismatch: the pattern after the last wildcard, and the text that
  // was tried for it.
  datatype Retry = Nowhere | From(pattern: Pattern, text: string)

  predicate MatchesByRetry(text: string, pattern: Pattern) {
    Walk(pattern, text, Nowhere)
  }

  predicate Walk(pattern: Pattern, text: string, retry: Retry)
    requires retry.From? ==> |pattern| <= |retry.pattern|
    decreases if retry.From? then |retry.pattern| else |pattern| + 1, if retry.From? then |retry.text| else 0, |pattern|
  {
    if pattern != [] && pattern[0].Wildcard? then Walk(pattern[1..], text, From(pattern[1..], text))
    else if pattern != [] && text != [] && text[0] == pattern[0].c then Walk(pattern[1..], text[1..], retry)
    else if pattern == [] && text == [] then true
    else if retry.Nowhere? || retry.text == [] then false
    else Walk(retry.pattern, retry.text[1..], From(retry.pattern, retry.text[1..]))
  }

  // ---- the theorem

  lemma RetryIsMatches(text: string, pattern: Pattern)
    ensures MatchesByRetry(text, pattern) <==> Matches(text, pattern)
    ensures MatchesByRetry(text, pattern) <==> Like(text, pattern)
  {
    WalkIsMatches(pattern, text, Nowhere, 0);
    LikeIsMatches(text, pattern);
  }

  // ---- steps

  // Since the last wildcard, `steps` characters have been matched one by one.
  predicate IsOnTheWay(pattern: Pattern, text: string, retry: Retry, steps: int) {
    retry.From? ==>
      0 <= steps <= |retry.pattern| && steps <= |retry.text|
      && pattern == retry.pattern[steps..] && text == retry.text[steps..]
      && forall i :: 0 <= i < steps ==> retry.pattern[i].Literally?
  }

  // A later start would do.
  predicate MatchesLater(retry: Retry) {
    retry.From? && exists n :: 1 <= n <= |retry.text| && Matches(retry.text[n..], retry.pattern)
  }

  lemma WalkIsMatches(pattern: Pattern, text: string, retry: Retry, steps: int)
    requires IsOnTheWay(pattern, text, retry, steps)
    ensures Walk(pattern, text, retry) <==> Matches(text, pattern) || MatchesLater(retry)
    decreases if retry.From? then |retry.pattern| else |pattern| + 1, if retry.From? then |retry.text| else 0, |pattern|
  {
    if pattern != [] && pattern[0].Wildcard? {
      WildcardStartsAnew(pattern, text, retry, steps);
      WalkIsMatches(pattern[1..], text, From(pattern[1..], text), 0);
    } else if pattern != [] && text != [] && text[0] == pattern[0].c {
      WalkIsMatches(pattern[1..], text[1..], retry, steps + 1);
    } else if retry.From? && retry.text != [] {
      LaterIsNextOrLater(retry);
      WalkIsMatches(retry.pattern, retry.text[1..], From(retry.pattern, retry.text[1..]), 0);
    }
  }

  // At the next wildcard the earlier one may be forgotten: whatever it would still reach, the
  // new one reaches too.
  lemma WildcardStartsAnew(pattern: Pattern, text: string, retry: Retry, steps: int)
    requires IsOnTheWay(pattern, text, retry, steps) && pattern != [] && pattern[0].Wildcard?
    ensures Matches(text, pattern) || MatchesLater(retry)
      <==> Matches(text, pattern[1..]) || MatchesLater(From(pattern[1..], text))
  {
    assert text[0..] == text;
    if MatchesLater(retry) {
      var n :| 1 <= n <= |retry.text| && Matches(retry.text[n..], retry.pattern);
      LiteralsComeOff(retry.text[n..], retry.pattern, steps);
      var later := retry.text[n..][steps..];
      assert Matches(later, pattern);
      var m :| 0 <= m <= |later| && Matches(later[m..], pattern[1..]);
      assert later[m..] == text[n + m..];
    }
  }

  lemma LiteralsComeOff(text: string, pattern: Pattern, count: int)
    requires Matches(text, pattern) && 0 <= count <= |pattern|
    requires forall i :: 0 <= i < count ==> pattern[i].Literally?
    ensures count <= |text| && Matches(text[count..], pattern[count..])
    decreases count
  {
    if count == 0 {
      assert text[0..] == text && pattern[0..] == pattern;
    } else {
      LiteralsComeOff(text[1..], pattern[1..], count - 1);
      assert text[1..][count - 1..] == text[count..] && pattern[1..][count - 1..] == pattern[count..];
    }
  }

  lemma LaterIsNextOrLater(retry: Retry)
    requires retry.From? && retry.text != []
    ensures MatchesLater(retry)
      <==> Matches(retry.text[1..], retry.pattern) || MatchesLater(From(retry.pattern, retry.text[1..]))
  {
    var next := retry.text[1..];
    forall n | 1 <= n <= |next| ensures next[n..] == retry.text[n + 1..] {
    }
    if n :| 1 <= n <= |retry.text| && Matches(retry.text[n..], retry.pattern) {
      if n > 1 {
        assert next[n - 1..] == retry.text[n..];
      }
    }
  }
}
