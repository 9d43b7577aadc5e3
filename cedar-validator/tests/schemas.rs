//! Which schema texts are accepted, in both forms.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use cedar_validator::schema::fragment::EntityTypeDeclarationKind;
use cedar_validator::{Schema, SchemaFragment};

fn resolve(fragment: &SchemaFragment) -> Result<(), String> {
    Schema::from_fragments([fragment])
        .map(drop)
        .map_err(|error| error.to_string())
}

/// What is accepted reads back as it was written, in both forms.
#[test]
fn printing_and_reading_are_inverse() {
    for case in include_str!("data/schema-text.txt").lines() {
        let Some(text) = case.strip_prefix("OK  | ") else {
            continue;
        };
        let fragment = SchemaFragment::from_cedar_str(text).unwrap();
        let printed = fragment.to_cedar().unwrap();
        let reread = SchemaFragment::from_cedar_str(&printed).unwrap();
        let json = serde_json::to_string(&fragment.to_json()).unwrap();
        let from_json = SchemaFragment::from_json_str(&json).unwrap();
        assert_eq!(reread, fragment, "{text}\n{printed}");
        // In JSON an annotation without a value is one with an empty value.
        let again = serde_json::to_string(&from_json.to_json()).unwrap();
        assert_eq!(again, json, "{text}");
        assert_eq!(resolve(&from_json), resolve(&fragment), "{text}\n{json}");
    }
}

/// Checks what is wrong with a schema: `text at fault: message`.
fn check_errors(text: &str, expected: &[&str]) {
    let at = |span: cedar_core::Span| span.range().map_or("", |range| &text[range]);
    let found: Vec<String> = match SchemaFragment::from_cedar_str(text) {
        Err(errors) => errors
            .iter()
            .map(|e| format!("{}: {}", at(e.span), e.kind))
            .collect(),
        Ok(fragment) => match Schema::from_fragments([&fragment]) {
            Ok(_) => Vec::new(),
            Err(errors) => errors
                .iter()
                .map(|e| format!("{}: {}", at(e.span), e.kind))
                .collect(),
        },
    };
    assert_eq!(found, expected, "{text}");
}

#[test]
fn all_errors_are_reported() {
    check_errors(
        "entity A in [B, C] { x: D, y: Set<E>, z: __cedar::F } tags G;
         action a in b appliesTo { principal: H, resource: A, context: I };",
        &[
            "B: there is no entity type `B`",
            "C: there is no entity type `C`",
            "D: there is no type `D`",
            "E: there is no type `E`",
            "__cedar::F: there is no type `__cedar::F`",
            "G: there is no type `G`",
            "b: there is no action `b`",
            "H: there is no entity type `H`",
            "I: there is no type `I`",
        ],
    );
    check_errors(
        "type A = B; type B = { b: A }; type C = C; action x in y; action y in x;",
        &[
            "A: the common type `A` is defined in terms of itself",
            "C: the common type `C` is defined in terms of itself",
            "x: the action `Action::\"x\"` is a member of itself",
            "y: the action `Action::\"y\"` is a member of itself",
        ],
    );
    check_errors(
        "entity A, A; type Long = String; entity __cedar; @k @k action a, \"a\";
         action b appliesTo { principal: [], principal: A }; namespace N {} namespace N {}",
        &[
            "A: the entity type `A` is declared twice",
            "Long: a common type cannot be called `Long`",
            "__cedar: names that contain `__cedar` are reserved",
            "k: the annotation `@k` is given twice",
            "\"a\": the action `a` is declared twice",
            "appliesTo: `appliesTo` of this action lacks `resource`",
            "principal: `principal` of an action cannot be empty",
            "principal: `principal` is given twice",
            "N: the namespace `N` is declared twice",
        ],
    );
    check_errors(
        "namespace N { entity A; type T = Long; action x; entity Action; } entity A, T; action x;",
        &[
            "A: the declaration of `N::A` shadows that of `A`",
            "T: the declaration of `N::T` shadows that of `T`",
            "x: the declaration of `N::Action::\"x\"` shadows that of `Action::\"x\"`",
            "Action: the entity type `N::Action` cannot be declared: it is the type of actions",
        ],
    );
    check_errors(
        "type T = Long; action a appliesTo { principal: A, resource: A, context: T }; entity A;",
        &["T: the context of the action `Action::\"a\"` is not a record type"],
    );
}

/// Checks what is wrong with a schema in JSON: `text at fault: message`.
fn check_json_errors(source: &str, expected: &[&str]) {
    let found: Vec<String> = match SchemaFragment::from_json_str(source) {
        Err(errors) => errors
            .iter()
            .map(|error| {
                let place = error.place().expect("the source is at hand");
                format!("{}: {}", &source[place.span.clone()], error.kind())
            })
            .collect(),
        Ok(fragment) => match Schema::from_fragments([&fragment]) {
            Ok(_) => Vec::new(),
            Err(errors) => errors
                .iter()
                .map(|error| {
                    let range = error.span.range().expect("names in JSON have places");
                    assert!(error.hint.is_some(), "{error}");
                    format!("{}: {error}", &source[range])
                })
                .collect(),
        },
    };
    assert_eq!(found, expected, "{source}");
}

