//! The run-time library of the extracted model: one obvious meaning for each
//! Dafny type and operation.
//!
//! | Dafny | Rust | file |
//! |---|---|---|
//! | `int`, `nat` | `i128`, operations checked | [`int`] |
//! | `bool`, `char`, tuples | `bool`, `char`, tuples | |
//! | `seq<T>` | [`Seq<T>`]: shared slice, slicing and cloning O(1) | `seq.rs` |
//! | `string` | [`Text`] = `Seq<char>` | `seq.rs` |
//! | `set<T>` | [`Set<T>`]: shared sorted vector | `set.rs` |
//! | `map<K, V>` | [`Map<K, V>`]: shared sorted vector of pairs | `map.rs` |
//! | recursive datatype field | [`Shared<T>`] | `shared.rs` |
//! | a partial operation, a call | [`Answer<T>`] = `Result<T, Stop>` | `stop.rs` |
//!
//! Values are immutable and shared by reference count. The count is not atomic
//! (`Rc`): the model is asked a hundred million times a night by one thread at
//! a time. A thread that wants to ask the model converts its own values; model
//! values never cross threads, and the compiler sees to that.
//!
//! INVARIANT: no operation panics and none wraps around. What Dafny's verifier
//! excludes (an index out of range, a missing key, a destructor on the wrong
//! constructor) and what this representation adds (integers beyond 128 bits,
//! recursion beyond [`RECURSION_LIMIT`]) comes back as a [`Stop`].

pub mod int;
mod map;
mod quantifier;
mod seq;
mod set;
mod shared;
mod stack;
mod stop;

pub use map::Map;
pub use quantifier::{all, any};
pub(crate) use seq::text;
pub use seq::{Seq, Text};
pub use set::Set;
pub use shared::Shared;
pub use stack::{RECURSION_LIMIT, deep, with_recursion_limit};
pub use stop::{Answer, Stop};

/// What every extracted type offers, and so what a Dafny type parameter may
/// stand for.
///
/// The order is structural and total. It serves the sorted collections only:
/// no Dafny operation can observe it.
pub trait Value: Clone + Ord + std::fmt::Debug + Hollow {}

impl<T: Clone + Ord + std::fmt::Debug + Hollow> Value for T {}

/// A small value to leave behind when a deep one is taken apart.
///
/// Dropping a deep tree recurses; to move that recursion to a larger stack the
/// content is swapped for a hollow value first. Which value is unspecified.
pub trait Hollow {
    /// The value to leave behind; cheap to make and to drop.
    fn hollow() -> Self;
}

macro_rules! hollow_is_default {
    ($($type:ty),*) => { $(impl Hollow for $type {
        fn hollow() -> Self {
            Self::default()
        }
    })* };
}

hollow_is_default!((), bool, char, i128);

macro_rules! hollow_tuple {
    ($($name:ident)*) => { impl<$($name: Hollow),*> Hollow for ($($name,)*) {
        fn hollow() -> Self {
            ($($name::hollow(),)*)
        }
    } };
}

hollow_tuple!(A B);
hollow_tuple!(A B C);
hollow_tuple!(A B C D);
hollow_tuple!(A B C D E);
hollow_tuple!(A B C D E F);
