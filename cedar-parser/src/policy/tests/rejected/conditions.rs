//! Mistakes in conditions.

use super::*;

#[test]
fn has() {
    check_condition(
        "principal has «if».a",
        "`if` is reserved and cannot be used as a name here",
        "write it as a string: `\"if\"`",
    );
    check_condition(
        "principal has a.«in»",
        "`in` is reserved and cannot be used as a name here",
        "write the attribute as a string: `has \"in\"`",
    );
    check_condition(
        "principal has «__cedar»",
        "`__cedar` is reserved and cannot be used as a name here",
        "write the attribute as a string: `has \"__cedar\"`",
    );
    let right_side = "the right-hand side of `has` must be an attribute name or a string";
    let hint = "to test with `has`, write `value has attribute` or `value has \"attribute\"`";
    check_condition("principal has «(»a)", right_side, hint);
    check_condition("principal has «a::b»", right_side, hint);
    check_condition("principal has «1»", right_side, hint);
    check_condition("principal has «User::\"a\"»", right_side, hint);
    check_condition(
        "principal has a«[»\"b\"]",
        "unexpected `[`: expected an operator or `}`",
        "",
    );
    check_condition(
        "principal has a.b«(»)",
        "unexpected `(`: expected an operator or `}`",
        "",
    );
    check_condition(
        "principal has \"a\"«.b»",
        "unexpected `.b`: expected an operator or `}`",
        "",
    );
    check_expression(
        "principal has \"a\"«.»\"b\"",
        "unexpected `.`: expected an attribute name behind `.`",
        "",
    );
    check_condition(
        "principal has a «+» 1",
        "the right-hand side of `has` must be an attribute name and nothing more",
        "use parentheses to go on with the result",
    );
}

#[test]
fn like_and_is() {
    let pattern = "patterns are written out, as in `text like \"start*\"`";
    check_condition(
        "\"a\" like «principal».b",
        "the right-hand side of `like` must be a string",
        pattern,
    );
    check_condition(
        "\"a\" like «1»",
        "the right-hand side of `like` must be a string",
        pattern,
    );
    check_condition(
        "\"a\" like «(»\"a\")",
        "the right-hand side of `like` must be a string",
        pattern,
    );
    check_condition(
        "\"a\" like \"«\\e»\"",
        "`\\e` is not an escape sequence",
        "escapes are \\n \\r \\t \\\\ \\0 \\' \\\" \\* \\xHH \\u{…}; for a backslash write `\\\\`",
    );
    check_condition(
        "\"a\" like \"a\" «*» 2",
        "the right-hand side of `like` must be a string and nothing more",
        "use parentheses to go on with the result",
    );
    check_condition(
        "principal is «\"User\"»",
        "the right-hand side of `is` must be an entity type",
        "write the type without quotes: `is User`",
    );
    check_condition(
        "principal is «?principal»",
        "the right-hand side of `is` must be an entity type",
        "write the name of a type, such as `is User`",
    );
    check_condition(
        "principal is «if»",
        "`if` is reserved and cannot be used as a name here",
        "",
    );
    check_condition(
        "principal is «A::__cedar»",
        "`A::__cedar` contains `__cedar`, which is reserved",
        "",
    );
    check_condition(
        "principal is User «-» 1",
        "the right-hand side of `is` must be an entity type and nothing more",
        "use parentheses to go on with the result",
    );
}

const CHAINED: &str = "comparisons cannot be chained";
const PARENTHESES: &str = "use parentheses, or join two comparisons with `&&`";

#[test]
fn relations_are_not_associative() {
    check_condition("1 < 2 «<» 3", CHAINED, PARENTHESES);
    check_condition("1 == 1 «==» true", CHAINED, PARENTHESES);
    check_condition("1 + 2 < 3 * 4 «in» 5", CHAINED, PARENTHESES);
    check_condition("principal is User «==» true", CHAINED, PARENTHESES);
    check_condition(
        "principal is User in resource «in» resource",
        CHAINED,
        PARENTHESES,
    );
    check_condition("principal has a «==» true", CHAINED, PARENTHESES);
    check_condition("principal has a «has» b", CHAINED, PARENTHESES);
    check_condition("\"a\" like \"b\" «like» \"c\"", CHAINED, PARENTHESES);
    check_condition("1 < 2 «is» User", CHAINED, PARENTHESES);
    check_condition("true && 1 < 2 «>» 3 || false", CHAINED, PARENTHESES);
}

