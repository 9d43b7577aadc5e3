//! Schemas, and policies, entities and requests that mostly fit them.
//!
//! | module | holds |
//! |---|---|
//! | [`schema`] | what a schema declares, and the choice of it |
//! | [`text`] | a schema in the Cedar form |
//! | [`json`] | a schema in the JSON form |
//! | [`conditions`] | expressions directed by type, with guards and rare misfits |
//! | `rules` | small conditions, each directed at one rule |
//! | [`policies`] | policies, templates and links |
//! | [`data`] | entities and requests |

pub mod conditions;
pub mod data;
pub mod json;
pub mod policies;
mod rules;
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
    use crate::generators;
    use crate::generators::data::Fit;
    use cedar_validator::{ValidationMode, ValidationResult, Validator};
    use std::collections::BTreeSet;

    /// Verdicts that are all the same would hide a wrong rule: of the policies some are
    /// accepted in strict mode, some in permissive mode alone, some at a level alone.
    #[test]
    fn verdicts_are_mixed() {
        let (mut policies, mut strict, mut permissive, mut near) = (0, 0, 0, 0);
        for seed in 0..150 {
            let case = generators::schemas::case(&seeded_bytes(seed), Fit::Exact);
            let validator = Validator::new(case.schema);
            let set = &case.case.policies;
            let refused = |result: ValidationResult| {
                let refused = result.errors().iter().map(|error| error.policy.clone());
                refused.collect::<BTreeSet<_>>().len()
            };
            let all = set.policies().count() + set.templates().count();
            let at = |mode| all - refused(validator.validate(set, mode));
            let level = validator.validate_with_level(set, ValidationMode::Strict, 1);
            policies += all;
            strict += at(ValidationMode::Strict);
            permissive += at(ValidationMode::Permissive);
            near += all - refused(level);
        }
        let percent = |count: usize| 100 * count / policies;
        let further = percent(permissive - strict);
        assert!((30..60).contains(&percent(strict)), "strict: {strict}");
        assert!((5..30).contains(&further), "permissive only: {further} %");
        let far = percent(strict - near);
        assert!(
            (4..30).contains(&far),
            "strict, but not at level 1: {far} %"
        );
    }

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
