//! Strings of the small languages: right by their grammar or nearly so.

use crate::choices::Choices;

/// The argument of an extension constructor with its name; two thirds are right.
pub fn extension(choices: &mut Choices<'_>) -> (&'static str, String) {
    let (name, text) = match choices.below(4) {
        0 => ("decimal", decimal(choices)),
        1 => ("ip", ip(choices)),
        2 => ("datetime", datetime(choices)),
        _ => ("duration", duration(choices)),
    };
    if choices.chance(70) {
        return (name, text);
    }
    (name, near(choices, &text))
}

/// A number: small, or at an edge.
pub fn integer(choices: &mut Choices<'_>) -> String {
    const EDGES: [&str; 10] = [
        "9223372036854775807",
        "9223372036854775808",
        "9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "4294967296",
        "00",
        "007",
        "2147483648",
        "1000000000000",
    ];
    if choices.chance(85) {
        return choices.below(12).to_string();
    }
    EDGES[choices.below(EDGES.len())].to_owned()
}

/// The inside of a string literal, escapes included; rarely a wrong one.
pub fn string_body(choices: &mut Choices<'_>) -> String {
    const RIGHT: [&str; 24] = [
        "a",
        "b",
        "red",
        "x y",
        "",
        "\\n",
        "\\t",
        "\\\"",
        "\\\\",
        "\\0",
        "\\'",
        "'",
        "\\x41",
        "\\x7F",
        "\\u{41}",
        "\\u{1F600}",
        "\\u{0_0_4_1}",
        "é",
        "*",
        "\\u{2a}",
        "\n",
        "//",
        "\u{200b}",
        "\\u{10FFFF}",
    ];
    const WRONG: [&str; 12] = [
        "\\q",
        "\\x80",
        "\\xg0",
        "\\x4",
        "\\u{110000}",
        "\\u{D800}",
        "\\u{}",
        "\\u{_1}",
        "\\u{1234567}",
        "\\*",
        "\r",
        "\\u41",
    ];
    let mut text = String::new();
    for _ in 0..choices.weighted(&[(1, 0), (6, 1), (3, 2), (1, 3)]) {
        text.push_str(match choices.below(60) {
            0 => WRONG[choices.below(WRONG.len())],
            _ => RIGHT[choices.below(RIGHT.len())],
        });
    }
    text
}

/// An identifier; rarely a reserved or a wrong one.
pub fn identifier(choices: &mut Choices<'_>) -> String {
    const USUAL: [&str; 10] = [
        "owner", "level", "tags", "name", "flag", "info", "nested", "members", "_x", "a1",
    ];
    const SPECIAL: [&str; 14] = [
        "principal",
        "action",
        "resource",
        "context",
        "permit",
        "forbid",
        "when",
        "unless",
        "contains",
        "decimal",
        "ip",
        "entity",
        "Set",
        "Action",
    ];
    const RESERVED: [&str; 10] = [
        "if", "then", "else", "in", "is", "has", "like", "true", "false", "__cedar",
    ];
    match choices.below(40) {
        0 => RESERVED[choices.below(RESERVED.len())],
        1..=4 => SPECIAL[choices.below(SPECIAL.len())],
        _ => USUAL[choices.below(USUAL.len())],
    }
    .to_owned()
}

fn decimal(choices: &mut Choices<'_>) -> String {
    const EDGES: [&str; 12] = [
        "922337203685477.5807",
        "922337203685477.5808",
        "-922337203685477.5808",
        "-922337203685477.5809",
        "-0.0",
        "-0.5",
        "-0.0001",
        "0.00001",
        "1.00000",
        "00.10",
        "1.",
        ".5",
    ];
    if choices.chance(40) {
        return EDGES[choices.below(EDGES.len())].to_owned();
    }
    let sign = if choices.chance(40) { "-" } else { "" };
    let digits = choices.between(1, 4);
    let fraction: String = (0..digits).map(|_| digit(choices)).collect();
    format!("{sign}{}.{fraction}", choices.below(120))
}

