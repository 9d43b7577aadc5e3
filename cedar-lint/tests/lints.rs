//! Each lint on what it should find, and on near misses that it should not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use cedar_core::ast::SlotValues;
use cedar_core::{PolicyId, PolicySet};
use cedar_lint::{Finding, Lint, Linter, Report};
use cedar_parser::{parse_entity_uid, parse_policy_set};
use cedar_validator::Schema;

const SCHEMA: &str = "
    entity Group in [Group] { level: Long };
    entity User in [Group] {
      age: Long, name: String, blocked?: Bool, manager?: User, home: { zip?: String, city: String },
      roles: Set<String>
    } tags String;
    entity Photo in [Album] { owner: User, public: Bool, taken: datetime };
    entity Album { owner: User };
    action all;
    action view in all appliesTo {
      principal: User, resource: [Photo, Album], context: Circumstances
    };
    action edit in all appliesTo { principal: User, resource: Photo, context: Circumstances };
    type Circumstances = { ip?: ipaddr, mfa: Bool, text: String };
";

/// Lints policies and compares what is found: code and underlined text.
fn check(schema: Option<&str>, policies: &str, expected: &[(&str, &str)]) {
    let report = lint(schema, &parse_policy_set(policies).unwrap());
    compare(policies, report.findings(), expected);
}

fn compare(policies: &str, findings: &[Finding], expected: &[(&str, &str)]) {
    let text = |finding: &Finding| {
        let range = finding.span.range().unwrap();
        policies[range].to_owned()
    };
    let found: Vec<(&str, String)> = findings.iter().map(|f| (f.lint.code(), text(f))).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(c, t)| (*c, t.as_str())).collect();
    assert_eq!(found, expected, "\n{policies}\n{findings:#?}");
}

fn lint(schema: Option<&str>, policies: &PolicySet) -> Report {
    let linter = match schema {
        None => Linter::new(),
        Some(text) => Linter::with_schema(Schema::from_cedar_text(text).unwrap()).unwrap(),
    };
    linter.lint(policies)
}

/// A condition of a `forbid`, and the parts of it that are found.
fn forbid(schema: Option<&str>, lint: Lint, condition: &str, expected: &[&str]) {
    let expected: Vec<(&str, &str)> = expected.iter().map(|text| (lint.code(), *text)).collect();
    let policy = format!("forbid (principal, action, resource) {condition};");
    check(schema, &policy, &expected);
}

