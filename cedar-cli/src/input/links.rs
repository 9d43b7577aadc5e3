//! Link files: which templates to link with which entities.

use super::json::Document;
use super::policies::{LoadedPolicies, link_problem};
use super::uid;
use crate::report::{Failure, Place, Problem};
use cedar_core::PolicyId;
use cedar_core::ast::{SlotId, SlotValues};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// A link as link files write it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LinkEntry {
    /// The template.
    pub(crate) template_id: String,
    /// The id of the new policy.
    pub(crate) link_id: String,
    /// The entity for each slot, both as text.
    pub(crate) args: BTreeMap<String, String>,
}

/// The links of a link file.
pub(crate) struct Links {
    document: Document,
    entries: Vec<LinkEntry>,
}

/// Reads a link file. An empty one holds no links.
pub(crate) fn read(path: &Path) -> Result<Links, Failure> {
    let document = Document::open(path)?;
    let entries = if document.text().trim().is_empty() {
        Vec::new()
    } else {
        let entries: Result<_, Failure> = document.parse();
        entries.map_err(|failure| failure.map(with_hint))?
    };
    Ok(Links { document, entries })
}

impl Links {
    /// The links in their order.
    pub(crate) fn into_entries(self) -> Vec<LinkEntry> {
        self.entries
    }

    /// Links the templates among `policies`.
    pub(crate) fn apply_to(&self, policies: &mut LoadedPolicies) -> Result<(), Failure> {
        for (i, entry) in self.entries.iter().enumerate() {
            let values = slot_values(&entry.args, |slot| {
                self.document
                    .place_of(|error| error.in_field(slot).in_field("args").in_element(i))
            })?;
            entry.link(values, policies).map_err(|problem| {
                problem.at(self.document.place_of(|error| error.in_element(i)))
            })?;
        }
        Ok(())
    }
}

impl LinkEntry {
    /// Links the template among `policies` with these values.
    pub(crate) fn link(
        &self,
        values: SlotValues,
        policies: &mut LoadedPolicies,
    ) -> Result<(), Problem> {
        let link = PolicyId::new(self.link_id.as_str());
        let template = PolicyId::new(self.template_id.as_str());
        let linked = policies.policies.link(&template, link.clone(), values);
        linked.map_err(|error| link_problem(&error, &link))
    }
}

/// The entities for slots as text; `place` says where that of a slot is.
pub(crate) fn slot_values(
    args: &BTreeMap<String, String>,
    place: impl Fn(&str) -> Place,
) -> Result<SlotValues, Failure> {
    let mut values = SlotValues::default();
    for (slot, entity) in args {
        let value = if slot == SlotId::Principal.as_str() {
            &mut values.principal
        } else if slot == SlotId::Resource.as_str() {
            &mut values.resource
        } else {
            return Err(Problem::new(format!("`{slot}` is not a slot"))
                .at(place(slot))
                .help("the slots are `?principal` and `?resource`".to_owned())
                .into());
        };
        *value = Some(uid::parse_at(place(slot), entity)?);
    }
    Ok(values)
}

fn with_hint(problem: Problem) -> Problem {
    problem.help_if_none(|| {
        "a link file is an array of `{\"template_id\": …, \"link_id\": …, \
         \"args\": {\"?principal\": \"User::\\\"alice\\\"\"}}`"
            .to_owned()
    })
}
