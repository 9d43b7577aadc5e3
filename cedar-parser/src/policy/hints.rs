//! Guesses at what the writer meant.

use cedar_core::extensions::ExtensionFunction;
use strsim::damerau_levenshtein;

/// The built-in methods; extension types have more.
pub(super) const METHODS: [&str; 6] = [
    "contains",
    "containsAll",
    "containsAny",
    "isEmpty",
    "getTag",
    "hasTag",
];

const VARIABLES: [&str; 4] = ["principal", "action", "resource", "context"];

/// `did you mean …?` if one of `known` is close enough to `word`.
pub(super) fn misspelt<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(word, known).map(|known| format!("did you mean `{known}`?"))
}

pub(super) fn unknown_variable(name: &str) -> Option<String> {
    let guess = match name {
        "null" | "nil" | "None" | "undefined" => {
            return Some("Cedar has no null: test with `has` whether an attribute exists".into());
        }
        "True" | "TRUE" => "true",
        "False" | "FALSE" => "false",
        "not" | "NOT" => "!",
        "and" | "AND" => "&&",
        "or" | "OR" => "||",
        "user" | "subject" | "self" | "caller" => "principal",
        "object" => "resource",
        "request" | "ctx" | "env" => "context",
        _ => return Some(unknown_name(name)),
    };
    Some(format!("did you mean `{guess}`?"))
}

fn unknown_name(name: &str) -> String {
    if let Some(hint) = misspelt(name, VARIABLES) {
        return hint;
    }
    if ExtensionFunction::from_name(name).is_some_and(ExtensionFunction::is_constructor) {
        return format!("to call the function, write `{name}(\"…\")`");
    }
    match name.starts_with(|c: char| c.is_ascii_uppercase()) {
        true => format!("an entity has an id: `{name}::\"id\"`"),
        false => {
            "the variables are `principal`, `action`, `resource` and `context`; strings need quotes"
                .to_owned()
        }
    }
}

pub(super) fn path_as_variable(path: &str) -> String {
    let path: String = path.split_whitespace().collect();
    format!("an entity has an id: `{path}::\"id\"`")
}

pub(super) fn unknown_function(name: &str) -> Option<String> {
    let functions = || {
        ExtensionFunction::ALL
            .into_iter()
            .filter(|function| function.is_constructor())
            .map(ExtensionFunction::as_str)
    };
    misspelt(name, functions()).or_else(|| {
        let known: Vec<_> = functions().map(|name| format!("`{name}`")).collect();
        Some(format!("the functions are {}", known.join(", ")))
    })
}

pub(super) fn unknown_method(name: &str) -> Option<String> {
    let other_languages = match name {
        "size" | "length" | "len" | "count" => Some("Cedar has no sizes; sets have `isEmpty()`"),
        "startsWith" | "endsWith" | "matches" => {
            Some("to look into a string, use `like`, as in `text like \"start*\"`")
        }
        "includes" | "has" => Some("did you mean `contains`?"),
        "equals" => Some("to compare, write `==`"),
        _ => None,
    };
    if let Some(hint) = other_languages {
        return Some(hint.to_owned());
    }
    let extension_methods = ExtensionFunction::ALL
        .into_iter()
        .filter(|function| !function.is_constructor())
        .map(ExtensionFunction::as_str);
    misspelt(name, METHODS.into_iter().chain(extension_methods))
}

pub(super) fn unknown_effect(name: &str) -> Option<String> {
    let guess = match name.to_ascii_lowercase().as_str() {
        "allow" | "grant" | "accept" => "permit",
        "deny" | "reject" | "disallow" | "block" => "forbid",
        _ => return misspelt(name, ["permit", "forbid"]),
    };
    Some(format!("did you mean `{guess}`?"))
}

pub(super) fn unknown_condition(name: &str) -> Option<String> {
    match name.to_ascii_lowercase().as_str() {
        "where" | "given" => Some("did you mean `when`?".into()),
        "except" => Some("did you mean `unless`?".into()),
        _ => misspelt(name, ["when", "unless"]),
    }
}

/// The nearest of `known`: the same but for case, or at most a third of the
/// letters (and at least one) changed.
fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    const LONGEST: usize = 40;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_ascii_lowercase();
    known
        .into_iter()
        .map(|known| {
            (
                damerau_levenshtein(&word, &known.to_ascii_lowercase()),
                known,
            )
        })
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
