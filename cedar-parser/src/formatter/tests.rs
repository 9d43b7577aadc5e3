//! Tests of the formatter.

use super::*;

fn format(text: &str) -> String {
    format_policies(text, FormatOptions::default())
        .unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// Checks a result, and that formatting it again changes nothing.
fn check(text: &str, expected: &str) {
    let formatted = format(text);
    assert_eq!(formatted, expected, "{text}");
    assert_eq!(format(&formatted), formatted, "formatting again");
}

#[test]
fn short_policies() {
    check("", "");
    check(" \n\n", "");
    check("// only\n\n\n//  this  ", "// only\n\n//  this\n");
    check(
        "permit(principal,action,resource);",
        "permit (principal, action, resource);\n",
    );
    check(
        "permit(principal,action,resource,)when{true};",
        "permit (principal, action, resource)\nwhen { true };\n",
    );
    check(
        "@id(\"x\")@b forbid(principal == User :: \"a\",action in[Action::\"a\",Action::\"b\",],resource is A::B in ?resource)unless{!(1+ -2<3)};",
        "@id(\"x\")\n@b\nforbid (\n  principal == User::\"a\",\n  action in [Action::\"a\", Action::\"b\"],\n  resource is A::B in ?resource\n)\nunless { !(1 + -2 < 3) };\n",
    );
    check(
        "permit(principal,action,resource);\n\n\n\npermit(principal,action,resource);permit(principal,action,resource);",
        "permit (principal, action, resource);\n\npermit (principal, action, resource);\n\npermit (principal, action, resource);\n",
    );
}

/// Found by fuzzing: the second comment stood one level deeper, until the policy was
/// formatted again.
#[test]
fn comments_about_a_dropped_comma() {
    check(
        "permit(principal,action,resource)when{[ip(1<2//one\n,//two\n),3//three\n//four\n,]};",
        "permit (principal, action, resource)\nwhen {\n  [\n    ip(\n      1 < 2 //one\n      //two\n    ),\n    3 //three\n    //four\n  ]\n};\n",
    );
}

#[test]
fn expressions() {
    let condition =
        |body: &str| format!("permit (principal, action, resource)\nwhen {{ {body} }};\n");
    for (text, expected) in [
        (
            "principal . a [ \"b\" ] . c ( 1 , 2 ,)"
                .replace(". c ( 1 , 2 ,)", ". contains ( 1 ,)")
                .as_str(),
            "principal.a[\"b\"].contains(1)",
        ),
        ("{a:1,\"b\":[1,2,],}=={}", "{a: 1, \"b\": [1, 2]} == {}"),
        (
            "if true then 1 else if false then 2 else 3",
            "if true then 1 else if false then 2 else 3",
        ),
        ("- 1--1*- -2", "-1 - -1 * --2"),
        ("! ! true||((1))==1", "!!true || ((1)) == 1"),
        (
            "principal is A :: B in resource&&principal has a . b",
            "principal is A::B in resource && principal has a.b",
        ),
        ("\"x\\u{41}\"like\"*\"", "\"x\\u{41}\" like \"*\""),
        (
            "ip(\"1.2.3.4\").isLoopback()",
            "ip(\"1.2.3.4\").isLoopback()",
        ),
    ] {
        check(&condition(text), &condition(expected));
    }
}

#[test]
fn long_lines_are_broken() {
    check(
        "permit(principal,action,resource)when{principal.department==resource.department&&principal.level>resource.level&&!resource.is_archived};",
        "permit (principal, action, resource)
when {
  principal.department == resource.department &&
  principal.level > resource.level &&
  !resource.is_archived
};
",
    );
    check(
        "permit(principal,action,resource)when{principal.department==resource.department&&principal.level>resource.level||principal in resource.administrators||context.is_emergency};",
        "permit (principal, action, resource)
when {
  principal.department == resource.department &&
    principal.level > resource.level ||
  principal in resource.administrators ||
  context.is_emergency
};
",
    );
    check(
        "permit(principal,action in [Action::\"view the document\",Action::\"edit the document\",Action::\"delete the document\"],resource);",
        "permit (
  principal,
  action in [
    Action::\"view the document\",
    Action::\"edit the document\",
    Action::\"delete the document\"
  ],
  resource
);
",
    );
    check(
        "permit(principal,action,resource)when{if principal.department==resource.department then principal.level>resource.level else if context.is_emergency then true else false};",
        "permit (principal, action, resource)
when {
  if principal.department == resource.department
  then principal.level > resource.level
  else if context.is_emergency
  then true
  else false
};
",
    );
    check(
        "permit(principal,action,resource)when{[principal.first_manager,principal.second_manager].contains(resource.owner.manager)&&(principal.department==resource.department||principal.level>resource.level)};",
        "permit (principal, action, resource)
when {
  [principal.first_manager, principal.second_manager].contains(
    resource.owner.manager
  ) &&
  (
    principal.department == resource.department ||
    principal.level > resource.level
  )
};
",
    );
}

#[test]
fn options() {
    let text = "permit(principal,action,resource)when{principal.a&&principal.b};";
    let options = FormatOptions {
        line_width: 20,
        indent_width: 4,
    };
    assert_eq!(
        format_policies(text, options).unwrap(),
        "permit (\n    principal,\n    action,\n    resource\n)\nwhen {\n    principal.a &&\n    principal.b\n};\n"
    );
    let narrow = FormatOptions {
        line_width: 0,
        indent_width: 0,
    };
    assert!(format_policies(text, narrow).unwrap().lines().count() > 5);
    let wide = FormatOptions {
        line_width: usize::MAX,
        indent_width: 8,
    };
    assert!(format_policies(text, wide).unwrap().lines().count() == 2);
}