fn ip(choices: &mut Choices<'_>) -> String {
    const EDGES: [&str; 16] = [
        "::",
        "::1",
        "1::",
        "ff00::/8",
        "fe80::1/64",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "1::2::3",
        "::ffff:1.2.3.4",
        "127.0.0.1/8",
        "127.0.0.1/7",
        "224.0.0.0/4",
        "0.0.0.0/0",
        "1.2.3.4/032",
        "1.2.3.04",
        "::/128",
    ];
    if choices.chance(45) {
        return EDGES[choices.below(EDGES.len())].to_owned();
    }
    let octets: Vec<String> = (0..4).map(|_| choices.below(260).to_string()).collect();
    let prefix = match choices.chance(50) {
        true => format!("/{}", choices.below(34)),
        false => String::new(),
    };
    octets.join(".") + &prefix
}

fn datetime(choices: &mut Choices<'_>) -> String {
    const EDGES: [&str; 10] = [
        "0000-01-01",
        "9999-12-31T23:59:59.999Z",
        "2024-02-29",
        "2023-02-29",
        "1900-02-29",
        "2000-02-29T00:00:00Z",
        "1970-01-01T24:00:00Z",
        "1970-01-01T23:59:60Z",
        "1969-12-31T23:59:59.999-2359",
        "2024-01-01T00:00:00+2400",
    ];
    if choices.chance(40) {
        return EDGES[choices.below(EDGES.len())].to_owned();
    }
    let date = format!(
        "{:04}-{:02}-{:02}",
        choices.between(1960, 2040),
        choices.between(1, 12),
        choices.between(1, 31)
    );
    let time = format!(
        "T{:02}:{:02}:{:02}",
        choices.below(24),
        choices.below(60),
        choices.below(60)
    );
    let zone = ["Z", "+0130", "-0000", "-2359", "+01:30", ""]
        [choices.weighted(&[(5, 0), (3, 1), (1, 2), (1, 3), (1, 4), (1, 5)])];
    match choices.below(3) {
        0 => date,
        1 => format!("{date}{time}{zone}"),
        _ => format!("{date}{time}.{:03}{zone}", choices.below(1000)),
    }
}

fn duration(choices: &mut Choices<'_>) -> String {
    const EDGES: [&str; 10] = [
        "9223372036854775807ms",
        "-9223372036854775808ms",
        "9223372036854775808ms",
        "0ms",
        "-",
        "",
        "106751991167d7h12m55s807ms",
        "106751991167d7h12m55s808ms",
        "1ms1s",
        "1d1d",
    ];
    if choices.chance(35) {
        return EDGES[choices.below(EDGES.len())].to_owned();
    }
    let mut text = String::from(if choices.chance(30) { "-" } else { "" });
    let mut empty = true;
    for unit in ["d", "h", "m", "s", "ms"] {
        if choices.chance(40) || empty && unit == "ms" {
            text.push_str(&format!("{}{unit}", choices.below(100)));
            empty = false;
        }
    }
    text
}

/// The text with one character changed.
fn near(choices: &mut Choices<'_>, text: &str) -> String {
    const CHARACTERS: [char; 20] = [
        '0', '1', '9', '.', ':', '-', '+', '/', ' ', 'T', 'Z', 'z', 'd', 'm', 's', 'f', 'g', '٣',
        'e', '\u{ff11}',
    ];
    let mut characters: Vec<char> = text.chars().collect();
    let at = choices.below(characters.len().max(1));
    let new = CHARACTERS[choices.below(CHARACTERS.len())];
    match choices.below(3) {
        0 if !characters.is_empty() => {
            characters.remove(at);
        }
        1 if !characters.is_empty() => characters[at] = new,
        _ => characters.insert(at, new),
    }
    characters.into_iter().collect()
}

fn digit(choices: &mut Choices<'_>) -> char {
    char::from(b'0' + choices.below(10) as u8)
}
