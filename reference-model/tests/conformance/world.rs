//! The request and the entities of a case: those of `world.toml`, with parts
//! replaced by a file, a scenario or a request.

use crate::data;
use crate::read;
use cedar_core::{Context, Entities, Request};
use libtest_mimic::Failed;
use std::path::Path;

/// What expressions and policies are evaluated for.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) request: Request,
    pub(crate) entities: Entities,
}

impl World {
    /// The world of a data file.
    pub(crate) fn of(root: &Path, file: &data::File) -> Result<Self, Failed> {
        let common: data::File = read::toml(&root.join("world.toml"))?;
        let part = |own: &Option<String>, common: &Option<String>| {
            let part = own.as_ref().or(common.as_ref());
            part.cloned().ok_or("a part of the world is missing")
        };
        let request = Request::new(
            read::uid(&part(&file.principal, &common.principal)?)?,
            read::uid(&part(&file.action, &common.action)?)?,
            read::uid(&part(&file.resource, &common.resource)?)?,
            Context::from_json_str(&part(&file.context, &common.context)?)?,
        );
        let entities = Entities::from_json_str(&part(&file.entities, &common.entities)?)?;
        Ok(World { request, entities })
    }

    /// The same with the entities of `source`, if there are any.
    pub(crate) fn with_entities(&self, source: Option<&str>) -> Result<Self, Failed> {
        let mut world = self.clone();
        if let Some(source) = source {
            world.entities = Entities::from_json_str(source)?;
        }
        Ok(world)
    }

    /// The request with the parts that `data` replaces.
    pub(crate) fn request(&self, data: &data::Request) -> Result<Request, Failed> {
        let mut request = self.request.clone();
        for (own, part) in [
            (&data.principal, &mut request.principal),
            (&data.action, &mut request.action),
            (&data.resource, &mut request.resource),
        ] {
            if let Some(text) = own {
                *part = read::uid(text)?;
            }
        }
        if let Some(source) = &data.context {
            request.context = Context::from_json_str(source)?;
        }
        Ok(request)
    }
}