#[test]
fn all_errors_in_json_have_places() {
    check_json_errors(
        r#"{"": {
            "commonTypes": {"C": {"type": "Long"}, "L": {"type": "L"}},
            "entityTypes": {
                "A": {"memberOfTypes": ["B", "A"], "shape": {"type": "Record", "attributes": {
                    "x": {"type": "Entity", "name": "D"},
                    "y": {"type": "Set", "element": {"type": "E"}},
                    "z": {"type": "Extension", "name": "F"}
                }}, "tags": {"type": "EntityOrCommon", "name": "G"}},
                "S": {"shape": {"type": "C"}}
            },
            "actions": {
                "a": {"memberOf": [{"id": "b"}], "appliesTo": {
                    "principalTypes": ["H"], "resourceTypes": ["A"], "context": {"type": "C"}}}
            }
        }, "N": {"entityTypes": {"A": {}}, "actions": {"c": {"memberOf": [{"id": "c"}]}}}}"#,
        &[
            "\"L\": the common type `L` is defined in terms of itself",
            "\"B\": there is no entity type `B`",
            "\"D\": there is no entity type `D`",
            "\"E\": there is no type `E`",
            "\"F\": there is no extension type `F`",
            "\"G\": there is no type `G`",
            "\"C\": the shape of the entity type `S` is not a record type",
            "\"b\": there is no action `b`",
            "\"H\": there is no entity type `H`",
            "\"C\": the context of the action `Action::\"a\"` is not a record type",
            "\"A\": the declaration of `N::A` shadows that of `A`",
            "\"c\": the action `N::Action::\"c\"` is a member of itself",
        ],
    );
    check_json_errors(
        r#"{"": {
            "commonTypes": {"Set": {"type": "Long"}, "D": {"type": 1}},
            "entityTypes": {
                "A": {"enum": []},
                "B": {"shape": {"type": "Record", "attributes": {
                    "x": {"type": "a b"}, "y": {"type": "Long", "name": "z"}, "z": {}
                }}, "tags": null},
                "in": {}
            },
            "actions": {"a": {"attributes": {}, "appliesTo": {"principalTypes": []}}, "b": {}, "b": {}}
        }, "N": {"entityTypes": {}}, "if": {"entityTypes": {}, "actions": {}}}"#,
        &[
            "\"Set\": a common type cannot be called `Set`",
            "1: expected the name of a type, got a number",
            "[]: an enumerated entity type needs at least one id",
            "\"a b\": `a b` is not a name: expected identifiers that are not reserved, separated by `::`",
            "\"name\": a type of this kind has no field `name`",
            "{}: missing field `type`",
            "null: expected a type, got `null`",
            "\"in\": `in` cannot be declared: expected an identifier that is not reserved",
            "{}: actions cannot have attributes",
            "{\"principalTypes\": []}: missing field `resourceTypes`",
            "\"b\": the key `b` occurs two or more times in the same object",
            "{\"entityTypes\": {}}: missing field `actions`",
            "\"if\": `if` contains `if`, which is reserved",
        ],
    );
}

#[test]
fn hints_say_what_to_do() {
    let hint = |text: &str| -> String {
        let errors = match Schema::from_cedar_text(text) {
            Err(cedar_validator::schema::SchemaTextError::Schema(errors)) => errors,
            other => panic!("{text}: {other:?}"),
        };
        errors
            .iter()
            .next()
            .and_then(|error| error.hint.clone())
            .unwrap_or_default()
    };
    for (text, expected) in [
        ("entity A { x: string };", "did you mean `String`?"),
        ("entity A { x: boolean };", "did you mean `Bool`?"),
        ("entity User; entity A { x: Usr };", "did you mean `User`?"),
        (
            "entity A in Zebra;",
            "declare `entity Zebra` in this namespace or outside of all",
        ),
        (
            "type T = Long; entity A in T;",
            "`T` is a common type; here only entity types can stand",
        ),
        ("action view; action a in veiw;", "did you mean `view`?"),
        (
            "namespace N { entity User; } entity A { x: User };",
            "did you mean `N::User`?",
        ),
    ] {
        assert_eq!(hint(text), expected, "{text}");
    }
}

/// After an error of syntax the next declaration is read.
#[test]
fn syntax_errors_recover() {
    check_errors(
        "entity A in; entity B { x Long }; action if; entity C enum []; type T = Set<>;",
        &[
            ";: unexpected `;`",
            "Long: unexpected `Long`",
            "if: `if` is reserved and cannot be used as a name here",
            "]: unexpected `]`",
            ">: unexpected `>`",
        ],
    );
    check_errors("entity A", &[": unexpected end of input"]);
    check_errors("entity A { x: Long", &[": unexpected end of input"]);
    check_errors(
        "entity 'A';",
        &["'A': strings are written in double quotes"],
    );
    check_errors("entity A /* c */;", &["/: unexpected `/`"]);
}

