include "../model/levels.dfy"

// What conformance means. The model computes it by recursion over types; here it is said
// without recursion, of every place in a value and of every entity that occurs in it, and
// shown to be the same.
module ConformanceTheorems {
  import opened Names
  import opened Options
  import opened Values
  import opened Types
  import opened Entities
  import opened Requests
  import opened Schemas
  import opened Levels

  // ---- places

  // From a value to a part of it: an attribute of a record, or an element of a set.
  datatype Step = Field(attr: Attr) | Element(element: Value)

  function PartOf(v: Value, step: Step): Option<Value> {
    if step.Field? then if v.Record? && step.attr in v.attrs then Some(v.attrs[step.attr]) else None
    else if v.Set? && step.element in v.elements then Some(step.element) else None
  }

  function ValueIn(v: Value, path: seq<Step>): Option<Value> {
    if path == [] then Some(v)
    else if PartOf(v, path[0]).None? then None
    else ValueIn(PartOf(v, path[0]).value, path[1..])
  }

  // The type that is declared for a part. None: nothing is said of it.
  function TypeOfPart(ty: Type, step: Step): Option<Type> {
    if step.Field? then if ty.RecordType? && step.attr in ty.attrs then Some(ty.attrs[step.attr].ty) else None
    else if ty.SetType? then Some(ty.element) else None
  }

  function TypeIn(ty: Type, path: seq<Step>): Option<Type> {
    if path == [] then Some(ty)
    else if TypeOfPart(ty, path[0]).None? then None
    else TypeIn(TypeOfPart(ty, path[0]).value, path[1..])
  }

  // ---- values of a type

  // As far as one can see without looking at parts.
  predicate FitsHere(v: Value, ty: Type) {
    match ty
    case NeverType => false
    case BoolType(kind) => (v == BoolValue(true) && !kind.AlwaysFalse?) || (v == BoolValue(false) && !kind.AlwaysTrue?)
    case LongType => AsLong(v).Ok?
    case StringType => AsString(v).Ok?
    case EntityOf(types) => AsEntity(v).Ok? && AsEntity(v).value.ty in types
    case SetType(element) => v.Set?
    case RecordType(attrs, open) =>
      v.Record?
      && (forall k :: k in v.attrs ==> open || k in attrs)
      && (forall k :: k in attrs && attrs[k].required ==> k in v.attrs)
    case ExtensionType(kind) => v.Extension? && KindOf(v.extension) == kind
  }

  predicate FitsAt(v: Value, ty: Type, path: seq<Step>) {
    ValueIn(v, path).Some? && TypeIn(ty, path).Some? ==> FitsHere(ValueIn(v, path).value, TypeIn(ty, path).value)
  }

  predicate FitsEverywhere(v: Value, ty: Type) {
    forall path :: FitsAt(v, ty, path)
  }

  lemma OfTypeMeansFitting(v: Value, ty: Type)
    ensures IsOfType(v, ty) <==> FitsEverywhere(v, ty)
  {
    if IsOfType(v, ty) {
      forall path ensures FitsAt(v, ty, path) { OfTypeFitsAt(v, ty, path); }
    }
    if FitsEverywhere(v, ty) { FittingIsOfType(v, ty); }
  }

  lemma OfTypeFitsAt(v: Value, ty: Type, path: seq<Step>)
    requires IsOfType(v, ty)
    ensures FitsAt(v, ty, path)
    decreases path
  {
    if path != [] && PartOf(v, path[0]).Some? && TypeOfPart(ty, path[0]).Some? {
      OfTypeFitsAt(PartOf(v, path[0]).value, TypeOfPart(ty, path[0]).value, path[1..]);
    }
  }

  lemma FittingIsOfType(v: Value, ty: Type)
    requires FitsEverywhere(v, ty)
    ensures IsOfType(v, ty)
    decreases ty
  {
    assert FitsAt(v, ty, []);
    if ty.SetType? {
      forall x | x in v.elements ensures IsOfType(x, ty.element) {
        PartFits(v, ty, Element(x));
        FittingIsOfType(x, ty.element);
      }
    } else if ty.RecordType? {
      forall k | k in ty.attrs && k in v.attrs ensures IsOfType(v.attrs[k], ty.attrs[k].ty) {
        PartFits(v, ty, Field(k));
        FittingIsOfType(v.attrs[k], ty.attrs[k].ty);
      }
    }
  }

