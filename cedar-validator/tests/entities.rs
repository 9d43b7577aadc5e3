//! Which entities are accepted with a schema.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use cedar_validator::Schema;

const SCHEMA: &str = r#"
    entity G;
    entity U in [G] {
        n: Long,
        e?: U,
        d?: decimal,
        s?: String,
        dt?: datetime,
        set?: Set<U>,
        r?: { a: Long, b?: U },
    } tags String;
    entity E enum ["a", "b"];
    action grp;
    action v in [grp] appliesTo { principal: U, resource: U };
"#;

#[test]
fn json_with_a_schema() {
    let schema = Schema::from_cedar_text(SCHEMA).unwrap();
    let mut wrong = Vec::new();
    for case in include_str!("data/entities-json.txt").lines() {
        let (expected, text) = case.split_once(" | ").expect("a case has a verdict");
        let result = schema.parse_entities(text);
        if (expected.trim() == "OK") != result.is_ok() {
            wrong.push(format!("{case}\n    {result:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
