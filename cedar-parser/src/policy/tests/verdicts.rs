//! Which texts are policies, by the verdict of the published `cedar-policy`
//! command: each line of `verdicts.txt` is `+` (accepted) or `-` (rejected) and
//! a text of our own.

use crate::{FormatOptions, format_policies, parse_policy_set, print_policy_set};

#[test]
fn verdicts_agree() {
    let mut accepted = 0;
    let mut rejected = 0;
    for line in include_str!("verdicts.txt").lines() {
        let (verdict, text) = line.split_once(' ').unwrap();
        match (verdict, parse_policy_set(text)) {
            ("+", Ok(set)) => {
                accepted += 1;
                let printed = print_policy_set(&set);
                assert_eq!(
                    parse_policy_set(&printed).unwrap().policies().len(),
                    set.policies().len()
                );
                let formatted = format_policies(text, FormatOptions::default()).unwrap();
                assert_eq!(parse_policy_set(&formatted).unwrap(), set, "{text}");
            }
            ("-", Err(_)) => rejected += 1,
            (_, Ok(_)) => panic!("wrongly accepted: {text}"),
            (_, Err(errors)) => panic!("wrongly rejected: {text}\n{errors}"),
        }
    }
    assert!(accepted > 100 && rejected > 300, "{accepted} {rejected}");
}
