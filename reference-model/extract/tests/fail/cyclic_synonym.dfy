// expect 4:16: type `B` is defined by itself
// expect 5:16: type `A` is defined by itself
module M {
  type A = seq<B>
  type B = seq<A>
}