#[test]
fn operators_of_other_languages() {
    check_condition(
        "1 «=» 1",
        "Cedar has no operator `=`",
        "to compare, write `==`",
    );
    check_condition(
        "1 ==«=» 1",
        "unexpected `=`: expected an operand",
        "to compare, write `==` or `!=`",
    );
    check_condition(
        "7 «/» 2",
        "Cedar has no operator `/`",
        "the arithmetic operators are `+`, `-` and `*`",
    );
    check_condition(
        "7 «%» 2",
        "Cedar has no operator `%`",
        "the arithmetic operators are `+`, `-` and `*`",
    );
    check_condition(
        "7 /«*» x */",
        "unexpected `*`: expected an operand",
        "comments start with `//` and end with the line",
    );
    check_condition(
        "true «and» false",
        "unexpected `and`: expected an operator or `}`",
        "did you mean `&&`?",
    );
    check_condition(
        "true «or» false",
        "unexpected `or`: expected an operator or `}`",
        "did you mean `||`?",
    );
    check_condition(
        "not «true»",
        "unexpected `true`: expected an operator or `}`",
        "did you mean `!`?",
    );
    check_condition(
        "1 «&» 2",
        "unexpected character `&`",
        "the operator is `&&`",
    );
    check_condition(
        "1 «|» 2",
        "unexpected character `|`",
        "the operator is `||`",
    );
    check_condition("1 «≤» 2", "unexpected character `≤`", "write `<=`");
    check(
        "«#» comment",
        "unexpected character `#`",
        "comments start with `//`",
    );
}

#[test]
fn signs_and_integers() {
    let combined = "`!` and `-` can only be combined with parentheses";
    check_condition("!«-»1", "unexpected `-`: expected an operand", combined);
    check_condition("-«!»true", "unexpected `!`: expected an operand", combined);
    check_condition("«-----»1", "more than four `-` in a row", "");
    check_condition("«!!!!!»true", "more than four `!` in a row", "");
    let too_large =
        |digits| format!("the integer `{digits}` is too large: the largest is 9223372036854775807");
    check_condition(
        "«9223372036854775808»",
        &too_large("9223372036854775808"),
        "",
    );
    check_condition(
        "-(«9223372036854775808»)",
        &too_large("9223372036854775808"),
        "",
    );
    check_condition(
        "-«9223372036854775809»",
        &too_large("9223372036854775809"),
        "",
    );
    check_condition(
        "1 - «9223372036854775808»",
        &too_large("9223372036854775808"),
        "",
    );
    check_condition(
        "-«9223372036854775808».a",
        &too_large("9223372036854775808"),
        "",
    );
    check_condition(
        "«18446744073709551616»",
        &too_large("18446744073709551616"),
        "",
    );
}

#[test]
fn conditionals_are_no_operands() {
    let hint = "put the `if` in parentheses";
    check_condition(
        "true && «if» true then true else false",
        "unexpected `if`: expected an operand",
        hint,
    );
    check_condition(
        "1 + «if» true then 1 else 2",
        "unexpected `if`: expected an operand",
        hint,
    );
    check(
        "permit(principal, action, resource) when { if true then 1 «}»;",
        "unexpected `}`: expected `else`",
        "",
    );
}

#[test]
fn names_and_variables() {
    let variable = |name| format!("`{name}` is not a variable");
    check_condition(
        "«User»",
        &variable("User"),
        "an entity has an id: `User::\"id\"`",
    );
    check_condition(
        "«A::User» == 1",
        &variable("A::User"),
        "an entity has an id: `A::User::\"id\"`",
    );
    check_condition(
        "«principl» == 1",
        &variable("principl"),
        "did you mean `principal`?",
    );
    check_condition(
        "«Principal» == 1",
        &variable("Principal"),
        "did you mean `principal`?",
    );
    check_condition(
        "«user».name == 1",
        &variable("user"),
        "did you mean `principal`?",
    );
    check_condition("«True»", &variable("True"), "did you mean `true`?");
    check_condition(
        "principal.a == «null»",
        &variable("null"),
        "Cedar has no null: test with `has` whether an attribute exists",
    );
    check_condition(
        "«ip»",
        &variable("ip"),
        "to call the function, write `ip(\"…\")`",
    );
    check_condition(
        "«xyz» == 1",
        &variable("xyz"),
        "the variables are `principal`, `action`, `resource` and `context`; strings need quotes",
    );
    let reserved = |word| format!("`{word}` is reserved and cannot be used as a name here");
    check_condition("«in»::\"a\" == 1", &reserved("in"), "");
    check_condition("«__cedar»::\"a\" == 1", &reserved("__cedar"), "");
    check_condition(
        "«A::__cedar»::\"a\" == 1",
        "`A::__cedar` contains `__cedar`, which is reserved",
        "",
    );
    check_condition(
        "principal.«if»",
        &reserved("if"),
        "write the attribute as a string: `[\"if\"]`",
    );
    check_condition(
        "principal.«__cedar»",
        &reserved("__cedar"),
        "write the attribute as a string: `[\"__cedar\"]`",
    );
    check_condition(
        "«User::»{a: 1} == 1",
        "an entity is written with a string: `User::\"id\"`",
        "",
    );
    check_condition(
        "«User::» == 1",
        "an entity is written with a string: `User::\"id\"`",
        "",
    );
}

