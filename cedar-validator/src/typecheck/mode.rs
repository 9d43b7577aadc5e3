//! How strict validation is.

/// How strict validation is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, Debug)]
pub enum ValidationMode {
    /// Types that meet must be compatible: no subtyping between entity types or
    /// record types, no empty set literals, extension constructors only on
    /// literals. What it accepts, analysis tools can handle.
    #[default]
    Strict,
    /// Only what can fail at run time is an error.
    Permissive,
}
