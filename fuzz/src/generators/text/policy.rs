//! Policies and templates, token by token.

use super::expression::{Expression, entity, path, string};
use super::literals;
use crate::choices::Choices;

/// Adds the tokens of a policy or template.
pub fn policy(choices: &mut Choices<'_>, tokens: &mut Vec<String>) {
    for _ in 0..choices.weighted(&[(70, 0), (20, 1), (10, 2)]) {
        annotation(choices, tokens);
    }
    push(
        tokens,
        if choices.chance(70) {
            "permit"
        } else {
            "forbid"
        },
    );
    push(tokens, "(");
    scope_part(choices, tokens, "principal", "?principal");
    push(tokens, ",");
    action(choices, tokens);
    push(tokens, ",");
    scope_part(choices, tokens, "resource", "?resource");
    if choices.chance(5) {
        push(tokens, ",");
    }
    push(tokens, ")");
    for _ in 0..choices.weighted(&[(15, 0), (65, 1), (15, 2), (5, 3)]) {
        push(tokens, if choices.chance(75) { "when" } else { "unless" });
        push(tokens, "{");
        Expression::new(choices, tokens).expression(3);
        push(tokens, "}");
    }
    push(tokens, ";");
}

fn annotation(choices: &mut Choices<'_>, tokens: &mut Vec<String>) {
    push(tokens, "@");
    tokens.push(literals::identifier(choices));
    if choices.chance(80) {
        push(tokens, "(");
        string(choices, tokens);
        push(tokens, ")");
    }
}

fn scope_part(choices: &mut Choices<'_>, tokens: &mut Vec<String>, name: &str, slot: &str) {
    push(tokens, name);
    match choices.below(12) {
        0 | 1 => {
            push(tokens, "==");
            entity_or_slot(choices, tokens, slot);
        }
        2 | 3 => {
            push(tokens, "in");
            entity_or_slot(choices, tokens, slot);
        }
        4 => {
            push(tokens, "is");
            path(choices, tokens);
        }
        5 => {
            push(tokens, "is");
            path(choices, tokens);
            push(tokens, "in");
            entity_or_slot(choices, tokens, slot);
        }
        _ => {}
    }
}

fn entity_or_slot(choices: &mut Choices<'_>, tokens: &mut Vec<String>, slot: &str) {
    let parentheses = choices.chance(5);
    if parentheses {
        push(tokens, "(");
    }
    match choices.below(50) {
        0 => push(tokens, "?resource"),
        1..=5 => push(tokens, slot),
        _ => entity(choices, tokens),
    }
    if parentheses {
        push(tokens, ")");
    }
}

fn action(choices: &mut Choices<'_>, tokens: &mut Vec<String>) {
    push(tokens, "action");
    match choices.below(8) {
        0 | 1 => {
            push(tokens, "==");
            action_uid(choices, tokens);
        }
        2 => {
            push(tokens, "in");
            action_uid(choices, tokens);
        }
        3 | 4 => {
            push(tokens, "in");
            push(tokens, "[");
            for index in 0..choices.below(4) {
                if index > 0 {
                    push(tokens, ",");
                }
                action_uid(choices, tokens);
            }
            push(tokens, "]");
        }
        _ => {}
    }
}

fn action_uid(choices: &mut Choices<'_>, tokens: &mut Vec<String>) {
    let path: &[&str] = match choices.below(30) {
        0 => &["App", "::", "Action"],
        1 => &["Action", "::", "App"],
        _ => &["Action"],
    };
    path.iter().for_each(|part| push(tokens, part));
    push(tokens, "::");
    let id = ["\"view\"", "\"edit\"", "\"read\""][choices.below(3)];
    push(tokens, id);
}

fn push(tokens: &mut Vec<String>, token: &str) {
    tokens.push(token.to_owned());
}
