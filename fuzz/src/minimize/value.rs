//! Smaller values and records.

use cedar_core::{Record, Value};

/// The record without each of its fields, then with each value smaller.
pub(super) fn smaller_records(record: &Record) -> Vec<Record> {
    let fields: Vec<_> = record
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let mut smaller = Vec::new();
    if fields.len() > 1 {
        smaller.push(Record::default());
    }
    for index in 0..fields.len() {
        let mut fewer = fields.clone();
        fewer.remove(index);
        smaller.extend(Record::from_fields(fewer));
    }
    for (index, (_, value)) in fields.iter().enumerate() {
        for less in smaller_values(value) {
            let mut changed = fields.clone();
            changed[index].1 = less;
            smaller.extend(Record::from_fields(changed));
        }
    }
    smaller
}

fn smaller_values(value: &Value) -> Vec<Value> {
    match value {
        Value::Long(n) if *n != 0 => vec![Value::Long(0)],
        Value::String(text) if !text.is_empty() => vec![Value::String("".into())],
        Value::Set(set) => {
            let elements: Vec<&Value> = set.iter().collect();
            (0..elements.len())
                .map(|index| {
                    let kept = elements.iter().enumerate().filter(|(at, _)| *at != index);
                    Value::Set(kept.map(|(_, value)| (*value).clone()).collect())
                })
                .collect()
        }
        Value::Record(record) => smaller_records(record)
            .into_iter()
            .map(Value::Record)
            .collect(),
        _ => Vec::new(),
    }
}
