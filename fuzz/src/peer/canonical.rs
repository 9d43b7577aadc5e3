//! JSON in which only differences that mean something show.

use serde_json::Value;

/// The document with sorted keys.
pub fn canonical(mut json: Value) -> String {
    json.sort_all_objects();
    json.to_string()
}

/// The document with sorted keys and arrays, for arrays that are sets.
pub fn canonical_with_sets(mut json: Value) -> String {
    sort_arrays(&mut json);
    canonical(json)
}

fn sort_arrays(json: &mut Value) {
    json.sort_all_objects();
    match json {
        Value::Array(items) => {
            items.iter_mut().for_each(sort_arrays);
            items.sort_by_key(Value::to_string);
        }
        Value::Object(fields) => fields.values_mut().for_each(sort_arrays),
        _ => {}
    }
}
