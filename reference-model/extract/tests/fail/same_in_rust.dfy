// expect 4:19: `IsOk` and `isOk` are both `is_ok` in Rust
module M {
  function method IsOk(): bool { true }
  function method isOk(): bool { true }
}
