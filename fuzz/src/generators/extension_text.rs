//! The arguments of constructors of extension types, made by their grammars and
//! near every edge of them; rarely one step outside.

use crate::choices::Choices;
use smol_str::{SmolStr, format_smolstr};

/// A number with up to four fractional digits.
pub fn decimal(choices: &mut Choices<'_>) -> SmolStr {
    const WHOLE: [&str; 10] = [
        "0",
        "1",
        "2",
        "00",
        "01",
        "12",
        "922337203685476",
        "922337203685477",
        "922337203685478",
        "9999999999999999999",
    ];
    const FRACTION: [&str; 12] = [
        "0", "5", "50", "05", "25", "0001", "5806", "5807", "5808", "5809", "9999", "00001",
    ];
    let sign = if choices.chance(35) { "-" } else { "" };
    // The edges of the type lie in few of the many combinations.
    let (whole, fraction) = if choices.chance(15) {
        (6 + choices.below(2), 6 + choices.below(4))
    } else {
        (choices.below(WHOLE.len()), choices.below(FRACTION.len()))
    };
    format_smolstr!("{sign}{}.{}", WHOLE[whole], FRACTION[fraction])
}

/// An address or a range of addresses, of either version.
pub fn ip(choices: &mut Choices<'_>) -> SmolStr {
    const EDGES: [&str; 30] = [
        "::1.2.3.4",
        "::ffff:1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4",
        "::1.2.3.4/96",
        "::1.2",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::8",
        "0000:0000:0000:0000:0000:0000:0000:0001/128",
        "00000:0000:0000:0000:0000:0000:0000:001/128",
        "fe80::1%1",
        "1.2.3.4/08",
        "1::/129",
        "1::/008",
        "127.0.0.1",
        "127.0.0.0/8",
        "127.0.0.0/7",
        "10.0.0.0/24",
        "0.0.0.0/0",
        "224.0.0.0/4",
        "224.0.0.0/3",
        "255.255.255.255",
        "::",
        "::1",
        "::1/127",
        "ff00::/8",
        "ff00::/7",
        "::/0",
        "1:2:3:4:5:6:7:8",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
    ];
    if choices.chance(35) {
        return EDGES[choices.below(EDGES.len())].into();
    }
    let (address, widest) = match choices.chance(50) {
        true => (ipv4(choices), 32),
        false => (ipv6(choices), 128),
    };
    if choices.chance(40) {
        return address.into();
    }
    match choices.below(14) {
        0 => format_smolstr!("{address}/{}", widest + 1),
        1 => format_smolstr!("{address}/0{}", choices.below(10)),
        2 => format_smolstr!("{address}/"),
        3..=5 => format_smolstr!("{address}/{}", widest - choices.below(2)),
        6..=8 => format_smolstr!("{address}/{}", 8 * choices.below(1 + widest / 8)),
        _ => format_smolstr!("{address}/{}", choices.below(widest + 1)),
    }
}

fn ipv4(choices: &mut Choices<'_>) -> String {
    const OCTETS: [u16; 14] = [0, 1, 9, 10, 99, 126, 127, 128, 223, 224, 239, 249, 254, 255];
    let mut octets: Vec<String> = (0..4)
        .map(|at| {
            // Addresses that share a prefix are what ranges are about.
            let from = if at < 2 { &OCTETS[..4] } else { &OCTETS };
            let from = if choices.chance(30) {
                &OCTETS[..]
            } else {
                from
            };
            from[choices.below(from.len())].to_string()
        })
        .collect();
    match choices.below(40) {
        0 => octets.push("1".to_owned()),
        1 => drop(octets.pop()),
        2 => octets[choices.below(4)] = "256".to_owned(),
        3 => octets[choices.below(4)].insert(0, '0'),
        _ => {}
    }
    octets.join(".")
}

fn ipv6(choices: &mut Choices<'_>) -> String {
    const GROUPS: [&str; 12] = [
        "0", "1", "2", "00", "0001", "ff00", "fe80", "ffff", "FfFf", "db8", "2001", "a",
    ];
    let group = |choices: &mut Choices<'_>| match choices.below(60) {
        0 => "10000",
        1 => "g",
        _ => GROUPS[choices.below(GROUPS.len())],
    };
    if choices.chance(30) {
        let count = choices.weighted(&[(18, 8), (1, 7), (1, 9)]);
        let groups: Vec<&str> = (0..count).map(|_| group(choices)).collect();
        return groups.join(":");
    }
    let before = choices.below(5);
    let most = if choices.chance(10) { 6 } else { 4 };
    let after = choices.below(most);
    let before: Vec<&str> = (0..before).map(|_| group(choices)).collect();
    let after: Vec<&str> = (0..after).map(|_| group(choices)).collect();
    format!("{}::{}", before.join(":"), after.join(":"))
}