#[test]
fn nesting_is_limited() {
    let nested = |depth: usize| {
        let open = "Set<".repeat(depth);
        let close = ">".repeat(depth);
        format!("entity A {{ x: {open}Long{close} }};")
    };
    let accept = |text: &str| {
        let fragment = SchemaFragment::from_cedar_str(text).map_err(|e| e.to_string())?;
        fragment.to_cedar().map_err(|e| e.to_string())?;
        resolve(&fragment)
    };
    assert_eq!(accept(&nested(200)), Ok(()));
    for depth in [260, 100_000] {
        let error = accept(&nested(depth)).unwrap_err();
        assert!(error.contains("nested more than"), "{error}");
    }
    // A chain of names is nested as deeply as it means.
    let chain = |length: usize| {
        let mut text = String::from("type T0 = Long;");
        for i in 1..length {
            text.push_str(&format!("type T{i} = Set<T{}>;", i - 1));
        }
        text
    };
    assert_eq!(accept(&chain(400)), Ok(()));
    let error = accept(&chain(20_000)).unwrap_err();
    assert!(error.contains("nested more than"), "{error}");
    // An alias adds no depth, however long the chain.
    let aliases: String = (1..20_000)
        .map(|i| format!("type T{i} = T{};", i - 1))
        .collect();
    assert_eq!(accept(&format!("type T0 = Long; {aliases}")), Ok(()));
}

#[test]
fn fragments_are_merged() {
    let fragment = |text: &str| SchemaFragment::from_cedar_str(text).unwrap();
    let check = |texts: &[&str], expected: Result<(), &str>| {
        let fragments: Vec<_> = texts.iter().map(|text| fragment(text)).collect();
        let schema = Schema::from_fragments(&fragments).map_err(|e| e.to_string());
        match (&schema, expected) {
            (Ok(_), Ok(())) => {}
            (Err(error), Err(expected)) if error.contains(expected) => {}
            _ => panic!("{texts:?}: {:?}", schema.map(drop)),
        }
    };
    check(&["entity A in B;", "entity B;"], Ok(()));
    check(
        &[
            "namespace N { entity A; }",
            "namespace N { entity B in A; }",
        ],
        Ok(()),
    );
    check(&["entity A;", "entity A;"], Err("`A` is declared twice"));
    check(&["type A = Long;", "type A = Long;"], Err("declared twice"));
    check(&["action a;", "action a;"], Err("declared twice"));
    check(&["external entity A;", "entity A { x: Long };"], Ok(()));
    check(&["entity A { x: Long };", "external entity A;"], Ok(()));
    check(&["external entity A;", "external entity A;"], Ok(()));
    check(&["external action a;", "action a;"], Ok(()));
    check(
        &["external entity A in B; entity B;", "entity A;"],
        Err("but its definition is not"),
    );
    check(
        &["external action a in b; action b;", "action a;"],
        Err("but its definition is not"),
    );
    check(
        &["external action a in b; action b;", "action a in b;"],
        Ok(()),
    );
    let schema = Schema::from_fragments([&fragment("external entity A; external action a;")]);
    assert_eq!(schema.unwrap().undefined(), ["A", "Action::\"a\""]);
}

/// Neither form of a schema can say it, but a program can.
#[test]
fn an_enumeration_has_ids() {
    let mut fragment =
        SchemaFragment::from_cedar_str("namespace N { entity E enum [\"a\"]; }").unwrap();
    for namespace in fragment.namespaces.values_mut() {
        for declared in namespace.entity_types.values_mut() {
            declared.kind = EntityTypeDeclarationKind::Enum(Vec::new());
        }
    }
    let refused = resolve(&fragment).unwrap_err();
    assert!(
        refused.contains("`N::E` is an enumeration of no ids"),
        "{refused}"
    );
}

#[test]
fn warnings() {
    let warnings = |text: &str| -> Vec<String> {
        let schema = Schema::from_cedar_text(text).unwrap();
        schema.warnings().iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        warnings(
            "entity Long; type ipaddr = __cedar::Long; entity T; type T = {x: T2, x: T2}; type T2 = __cedar::Bool;"
        ),
        [
            "`Long` shadows a built-in type, which is now only `__cedar::Long`",
            "`ipaddr` shadows a built-in type, which is now only `__cedar::ipaddr`",
            "the common type `T` shadows the entity type of the same name",
            "the attribute `x` is declared again later, so this declaration has no effect",
        ]
    );
    assert!(warnings("entity A { x: Long, y: { x: Long } };").is_empty());
}

/// Found by fuzzing: such a name has no form in Cedar text.
#[test]
fn an_extension_type_in_json_has_no_reserved_name() {
    for name in ["in", "if", "__cedar", "a::b", ""] {
        let source = format!(
            r#"{{"": {{"entityTypes": {{"A": {{"tags": {{"type": "Extension", "name": "{name}"}}}}}}, "actions": {{}}}}}}"#
        );
        let error = SchemaFragment::from_json_str(&source).unwrap_err();
        let expected = format!("`{name}` cannot be declared");
        assert!(error.to_string().contains(&expected), "{error}");
    }
}