#[test]
fn comments_stay() {
    check(
        "// about the file

// about the policy
@id(\"x\") // about the id
permit(principal,// who
action,resource // what
) // scope
// conditions
when{ // why
principal.a&& // first
// second
principal.b // last
// end
}; // done
// about the rest
",
        "// about the file

// about the policy
@id(\"x\") // about the id
permit (
  principal, // who
  action,
  resource // what
) // scope
// conditions
when { // why
  principal.a && // first
  // second
  principal.b // last
  // end
}; // done

// about the rest
",
    );
    check(
        "permit(principal,action,resource)when{[1, // one\n2, // two\n]==[// none\n]};",
        "permit (principal, action, resource)
when {
  [
    1, // one
    2 // two
  ] ==
    [ // none
    ]
};
",
    );
}

#[test]
fn paragraphs_stay() {
    check(
        "permit(principal,action,resource)when{\n\nprincipal.a&&\n\n\n// why\n\nprincipal.b\n\n};",
        "permit (principal, action, resource)
when {
  principal.a &&

  // why

  principal.b
};
",
    );
    check(
        "permit(principal,action,resource)\n\nwhen{true}\nunless{false};",
        "permit (principal, action, resource)\n\nwhen { true }\nunless { false };\n",
    );
}

#[test]
fn strings_with_line_breaks_stay() {
    check(
        "permit(principal,action,resource)when{principal.a==\"x\n  y\"};",
        "permit (principal, action, resource)\nwhen {\n  principal.a ==\n    \"x\n  y\"\n};\n",
    );
}

#[test]
fn wrong_policies_are_refused() {
    let error = format_policies("permit(principal);", FormatOptions::default()).unwrap_err();
    assert!(matches!(error, FormatError::Parse(_)), "{error}");
}

/// Whatever the place of comments and line breaks, all stays and formatting
/// again changes nothing.
#[test]
fn random_comments() {
    let policies = [
        "@ id ( \"x\" ) @ b permit ( principal == ( User :: \"a\" ) , action in [ Action :: \"b\" , ] , resource is A :: B in ?resource , ) \
         when { principal . a [ \"b\" ] has c . d && [ 1 , - 2 , ] . contains ( 3 * ( 4 + 5 ) ) || ! true } \
         unless { if true then { a : 1 , \"b\" : ip ( \"x\" ) . isIpv4 ( ) , } == { } else \"x\" like \"a*\" } ;",
        "forbid ( principal , action , resource ) when { principal . department . manager . name == resource . department . manager . name \
         && principal in [ User :: \"first\" , User :: \"second\" , User :: \"third\" ] && context . flag } ; \
         permit ( principal , action , resource ) ;",
    ];
    let gaps = [
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        " // c\n",
        "\n// d\n",
        "\n\n// e\n\n\n// f\n\n",
        " // g\r\n",
    ];
    let mut state = 0x1234_5678_u64;
    let mut below = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    for i in 0..3_000 {
        let many = [1, 3, gaps.len()][i % 3];
        let mut text = String::new();
        for word in policies[i % 2].split(' ').filter(|word| !word.is_empty()) {
            text.push_str(word);
            text.push_str(if below(10) < many {
                gaps[below(gaps.len())]
            } else {
                " "
            });
        }
        for line_width in [10, 40, 80] {
            let options = FormatOptions {
                line_width,
                indent_width: 2,
            };
            let once = format_policies(&text, options).unwrap_or_else(|e| panic!("{text}\n{e}"));
            let twice = format_policies(&once, options).unwrap();
            assert_eq!(once, twice, "{text}");
            let comments = |text: &str| text.matches("//").count();
            assert_eq!(comments(&once), comments(&text), "{text}");
            assert!(once.lines().all(|line| line.trim_end() == line), "{once}");
            assert!(!once.contains("\n\n\n"), "{once}");
        }
    }
}

/// What the formatter's own check would refuse.
#[test]
fn the_check_notices_changes() {
    let same = |a: &str, b: &str| essence(a).eq(essence(b));
    assert!(same("a ( b , ) // c", "a(b)\n// c  "));
    assert!(!same("a(b)", "a(b,c)"));
    assert!(!same("a(b) // c", "a(b)"));
    assert!(!same("a b", "ab"));
    assert!(!same("\"a b\"", "\"a  b\""));
    assert!(!same("// a\n// b", "// b\n// a"));
}

#[test]
fn deep_and_long_policies() {
    let test = || {
        for body in [
            format!("{}1{}", "(".repeat(999), ")".repeat(999)),
            format!("{}1{}", "[".repeat(999), "]".repeat(999)),
            format!("1{}", " + 1".repeat(3_900)),
            format!("true{}", " && true || true".repeat(1_900)),
            format!("{}1", "if true then 1 else ".repeat(3_900)),
            format!(
                "{}true{}",
                "if ".repeat(2_000),
                " then true else true".repeat(2_000)
            ),
        ] {
            let text = format!("permit(principal, action, resource) when {{ {body} }};");
            let once = format_policies(
                &text,
                FormatOptions {
                    line_width: 80,
                    indent_width: 0,
                },
            )
            .unwrap();
            assert_eq!(
                format_policies(
                    &once,
                    FormatOptions {
                        line_width: 80,
                        indent_width: 0
                    }
                )
                .unwrap(),
                once
            );
        }
    };
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    thread.spawn(test).unwrap().join().unwrap();
}
