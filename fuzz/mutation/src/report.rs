//! The table.

use crate::fault::Form;
use crate::run::{Noticed, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a set of faults came to.
#[derive(Default)]
struct Row {
    planted: usize,
    inputs: Vec<u64>,
    /// Noticed by an abort or a hang: after how many inputs is not known.
    otherwise: usize,
}

/// The results as Markdown: a table by part and operator, then the survivors.
pub fn markdown(verdicts: &[Verdict], found: usize, seed: u64) -> String {
    let mut rows: BTreeMap<(&str, &str), Row> = BTreeMap::new();
    for verdict in verdicts {
        let part = match verdict.fault.form {
            Form::DafnyExpression => "model",
            _ => "engine",
        };
        for key in [(part, verdict.fault.operator), ("total", "")] {
            let row = rows.entry(key).or_default();
            row.planted += 1;
            match (&verdict.noticed, verdict.inputs) {
                (None, _) => {}
                (Some(Noticed::By(_)), Some(inputs)) => row.inputs.push(inputs),
                (Some(_), _) => row.otherwise += 1,
            }
        }
    }
    let mut text = format!(
        "{} faults of {found} possible ones, seed {seed}:\n\n\
         | part | operator | planted | noticed | median of inputs until noticed |\n\
         |---|---|---|---|---|\n",
        verdicts.len()
    );
    for ((part, operator), row) in &mut rows {
        let noticed = row.inputs.len() + row.otherwise;
        let _ = writeln!(
            text,
            "| {part} | {operator} | {} | {noticed} | {} |",
            row.planted,
            median(&mut row.inputs)
        );
    }
    text.push_str("\nNot noticed:\n\n");
    for verdict in verdicts.iter().filter(|verdict| verdict.noticed.is_none()) {
        let inputs = verdict.inputs.unwrap_or_default();
        let _ = writeln!(text, "* {} ({inputs} inputs)", verdict.fault);
    }
    text
}

fn median(inputs: &mut [u64]) -> String {
    inputs.sort_unstable();
    inputs
        .get(inputs.len() / 2)
        .map_or("-".to_owned(), u64::to_string)
}