#[test]
fn calls() {
    check_condition(
        "«contains»(1)",
        "`contains` is a method, not a function",
        "methods are called on a value: `value.contains(…)`",
    );
    check_condition(
        "«lessThan»(decimal(\"1.0\"))",
        "`lessThan` is a method, not a function",
        "methods are called on a value: `value.lessThan(…)`",
    );
    check_condition(
        "ip(\"1\").«decimal»()",
        "`decimal` is a function, not a method",
        "write `decimal(…)` without a receiver",
    );
    check_condition(
        "«ipp»(\"1\")",
        "`ipp` is not a function",
        "did you mean `ip`?",
    );
    let functions = "the functions are `decimal`, `ip`, `datetime`, `duration`";
    check_condition("«unknown»(\"x\")", "`unknown` is not a function", functions);
    check_condition("«principal»()", "`principal` is not a function", functions);
    check_condition("«N::ip»(\"a\")", "`N::ip` is not a function", functions);
    check_condition(
        "ip(\"1\").«isIpv5»()",
        "`isIpv5` is not a method",
        "did you mean `isIpv4`?",
    );
    check_condition(
        "[1].«Contains»(1)",
        "`Contains` is not a method",
        "did you mean `contains`?",
    );
    check_condition(
        "[1].«size»()",
        "`size` is not a method",
        "Cedar has no sizes; sets have `isEmpty()`",
    );
    check_condition("1.«foo»()", "`foo` is not a method", "");
    check_condition(
        "1.«if»()",
        "`if` is reserved and cannot be used as a name here",
        "",
    );
    check_condition(
        "[1].«isEmpty(1)»",
        "`isEmpty` takes no arguments, not 1",
        "",
    );
    check_condition("[1].«contains()»", "`contains` takes 1 argument, not 0", "");
    check_condition(
        "[1].«containsAll(1, 2)»",
        "`containsAll` takes 1 argument, not 2",
        "",
    );
    check_condition(
        "principal.«hasTag()»",
        "`hasTag` takes 1 argument, not 0",
        "",
    );
    check_condition(
        "principal.«getTag(\"a\", \"b\")»",
        "`getTag` takes 1 argument, not 2",
        "",
    );
    let callable = "only a function or a method can be called";
    let forms = "calls have the form `function(…)` or `receiver.method(…)`";
    check_condition("«(principal.contains)(1)»", callable, forms);
    check_condition("«principal[\"contains\"](1)»", callable, forms);
    check_condition("«ip(\"a\")(1)»", callable, forms);
    check_condition("«\"a\"()»", callable, forms);
    check_condition("«1()»", callable, forms);
}

#[test]
fn sets_and_records() {
    check_condition(
        "[1,2,«,»3]",
        "unexpected `,`: expected an expression or `]`",
        "",
    );
    check_condition("[«,»]", "unexpected `,`: expected an expression or `]`", "");
    check_condition(
        "{a: 1, «\"a\"»: 2}",
        "the key `a` occurs twice in this record",
        "",
    );
    check_condition(
        "{a: 1, \"b\": 2, «b»: 3, a: 4}",
        "the key `b` occurs twice in this record",
        "",
    );
    check_condition(
        "{«if»: 1}",
        "`if` is reserved and cannot be used as a name here",
        "write it as a string: `\"if\"`",
    );
    check_condition(
        "{«__cedar»: 1}",
        "`__cedar` is reserved and cannot be used as a name here",
        "write the key as a string: `\"__cedar\"`",
    );
    check_condition(
        "{«1»: 1}",
        "unexpected number `1`: expected a key or `}`",
        "",
    );
    check_condition("{a «1»}", "unexpected number `1`: expected `:`", "");
    check_condition(
        "{a: 1 «b»: 2}",
        "unexpected `b`: expected an operator, `}` or `,`",
        "",
    );
    check_condition(
        "principal[«action»]",
        "unexpected `action`: expected a string",
        "an attribute is accessed with a literal name: `value[\"name\"]`",
    );
}

#[test]
fn strings() {
    check(
        "permit(principal, action, resource) when { «\"a }; »\n",
        "this string has no closing `\"`",
        "",
    );
    check_condition(
        "«'a b'» == 1",
        "strings are written in double quotes",
        "use `\"` instead of `'`",
    );
    check_condition(
        "«\"a\\\nb\"»",
        "a string cannot continue after a backslash at the end of a line",
        "a string may simply go on in the next line; the line break is part of it",
    );
    check_condition(
        "\"a«\\x80»\"",
        "`\\x80` is not an escape sequence",
        "`\\x` takes two hexadecimal digits, 00 to 7f; use `\\u{…}` beyond that",
    );
    check_condition(
        "1 «\u{200b}»+ 1",
        "unexpected character `\\u{200b}`",
        "this character is invisible; remove it",
    );
    check(
        "«\u{feff}»",
        "unexpected character `\\u{feff}`",
        "this character is invisible; remove it",
    );
}
