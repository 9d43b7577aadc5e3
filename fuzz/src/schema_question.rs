//! Questions about a case and its schema.

use crate::case::SchemaCase;
use crate::generators::data::Fit;
use crate::generators::schemas;
use crate::integration::Loaded;
use crate::oracles::{Comparison, conformance, soundness, validator};
use crate::question::{AsTest, Question};
use crate::{minimize, report};
use std::sync::Arc;

/// An oracle of cases with schemas.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SchemaOracle {
    /// See [`validator`].
    Validator,
    /// See [`conformance`].
    Conformance,
    /// See [`soundness`].
    Soundness,
}

impl SchemaOracle {
    /// The question that bytes stand for.
    pub fn about_bytes(self, bytes: &[u8]) -> Box<dyn Question> {
        let fit = match self {
            SchemaOracle::Conformance => Fit::Nearly,
            SchemaOracle::Validator | SchemaOracle::Soundness => Fit::Exact,
        };
        self.about(schemas::case(bytes, fit))
    }

    /// All of them.
    pub const ALL: [SchemaOracle; 3] = [
        SchemaOracle::Validator,
        SchemaOracle::Conformance,
        SchemaOracle::Soundness,
    ];

    /// The question about a case.
    pub fn about(self, case: SchemaCase) -> Box<dyn Question> {
        Box::new(OfSchemaCase { case, oracle: self })
    }
}

/// A question of a schema, policies, entities and requests.
struct OfSchemaCase {
    case: SchemaCase,
    oracle: SchemaOracle,
}

impl Question for OfSchemaCase {
    fn ask(&self) -> Comparison {
        match self.oracle {
            SchemaOracle::Validator => validator::compare(&self.case),
            SchemaOracle::Conformance => conformance::compare(&self.case),
            SchemaOracle::Soundness => soundness::compare(&self.case),
        }
    }

    fn describe(&self, comparison: &Comparison) -> String {
        let mut text = report::describe_with_schema(&self.case);
        match self.oracle {
            SchemaOracle::Validator => {
                text.push_str("\n== what the engine finds\n");
                text.push_str(&validator::findings(
                    &self.case.schema,
                    &self.case.case.policies,
                ));
            }
            SchemaOracle::Conformance | SchemaOracle::Soundness => {
                for index in 0..self.case.case.requests.len() {
                    text.push_str(&report::describe_request(&self.case.case, index));
                }
            }
        }
        text + &report::differences(comparison)
    }

    /// First policies, entities and requests shrink, then the schema.
    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let case = &self.case;
        let less_data = minimize::case::smaller(&case.case).map(|smaller| SchemaCase {
            schema_text: case.schema_text.clone(),
            schema: Arc::clone(&case.schema),
            case: smaller,
        });
        let smaller_schemas = std::iter::once_with(|| minimize::schema::smaller(&case.schema_text));
        let smaller_schemas = smaller_schemas
            .flatten()
            .map(|(schema_text, schema)| SchemaCase {
                schema_text,
                schema: Arc::new(schema),
                case: case.case.clone(),
            });
        let all = less_data.chain(smaller_schemas);
        Box::new(all.map(|case| self.oracle.about(case)))
    }

    fn as_test(&self) -> Option<AsTest> {
        let oracle = self.oracle;
        let again = move |loaded: Loaded, schema_text| {
            oracle.about(SchemaCase {
                schema_text,
                schema: Arc::new(loaded.schema),
                case: loaded.case,
            })
        };
        Some(AsTest {
            case: self.case.case.clone(),
            schema_text: Some(self.case.schema_text.clone()),
            again: Box::new(again),
        })
    }
}
