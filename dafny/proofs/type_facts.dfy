include "../model/types.dfy"

// Bounds of types hold the values of both.
module TypeFacts {
  import opened Names
  import opened Options
  import opened Values
  import opened Types

  lemma BoundHoldsLeft(v: Value, a: Type, b: Type, mode: Mode)
    requires LeastUpperBound(a, b, mode).Some? && IsOfType(v, a)
    ensures IsOfType(v, LeastUpperBound(a, b, mode).value)
    decreases a
  {
    var bound := LeastUpperBound(a, b, mode).value;
    if a == b || b.NeverType? {
    } else if a.SetType? && b.SetType? {
      forall x | x in v.elements ensures IsOfType(x, bound.element) {
        BoundHoldsLeft(x, a.element, b.element, mode);
      }
    } else if a.RecordType? && b.RecordType? {
      forall k | k in bound.attrs && k in v.attrs ensures IsOfType(v.attrs[k], bound.attrs[k].ty) {
        BoundHoldsLeft(v.attrs[k], a.attrs[k].ty, b.attrs[k].ty, mode);
      }
      RecordBound(v, a, bound);
    }
  }

  lemma BoundHoldsRight(v: Value, a: Type, b: Type, mode: Mode)
    requires LeastUpperBound(a, b, mode).Some? && IsOfType(v, b)
    ensures IsOfType(v, LeastUpperBound(a, b, mode).value)
    decreases a
  {
    var bound := LeastUpperBound(a, b, mode).value;
    if a == b || a.NeverType? {
    } else if a.SetType? && b.SetType? {
      forall x | x in v.elements ensures IsOfType(x, bound.element) {
        BoundHoldsRight(x, a.element, b.element, mode);
      }
    } else if a.RecordType? && b.RecordType? {
      forall k | k in bound.attrs && k in v.attrs ensures IsOfType(v.attrs[k], bound.attrs[k].ty) {
        BoundHoldsRight(v.attrs[k], a.attrs[k].ty, b.attrs[k].ty, mode);
      }
      RecordBound(v, b, bound);
    }
  }

  // A record of one type is of another whose attributes ask no more of it.
  lemma RecordBound(v: Value, a: Type, bound: Type)
    requires a.RecordType? && bound.RecordType? && IsOfType(v, a)
    requires forall k :: k in bound.attrs ==> k in a.attrs && (bound.attrs[k].required ==> a.attrs[k].required)
    requires !bound.open ==> !a.open && bound.attrs.Keys == a.attrs.Keys
    requires forall k :: k in bound.attrs && k in v.attrs ==> IsOfType(v.attrs[k], bound.attrs[k].ty)
    ensures IsOfType(v, bound)
  {
    if !bound.open {
      forall k | k in v.attrs ensures k in bound.attrs {
        assert k in a.attrs.Keys;
      }
    }
  }
}