  lemma PartFits(v: Value, ty: Type, step: Step)
    requires FitsEverywhere(v, ty) && PartOf(v, step).Some? && TypeOfPart(ty, step).Some?
    ensures FitsEverywhere(PartOf(v, step).value, TypeOfPart(ty, step).value)
  {
    var part, partType := PartOf(v, step).value, TypeOfPart(ty, step).value;
    forall path ensures FitsAt(part, partType, path) {
      var longer := [step] + path;
      assert longer[1..] == path;
      assert FitsAt(v, ty, longer);
    }
  }

  // ---- entities in values

  lemma MayExistMeansEach(v: Value, schema: Schema)
    ensures EntitiesMayExist(v, schema) <==> forall uid :: uid in EntitiesIn(v) ==> MayExist(uid, schema)
    decreases v
  {
    match v
    case Primitive(p) =>
    case Set(elements) =>
      forall x | x in elements
        ensures EntitiesMayExist(x, schema) <==> forall uid :: uid in EntitiesIn(x) ==> MayExist(uid, schema)
      {
        MayExistMeansEach(x, schema);
      }
    case Record(attrs) =>
      forall k | k in attrs
        ensures EntitiesMayExist(attrs[k], schema) <==> forall uid :: uid in EntitiesIn(attrs[k]) ==> MayExist(uid, schema)
      {
        MayExistMeansEach(attrs[k], schema);
      }
    case Extension(extension) =>
  }

  // ---- entities and requests

  // What is declared and required is there; what is there is declared, and fits.
  predicate AttrsAreAsDeclared(attrs: map<Attr, Value>, declared: AttrTypes) {
    (forall k :: k in declared && declared[k].required ==> k in attrs)
    && (forall k :: k in attrs ==> k in declared && FitsEverywhere(attrs[k], declared[k].ty))
  }

  predicate TagsAreAsDeclared(tags: map<Tag, Value>, declared: Option<Type>) {
    forall k :: k in tags ==> declared.Some? && FitsEverywhere(tags[k], declared.value)
  }

  predicate EntityIsAsDeclared(uid: EntityUid, data: EntityData, schema: Schema) {
    IsDeclared(uid, schema)
    && AttrsAreAsDeclared(data.attrs, AttrsOf(uid.ty, schema))
    && TagsAreAsDeclared(data.tags, TagsOf(uid.ty, schema))
    && (forall mentioned :: mentioned in MentionedIn(data) + data.ancestors ==> MayExist(mentioned, schema))
    && (forall ancestor :: ancestor in data.ancestors ==> ancestor.ty in AncestorTypesOf(uid.ty, schema))
  }

  lemma EntityConformanceMeans(uid: EntityUid, data: EntityData, schema: Schema)
    requires uid !in schema.actions
    ensures EntityConforms(uid, data, schema) <==> EntityIsAsDeclared(uid, data, schema)
  {
    AttrsMean(data.attrs, AttrsOf(uid.ty, schema));
    MayExistMeansEach(Record(data.attrs), schema);
    MayExistMeansEach(Record(data.tags), schema);
    if TagsOf(uid.ty, schema).Some? {
      forall k | k in data.tags
        ensures IsOfType(data.tags[k], TagsOf(uid.ty, schema).value) <==> FitsEverywhere(data.tags[k], TagsOf(uid.ty, schema).value)
      {
        OfTypeMeansFitting(data.tags[k], TagsOf(uid.ty, schema).value);
      }
    }
  }

  lemma AttrsMean(attrs: map<Attr, Value>, declared: AttrTypes)
    ensures IsOfType(Record(attrs), RecordType(declared, false)) <==> AttrsAreAsDeclared(attrs, declared)
  {
    forall k | k in attrs && k in declared
      ensures IsOfType(attrs[k], declared[k].ty) <==> FitsEverywhere(attrs[k], declared[k].ty)
    {
      OfTypeMeansFitting(attrs[k], declared[k].ty);
    }
  }

  predicate RequestIsAsDeclared(request: Request, schema: Schema) {
    request.action in schema.actions
    && var info := schema.actions[request.action];
      request.principal.ty in info.principals
      && request.resource.ty in info.resources
      && AttrsAreAsDeclared(request.context, info.context)
      && IsDeclared(request.principal, schema) && IsDeclared(request.resource, schema)
      && forall uid :: uid in EntitiesIn(Record(request.context)) ==> MayExist(uid, schema)
  }

  lemma RequestValidityMeans(request: Request, schema: Schema)
    ensures RequestIsValid(request, schema) <==> RequestIsAsDeclared(request, schema)
  {
    if request.action in schema.actions { AttrsMean(request.context, schema.actions[request.action].context); }
    MayExistMeansEach(Record(request.context), schema);
  }
}
