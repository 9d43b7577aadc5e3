//! The table.

use crate::run::{Noticed, Outcome, Tried, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a set of faults came to.
#[derive(Default)]
struct Row {
    equivalent: usize,
    planted: usize,
    noticed: usize,
    /// Not known after an abort or a hang.
    inputs: Vec<u64>,
    seconds: Vec<f64>,
}

impl Row {
    fn count(&mut self, outcome: &Outcome) {
        let Outcome::Tried(tried) = outcome else {
            self.equivalent += 1;
            return;
        };
        self.planted += 1;
        if let Tried {
            noticed: Some(_),
            inputs,
            seconds,
        } = tried
        {
            self.noticed += 1;
            self.inputs.extend(inputs);
            self.seconds.push(*seconds);
        }
    }
}

/// The results as Markdown: a table by part and operator, then the survivors.
pub fn markdown(verdicts: &[Verdict], found: usize, command: &str) -> String {
    let mut rows: BTreeMap<(&str, &str), Row> = BTreeMap::new();
    for Verdict { fault, outcome } in verdicts {
        let part = fault.part().as_str();
        for key in [(part, fault.operator), (part, "all"), ("total", "")] {
            rows.entry(key).or_default().count(outcome);
        }
    }
    let mut text = format!(
        "`{command}` planted {} of {found} possible faults:\n\n\
         | part | operator | equivalent | others | noticed | score | median inputs | median s |\n\
         |---|---|---|---|---|---|---|---|\n",
        verdicts.len()
    );
    for ((part, operator), row) in &mut rows {
        let score = 100.0 * row.noticed as f64 / row.planted.max(1) as f64;
        row.inputs.sort_unstable();
        row.seconds.sort_by(f64::total_cmp);
        let inputs = row.inputs.get(row.inputs.len() / 2);
        let seconds = row.seconds.get(row.seconds.len() / 2);
        let _ = writeln!(
            text,
            "| {part} | {operator} | {} | {} | {} | {score:.1} % | {} | {} |",
            row.equivalent,
            row.planted,
            row.noticed,
            inputs.map_or("-".to_owned(), u64::to_string),
            seconds.map_or("-".to_owned(), |s| format!("{s:.2}")),
        );
    }
    text.push_str("\nNot noticed:\n\n");
    for Verdict { fault, outcome } in verdicts {
        if let Outcome::Tried(tried) = outcome
            && tried.noticed.is_none()
        {
            let inputs = tried.inputs.unwrap_or_default();
            let _ = writeln!(text, "* {fault} ({inputs} inputs, {:.0} s)", tried.seconds);
        }
    }
    text.push_str("\nEquivalent:\n\n");
    for Verdict { fault, outcome } in verdicts {
        if let Outcome::Equivalent(reason) = outcome {
            let _ = writeln!(text, "* {fault}. {reason}");
        }
    }
    text
}

/// The results of faults with names, one by one.
pub fn history(verdicts: &[Verdict], command: &str) -> String {
    let noticed = |verdict: &&Verdict| match &verdict.outcome {
        Outcome::Tried(tried) => tried.noticed.is_some(),
        Outcome::Equivalent(_) => false,
    };
    let count = verdicts.iter().filter(noticed).count();
    let mut text = format!(
        "`{command}` planted {}, of which {count} were noticed:\n\n\
         | fault | where | noticed by | inputs |\n|---|---|---|---|\n",
        verdicts.len()
    );
    for Verdict { fault, outcome } in verdicts {
        let (by, inputs) = match outcome {
            Outcome::Equivalent(reason) => (reason.clone(), None),
            Outcome::Tried(tried) => (
                match &tried.noticed {
                    None => "NOT NOTICED".to_owned(),
                    Some(Noticed::By(target)) => format!("`{target}`"),
                    Some(Noticed::Aborted) => "an abort".to_owned(),
                    Some(Noticed::Hung) => "a hang".to_owned(),
                },
                tried.inputs,
            ),
        };
        let inputs = inputs.map_or("-".to_owned(), |inputs| inputs.to_string());
        let (what, file) = (&fault.line_text, fault.file.display());
        let what = what.replace('|', "\\|");
        let _ = writeln!(text, "| {what} | `{file}` | {by} | {inputs} |");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Fault, Form};

    fn verdict(outcome: Outcome) -> Verdict {
        let fault = Fault {
            file: "dafny/model/longs.dfy".into(),
            line: 7,
            line_text: "a < b".to_owned(),
            operator: "relation",
            range: 0..5,
            before: "a < b".to_owned(),
            after: "(a) <= (b)".to_owned(),
            form: Form::DafnyExpression,
        };
        Verdict { fault, outcome }
    }

    #[test]
    fn each_fault_with_a_name_has_a_row() {
        let tried = |noticed| {
            Outcome::Tried(Tried {
                noticed,
                inputs: Some(5),
                seconds: 2.0,
            })
        };
        let text = history(
            &[
                verdict(tried(Some(Noticed::By("index".to_owned())))),
                verdict(tried(None)),
            ],
            "command",
        );
        for expected in [
            "planted 2, of which 1 were noticed",
            "| a < b | `dafny/model/longs.dfy` | `index` | 5 |",
            "| a < b | `dafny/model/longs.dfy` | NOT NOTICED | 5 |",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
    }

    #[test]
    fn equivalent_faults_are_no_part_of_the_score() {
        let tried = |noticed| {
            Outcome::Tried(Tried {
                noticed,
                inputs: Some(5),
                seconds: 2.0,
            })
        };
        let text = markdown(
            &[
                verdict(tried(Some(Noticed::By("index".to_owned())))),
                verdict(tried(None)),
                verdict(Outcome::Equivalent("It is never reached.".to_owned())),
            ],
            9,
            "command",
        );
        for expected in [
            "planted 3 of 9",
            "| model | relation | 1 | 2 | 1 | 50.0 % | 5 | 2.00 |",
            "| total |  | 1 | 2 | 1 | 50.0 % | 5 | 2.00 |",
            "* dafny/model/longs.dfy:7 relation: `a < b` → `(a) <= (b)` (5 inputs, 2 s)",
            "→ `(a) <= (b)`. It is never reached.",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
    }
}
