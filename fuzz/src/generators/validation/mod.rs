//! Schemas, and policies, entities and requests that mostly fit them.
//!
//! | module | holds |
//! |---|---|
//! | [`schema`] | what a schema declares, and the choice of it |
//! | [`text`] | a schema in the Cedar form |
//! | [`json`] | a schema in the JSON form |
//! | [`conditions`] | expressions directed by type, with guards and rare misfits |
//! | [`policies`] | policies, templates and links |
//! | [`data`] | entities and requests |

pub mod conditions;
pub mod data;
pub mod json;
pub mod policies;
pub mod schema;
pub mod text;

use crate::choices::Choices;
use policies::Link;
use schema::Schema;

/// A schema, and policies to validate against it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The schema.
    pub schema: Schema,
    /// Policies and templates in the Cedar form, with the ids `policy0`, `policy1`, …
    pub policies: Vec<String>,
    /// Links of the templates.
    pub links: Vec<Link>,
}

/// The case that `bytes` determine.
pub fn case(bytes: &[u8]) -> Case {
    let mut choices = Choices::new(bytes);
    let schema = Schema::generate(&mut choices);
    let (policies, links) = policies::generate(&mut choices, &schema);
    Case {
        schema,
        policies,
        links,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;

    /// Forms in which engine, model and official crate once differed.
    #[test]
    fn rare_forms_are_drawn() {
        let policies: Vec<String> = (0..2_000)
            .flat_map(|seed| case(&seeded_bytes(seed)).policies)
            .collect();
        for form in [
            " in [])",
            " then [] else [",
            " is Z::Action)",
            " is ZAction)",
            "{\"q\": 1, p: principal}.p",
            "(true && false)",
            " else resource).hasTag(",
        ] {
            let count = policies.iter().filter(|text| text.contains(form)).count();
            assert!(count >= 3, "`{form}` occurs in {count} policies");
        }
    }
}