/// A date, with or without a time of day.
pub fn datetime(choices: &mut Choices<'_>) -> SmolStr {
    const YEARS: [u16; 18] = [
        0, 1, 4, 100, 400, 1582, 1600, 1900, 1968, 1969, 1970, 1971, 1999, 2000, 2023, 2024, 2100,
        9999,
    ];
    const DAYS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    // Of two, an order is asked for that lies within a day.
    const CLOSE: [&str; 6] = [
        "2024-02-29",
        "2024-02-29T00:00:00.001Z",
        "2024-02-29T12:00:00Z",
        "2024-02-29T12:00:00+0001",
        "2024-02-29T23:59:59.999Z",
        "2024-03-01T00:00:00+0100",
    ];
    if choices.chance(25) {
        return CLOSE[choices.below(CLOSE.len())].into();
    }
    let year = YEARS[choices.below(YEARS.len())];
    let month = choices.between(1, 12);
    let last = DAYS[month - 1];
    let (month, day) = match choices.below(36) {
        0 => (0, 1),
        1 => (13, 1),
        2 => (month, 0),
        3 | 4 => (month, last + 1),
        5..=8 => (month, last),
        9..=11 => (2, 29),
        12..=14 => ([2, 3][choices.below(2)], 1),
        _ => (month, choices.between(1, 28)),
    };
    let date = format_smolstr!("{year:04}-{month:02}-{day:02}");
    if choices.chance(30) {
        return date;
    }
    // The last one of each list is one too many.
    let field = |choices: &mut Choices<'_>, values: [usize; 4]| {
        values[choices.weighted(&[(10, 0), (6, 1), (10, 2), (1, 3)])]
    };
    let hour = field(choices, [0, 11, 23, 24]);
    let minute = field(choices, [0, 35, 59, 60]);
    let second = field(choices, [0, 1, 59, 60]);
    let fraction = ["", ".000", ".001", ".999", ".5"]
        [choices.weighted(&[(6, 0), (2, 1), (3, 2), (3, 3), (1, 4)])];
    let zone = zone(choices);
    format_smolstr!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
}

fn zone(choices: &mut Choices<'_>) -> &'static str {
    const ZONES: [&str; 12] = [
        "+0000", "-0000", "+0001", "-0001", "+0130", "-0130", "+2359", "-2359", "+2400", "-2400",
        "+0060", "-0960",
    ];
    match choices.below(30) {
        0 => "",
        1 => "+01:30",
        2..=11 => "Z",
        _ => ZONES[choices.weighted(&[(4, 0), (4, 4), (1, 8)]) + choices.below(4)],
    }
}

/// A span of time.
pub fn duration(choices: &mut Choices<'_>) -> SmolStr {
    const EDGES: [&str; 14] = [
        "9223372036854775807ms",
        "9223372036854775808ms",
        "-9223372036854775808ms",
        "-9223372036854775809ms",
        "106751991167d7h12m55s807ms",
        "106751991167d7h12m55s808ms",
        "-106751991167d7h12m55s808ms",
        "-106751991167d7h12m55s809ms",
        "106751991168d",
        "9223372036854775s",
        "9223372036854776s",
        "18446744073709551616d",
        "1ms1s",
        "1d1d",
    ];
    const AMOUNTS: [&str; 12] = [
        "0", "1", "2", "01", "12", "23", "24", "59", "60", "999", "1000", "86400",
    ];
    if choices.chance(20) {
        return EDGES[choices.below(EDGES.len())].into();
    }
    let mut text = String::from(if choices.chance(30) { "-" } else { "" });
    let only = choices.below(5);
    for (index, unit) in ["d", "h", "m", "s", "ms"].into_iter().enumerate() {
        if index == only || choices.chance(25) {
            text.push_str(AMOUNTS[choices.below(AMOUNTS.len())]);
            text.push_str(unit);
        }
    }
    text.into()
}

/// The text with one character dropped, doubled or replaced, or one more.
pub fn mutated(choices: &mut Choices<'_>, text: &str) -> SmolStr {
    const OTHERS: [char; 20] = [
        '0', '1', '9', '-', '+', '.', ':', '/', 'T', 'Z', 'z', ' ', 'a', 'd', 'm', 's', 'h', '%',
        '٣', '\u{ff11}',
    ];
    let mut chars: Vec<char> = text.chars().collect();
    let at = choices.below(chars.len().max(1));
    let other = OTHERS[choices.below(OTHERS.len())];
    match choices.below(4) {
        0 if at < chars.len() => {
            chars.remove(at);
        }
        1 if at < chars.len() => chars.insert(at, chars[at]),
        2 if at < chars.len() => chars[at] = other,
        _ => chars.insert(at, other),
    }
    chars.into_iter().collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::seeded_bytes;
    use cedar_core::Value;
    use cedar_core::extensions::ExtensionFunction;

    #[test]
    fn most_texts_are_values_and_some_are_not() {
        for (constructor, generate) in [
            (
                ExtensionFunction::Decimal,
                decimal as fn(&mut Choices<'_>) -> SmolStr,
            ),
            (ExtensionFunction::Ip, ip),
            (ExtensionFunction::Datetime, datetime),
            (ExtensionFunction::Duration, duration),
        ] {
            let mut distinct = std::collections::BTreeSet::new();
            let mut right = 0;
            for seed in 0..2_000 {
                let text = generate(&mut Choices::new(&seeded_bytes(seed)));
                right += u32::from(constructor.call(&[Value::String(text.clone())]).is_ok());
                distinct.insert(text);
            }
            let name = constructor.as_str();
            assert!((1_100..1_980).contains(&right), "{name}: {right} right");
            assert!(distinct.len() > 80, "{name}: {} texts", distinct.len());
        }
    }
}
