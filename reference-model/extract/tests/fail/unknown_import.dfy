// expect 3:10: unknown module `Elsewhere`
module M {
  import Elsewhere
}