#[test]
fn fallible_forbid() {
    let check = |condition: &str, expected: &[&str]| {
        forbid(Some(SCHEMA), Lint::FallibleForbid, condition, expected);
    };
    // What is optional and not tested.
    check(
        r#"when { principal has age && principal.blocked }"#,
        &["principal.blocked"],
    );
    check(
        r#"when { principal has blocked && principal.blocked }"#,
        &[],
    );
    check(
        r#"unless { principal has blocked && !principal.blocked }"#,
        &[],
    );
    check(
        r#"when { principal has age && principal.home.zip == "1" }"#,
        &["principal.home.zip"],
    );
    check(
        r#"when { principal has home.zip && principal.home.zip == "1" }"#,
        &[],
    );
    check(r#"when { context.mfa && context.text == "x" }"#, &[]);
    // Tests that validation does not see.
    check(
        r#"when { !(principal has blocked) || principal.blocked }"#,
        &[],
    );
    check(
        r#"unless { !(principal has blocked) } when { principal.blocked }"#,
        &[],
    );
    check(
        r#"when { if principal has blocked then principal.blocked else false }"#,
        &[],
    );
    check(
        r#"when { if principal has blocked then false else principal.blocked }"#,
        &["principal.blocked"],
    );
    // Tests that do not hold where it is read.
    check(
        r#"when { principal has age && (principal has blocked || principal.blocked) }"#,
        &["principal.blocked"],
    );
    check(
        r#"when { principal has manager && principal.manager.blocked }"#,
        &["principal.manager.blocked"],
    );
    // Tags.
    check(
        r#"when { principal has age && principal.getTag("a") == "x" }"#,
        &[r#"principal.getTag("a")"#],
    );
    check(
        r#"when { principal.hasTag("a") && principal.getTag("a") == "x" }"#,
        &[],
    );
    check(
        r#"when { principal.hasTag("b") && principal.getTag("a") == "x" }"#,
        &[r#"principal.getTag("a")"#],
    );
    // Arithmetic.
    check(
        r#"when { principal has age && principal.age + 1 > 3 }"#,
        &["principal.age + 1"],
    );
    check(
        r#"when { principal has age && principal.age > 1 + 2 * 1 }"#,
        &["1 + 2 * 1"],
    );
    check(
        r#"when { principal has age && principal.age > 1 + 2 }"#,
        &[],
    );
    check(
        r#"when { principal has age && -principal.age > 3 }"#,
        &["-principal.age"],
    );
    // Functions.
    check(
        r#"when { principal has name && ip(principal.name).isLoopback() }"#,
        &["ip(principal.name)"],
    );
    check(
        r#"when { context has ip && context.ip.isInRange(ip("10.0.0.0/8")) }"#,
        &[],
    );
}

#[test]
fn permits_may_fail() {
    check(
        Some(SCHEMA),
        "permit (principal, action, resource) when { principal.age + 1 > 3 && principal.name == \"\" };",
        &[],
    );
}

#[test]
fn a_forbid_that_does_not_validate() {
    for (condition, found) in [
        (
            "principal has age && principal.colour == \"red\"",
            "principal.colour",
        ),
        ("principal has age && principal.age < \"3\"", "\"3\""),
        (
            "principal has age && resource.getTag(\"x\") == \"\"",
            "resource",
        ),
    ] {
        let policies = format!(
            "forbid (principal, action == Action::\"edit\", resource) when {{ {condition} }};"
        );
        let report = lint(Some(SCHEMA), &parse_policy_set(&policies).unwrap());
        let fails: Vec<&Finding> = report
            .findings()
            .iter()
            .filter(|f| f.lint == Lint::FallibleForbid)
            .collect();
        let text = |f: &&Finding| policies[f.span.range().unwrap()].to_owned();
        let texts: Vec<String> = fails.iter().map(text).collect();
        assert!(
            texts.iter().any(|text| text.contains(found)),
            "{policies}: {texts:?}"
        );
    }
}

#[test]
fn missing_entity() {
    let check = |condition: &str, expected: &[&str]| {
        forbid(Some(SCHEMA), Lint::MissingEntity, condition, expected);
    };
    check("when { principal.age < 18 }", &["principal.age"]);
    // Once is enough.
    check(
        "when { principal.age < 18 && principal.name == \"x\" }",
        &["principal.age"],
    );
    check("unless { principal has age && principal.age > 17 }", &[]);
    check("unless { principal has name && principal.age > 17 }", &[]);
    check("when { context.mfa }", &[]);
    check(
        "when { resource has owner && resource.owner.age < 18 }",
        &["resource.owner.age"],
    );
}

#[test]
fn unguarded_access() {
    let check = |condition: &str, expected: &[&str]| {
        forbid(None, Lint::UnguardedAccess, condition, expected);
    };
    check("when { principal.age < 18 }", &["principal.age"]);
    check("when { principal has age && principal.age < 18 }", &[]);
    check(
        "when { principal has \"age\" && principal[\"age\"] < 18 }",
        &[],
    );
    check(
        "when { principal has age || principal.age < 18 }",
        &["principal.age"],
    );
    check(
        "when { resource has age && principal.age < 18 }",
        &["principal.age"],
    );
    check(
        "when { principal has age } when { principal.age < 18 }",
        &[],
    );
    check(
        "when { context.a.b == 1 && context.a.c == 1 }",
        &["context.a", "context.a.b", "context.a.c"],
    );
    check("when { context has a.b && context.a.b == 1 }", &[]);
    check(
        "when { context has a.b && context.a.c == 1 }",
        &["context.a.c"],
    );
    check("when { {a: 1}.a == 1 }", &[]);
    check("when { {a: 1}.b == 1 }", &["{a: 1}.b"]);
    check(
        "when { principal.getTag(\"x\") == 1 }",
        &["principal.getTag(\"x\")"],
    );
    check(
        "when { principal.hasTag(\"x\") && principal.getTag(\"x\") == 1 }",
        &[],
    );
    check(
        "when { (principal has a || principal has b) && principal.a }",
        &["principal.a"],
    );
    check(
        "when { (principal has a && context.b || principal has a) && principal.a }",
        &["context.b"],
    );
}

#[test]
fn never_applies() {
    let permit = |schema: Option<&str>, scope: &str, condition: &str, expected: &[&str]| {
        let policy = format!("permit ({scope}) {condition};");
        let report = lint(schema, &parse_policy_set(&policy).unwrap());
        let found: Vec<Finding> = report
            .findings()
            .iter()
            .filter(|f| f.lint == Lint::NeverApplies)
            .cloned()
            .collect();
        let expected: Vec<(&str, &str)> = expected
            .iter()
            .map(|text| {
                (
                    "never-applies",
                    if *text == "*" { policy.as_str() } else { *text },
                )
            })
            .collect();
        compare(&policy, &found, &expected);
    };
    let all = "principal, action, resource";
    permit(None, all, "when { false }", &["false"]);
    permit(None, all, "unless { true }", &["true"]);
    permit(None, all, "when { true }", &[]);
    permit(
        None,
        all,
        "when { context has a && false }",
        &["context has a && false"],
    );
    permit(None, all, "when { context has a || false }", &[]);
    permit(
        None,
        all,
        "when { principal == \"alice\" }",
        &["principal == \"alice\""],
    );
    permit(
        None,
        "principal, action in [], resource",
        "",
        &["action in []"],
    );
    permit(
        None,
        "principal == U::\"a\", action, resource",
        "when { principal == U::\"b\" }",
        &["principal == U::\"b\""],
    );
    permit(
        None,
        "principal == U::\"a\", action, resource",
        "when { resource == U::\"b\" }",
        &[],
    );
    permit(
        None,
        "principal is U, action, resource",
        "when { principal is V }",
        &["principal is V"],
    );
    permit(
        None,
        all,
        "when { context has x && context.x == 1 } when { context.x == 2 }",
        &["context.x == 2"],
    );
    permit(
        None,
        all,
        "when { context has x && context.x == 1 } unless { context.x == 2 }",
        &[],
    );
    permit(
        Some(SCHEMA),
        all,
        "when { resource has colour }",
        &["resource has colour"],
    );
    permit(Some(SCHEMA), all, "when { resource has public }", &[]);
    permit(
        Some(SCHEMA),
        all,
        "when { resource in User::\"x\" }",
        &["resource in User::\"x\""],
    );
    permit(Some(SCHEMA), all, "when { resource in Album::\"x\" }", &[]);
    permit(
        Some(SCHEMA),
        "principal is Group, action, resource",
        "",
        &["*"],
    );
    permit(
        Some(SCHEMA),
        "principal, action == Action::\"edit\", resource",
        "when { resource is Album }",
        &["resource is Album"],
    );
    permit(
        Some(SCHEMA),
        "principal, action, resource",
        "when { resource is Album }",
        &[],
    );
}

#[test]
fn never_matches() {
    let check = |schema, condition: &str, expected: &[&str]| {
        let policy = format!(
            "permit (principal, action, resource) when {{ context has a || {condition} }};"
        );
        let expected: Vec<(&str, &str)> = expected.iter().map(|t| ("never-matches", *t)).collect();
        let report: Report = lint(schema, &parse_policy_set(&policy).unwrap());
        let found: Vec<Finding> = report
            .findings()
            .iter()
            .filter(|f| {
                f.lint == Lint::NeverMatches && !policy[f.span.range().unwrap()].eq("context has a")
            })
            .cloned()
            .collect();
        compare(&policy, &found, &expected);
    };
    check(None, "principal == \"alice\"", &["principal == \"alice\""]);
    check(None, "principal != \"alice\"", &["principal != \"alice\""]);
    check(None, "principal == User::\"alice\"", &[]);
    check(None, "1 == 2", &["1 == 2"]);
    check(None, "\"a\" == \"a\"", &[]);
    check(None, "[1, 2].contains(\"a\")", &["[1, 2].contains(\"a\")"]);
    check(None, "[1, \"b\"].contains(\"a\")", &[]);
    check(None, "[1, 2].contains(3)", &[]);
    check(None, "[User::\"a\"].contains(principal)", &[]);
    check(
        None,
        "[\"a\"].containsAny([1])",
        &["[\"a\"].containsAny([1])"],
    );
    check(None, "[\"a\"].containsAll([1])", &[]);
    check(None, "[1] == [\"a\"]", &[]);
    check(None, "[1] == 1", &["[1] == 1"]);
    check(
        None,
        "ip(\"1.1.1.1\") == \"1.1.1.1\"",
        &["ip(\"1.1.1.1\") == \"1.1.1.1\""],
    );
    check(None, "principal == action", &[]);
    let schema = Some(SCHEMA);
    check(
        schema,
        "principal.age == \"17\"",
        &["principal.age == \"17\""],
    );
    check(schema, "principal.age == 17", &[]);
    check(schema, "principal == resource", &["principal == resource"]);
    check(schema, "principal == resource.owner", &[]);
    check(
        schema,
        "principal.roles.contains(1)",
        &["principal.roles.contains(1)"],
    );
    check(schema, "principal.roles.contains(\"1\")", &[]);
    check(
        schema,
        "principal.roles.contains(principal.age)",
        &["principal.roles.contains(principal.age)"],
    );
    check(
        schema,
        "principal in Album::\"x\"",
        &["principal in Album::\"x\""],
    );
    check(schema, "principal in Group::\"x\"", &[]);
    check(schema, "resource is Group", &["resource is Group"]);
    // It holds for one of the kinds of request.
    check(schema, "resource is Album", &[]);
    check(schema, "resource has taken", &[]);
    check(schema, "resource has nothing", &["resource has nothing"]);
}

#[test]
fn unreachable_branch() {
    let check = |schema, condition: &str, expected: &[&str]| {
        let policy = format!("permit (principal, action, resource) when {{ {condition} }};");
        let expected: Vec<(&str, &str)> = expected
            .iter()
            .map(|t| ("unreachable-branch", *t))
            .collect();
        let report: Report = lint(schema, &parse_policy_set(&policy).unwrap());
        let found: Vec<Finding> = report
            .findings()
            .iter()
            .filter(|f| f.lint == Lint::UnreachableBranch)
            .cloned()
            .collect();
        compare(&policy, &found, &expected);
    };
    check(
        None,
        "if true then context has a else context has b",
        &["context has b"],
    );
    check(
        None,
        "if false then context has a else context has b",
        &["context has a"],
    );
    check(
        None,
        "if context has c then context has a else context has b",
        &[],
    );
    check(None, "true || context has a", &["context has a"]);
    check(None, "context has a || true", &[]);
    check(
        None,
        "(false && context has a && context has c) || context has b",
        &["context has a && context has c"],
    );
    check(
        None,
        "context has a && (context has a || context has b)",
        &["context has b"],
    );
    check(
        None,
        "context has b && (context has a || context has b)",
        &[],
    );
    // A comparison that never holds says why already; a policy that never
    // applies needs no more words.
    check(
        None,
        "context has a || (principal == 1 && context has b)",
        &[],
    );
    check(None, "false && context has a", &[]);
    let schema = Some(SCHEMA);
    check(
        schema,
        "context has mfa || principal has age",
        &["principal has age"],
    );
    check(schema, "context has ip || principal has age", &[]);
    // Unreachable for photos, but not for albums.
    check(schema, "resource is Photo || principal has age", &[]);
    check(schema, "resource is Album && resource has owner", &[]);
}

#[test]
fn shadowed_policy() {
    let check = |schema, policies: &[&str], expected: &[&str]| {
        let text = policies.join("\n");
        let expected: Vec<(&str, &str)> =
            expected.iter().map(|t| ("shadowed-policy", *t)).collect();
        let report = lint(schema, &parse_policy_set(&text).unwrap());
        compare(&text, report.findings(), &expected);
    };
    let all = "forbid (principal, action, resource);";
    let readers = "permit (principal in G::\"r\", action == Action::\"view\", resource is Photo);";
    check(None, &[readers, all], &[readers]);
    check(None, &[all, readers], &[readers]);
    check(None, &[readers], &[]);
    check(None, &[all], &[]);
    check(
        None,
        &[
            readers,
            "forbid (principal, action, resource) when { context has x };",
        ],
        &[],
    );
    check(
        None,
        &[readers, "forbid (principal, action, resource is Photo);"],
        &[readers],
    );
    check(
        None,
        &[readers, "forbid (principal, action, resource is Album);"],
        &[],
    );
    check(
        None,
        &[
            readers,
            "forbid (principal, action in Action::\"all\", resource);",
        ],
        &[],
    );
    check(
        None,
        &[readers, "forbid (principal == G::\"r\", action, resource);"],
        &[],
    );
    check(
        None,
        &[
            all,
            "forbid (principal, action == Action::\"view\", resource);",
        ],
        &["forbid (principal, action == Action::\"view\", resource);"],
    );
    let schema = Some(SCHEMA);
    let view = "permit (principal, action == Action::\"view\", resource);";
    check(
        schema,
        &[
            view,
            "forbid (principal, action in Action::\"all\", resource);",
        ],
        &[view],
    );
    check(
        schema,
        &[
            view,
            "forbid (principal, action == Action::\"edit\", resource);",
        ],
        &[],
    );
}

#[test]
fn links_are_shadowed_by_their_values() {
    let text = "permit (principal == ?principal, action, resource);\n\
                forbid (principal == User::\"a\", action, resource);";
    for (user, expected) in [("User::\"a\"", 1), ("User::\"b\"", 0)] {
        let mut policies = parse_policy_set(text).unwrap();
        let template = policies.templates().next().unwrap().id().clone();
        let values = SlotValues {
            principal: Some(parse_entity_uid(user).unwrap()),
            resource: None,
        };
        policies
            .link(&template, PolicyId::new("link"), values)
            .unwrap();
        let report = lint(None, &policies);
        assert_eq!(report.findings().len(), expected, "{user}: {report:#?}");
        assert!(
            report
                .findings()
                .iter()
                .all(|f| f.policy == PolicyId::new("link"))
        );
    }
}

#[test]
fn duplicate_policy() {
    let check = |policies: &[&str], expected: &[&str]| {
        let text = policies.join("\n");
        let expected: Vec<(&str, &str)> =
            expected.iter().map(|t| ("duplicate-policy", *t)).collect();
        let report = lint(None, &parse_policy_set(&text).unwrap());
        compare(&text, report.findings(), &expected);
    };
    let a = "permit (principal, action, resource) when { context has x };";
    let again = "@note(\"again\")\npermit(principal,action,resource) when { context has \"x\" };";
    check(&[a, again], &[again]);
    check(&[a, again, again], &[again, again]);
    check(
        &[
            a,
            "permit (principal, action, resource) when { context has y };",
        ],
        &[],
    );
    check(
        &[
            a,
            "permit (principal, action, resource) unless { context has x };",
        ],
        &[],
    );
    check(
        &[
            a,
            "permit (principal is U, action, resource) when { context has x };",
        ],
        &[],
    );
    check(
        &[
            a,
            "forbid (principal, action, resource) when { context has x };",
        ],
        &[],
    );
    let all = "forbid (principal, action, resource);";
    check(
        &[all, "@a forbid (principal, action, resource);"],
        &["@a forbid (principal, action, resource);"],
    );
}

#[test]
fn confusable_names() {
    let check = |policies: &str, expected: &[(&str, &str)]| check(None, policies, expected);
    let policy =
        |condition: &str| format!("permit (principal, action, resource) when {{ {condition} }};");
    check(
        &policy("context has role && context has \"rоle\""),
        &[
            ("confusable-names", "context has \"rоle\""),
            ("suspicious-text", "context has \"rоle\""),
        ],
    );
    check(
        &policy("context has l1 && context has ll"),
        &[("confusable-names", "context has ll")],
    );
    check(&policy("context has l1 && context has l2"), &[]);
    check(&policy("context has l1 && context has l1"), &[]);
    check(
        &policy("principal == U::\"l1\" || principal == U::\"ll\""),
        &[("confusable-names", "U::\"ll\"")],
    );
    // Ids of different types are different names.
    check(
        &policy("principal == U::\"l1\" || principal == V::\"ll\""),
        &[],
    );
    // So are an attribute and a string.
    check(&policy("context has l1 || principal == U::\"ll\""), &[]);
}

#[test]
fn suspicious_text() {
    let policy =
        |condition: &str| format!("permit (principal, action, resource) when {{ {condition} }};");
    check(
        None,
        &policy("principal == U::\"say \u{202e}\""),
        &[("suspicious-text", "U::\"say \u{202e}\"")],
    );
    check(None, &policy("principal == U::\"say\""), &[]);
}

#[test]
fn suppressions() {
    let policies = |annotation: &str| {
        format!(
            "{annotation}\nforbid (principal, action, resource) when {{ principal.a == 1 && 1 == 2 }};"
        )
    };
    let codes =
        |findings: &[Finding]| -> Vec<&str> { findings.iter().map(|f| f.lint.code()).collect() };
    for (annotation, counts, suppressed) in [
        (
            "",
            vec!["unguarded-access", "never-applies", "never-matches"],
            vec![],
        ),
        (
            "@allow(\"unguarded-access\")",
            vec!["never-applies", "never-matches"],
            vec!["unguarded-access"],
        ),
        (
            "@allow(\"unguarded-access, never-matches never-applies\")",
            vec![],
            vec!["unguarded-access", "never-applies", "never-matches"],
        ),
        (
            "@allow(\"unguarded-acess\")",
            vec![
                "unknown-lint",
                "unguarded-access",
                "never-applies",
                "never-matches",
            ],
            vec![],
        ),
        (
            "@deny(\"never-applies\")",
            vec!["unguarded-access", "never-applies", "never-matches"],
            vec![],
        ),
    ] {
        let report = lint(None, &parse_policy_set(&policies(annotation)).unwrap());
        assert_eq!(codes(report.findings()), counts, "{annotation}");
        assert_eq!(codes(report.suppressed()), suppressed, "{annotation}");
    }
}

#[test]
fn an_incomplete_schema_is_refused() {
    let schema = Schema::from_cedar_text("external entity Missing;");
    if let Ok(schema) = schema {
        assert!(Linter::with_schema(schema).is_err());
    }
}

#[test]
fn deep_and_shared_conditions() {
    let chain = "context has a && ".repeat(3_900);
    let nested = "context has a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z".to_owned();
    let nots = format!("{}context has a", "!".repeat(3));
    for condition in [format!("{chain}true"), nested, nots] {
        let text = format!("forbid (principal, action, resource) when {{ {condition} }};");
        let policies = parse_policy_set(&text).unwrap();
        let run = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
        let report = run
            .spawn(move || Linter::new().lint(&policies))
            .unwrap()
            .join()
            .unwrap();
        assert!(
            report.findings().is_empty(),
            "{:?}",
            report.findings().first()
        );
    }
}
