//! Problems and how they are shown.

mod excerpt;
mod failure;
mod human;
mod json;
mod plain;
mod printable;
mod problem;
mod renderer;

pub(crate) use failure::{Failure, both};
pub(crate) use printable::Printable;
pub(crate) use problem::{Label, Place, Problem};
pub(crate) use renderer::{ErrorFormat, Renderer, Stream};
