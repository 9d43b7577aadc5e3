// Why an evaluation may fail, and the result of one that may.
//
// Only the kind of an error is modelled, since only the kind is part of the language;
// the wording of messages is not.
module Results {
  datatype Error =
    // An attribute or a tag was read from an entity that is not in the store.
    | EntityDoesNotExist
    // The entity is in the store and lacks the attribute.
    | EntityAttrDoesNotExist
    // The entity is in the store and lacks the tag.
    | TagDoesNotExist
    // The record lacks the attribute.
    | RecordAttrDoesNotExist
    // An operand is of a type that the operator does not take.
    | TypeError
    // The mathematical result does not fit in 64 bits.
    | IntegerOverflow
    // A template slot was evaluated with no entity bound to it.
    | UnlinkedSlot
    // A call of a function that does not exist.
    | FailedExtensionFunctionLookup
    | WrongNumberOfArguments
    // An extension function has no value for its arguments: text that it cannot read, or a
    // result outside of 64 bits.
    | ExtensionError

  datatype Result<T> = Ok(value: T) | Err(error: Error)
}
