// A value that may be absent. A reason for absence is a `Result` instead (results.dfy).
module Options {
  datatype Option<T> = None | Some(value: T)
}
