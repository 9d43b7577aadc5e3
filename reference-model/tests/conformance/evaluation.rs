//! Cases that evaluate one expression: the groups and matrices of a file.
//!
//! Each expression is evaluated alone, and as the condition of a policy.

use crate::authorization;
use crate::condition::{self, Literals};
use crate::data::{Case, File, Group, Matrix};
use crate::engine::ENGINES;
use crate::read::{self, Expected};
use crate::world::World;
use cedar_core::Value;
use cedar_core::ast::Expr;
use libtest_mimic::Failed;
use reference_model::{ErrorKind, NoVerdict};
use std::collections::BTreeMap;
use std::fmt::Write;

/// An expression and what it evaluates to.
pub(crate) struct Evaluation {
    place: String,
    text: String,
    pub(crate) expression: Expr,
    pub(crate) expected: Expected,
}

/// The failures of a file's groups and matrices, on any engine.
pub(crate) fn check(file: &File, world: &World) -> Result<Vec<String>, Failed> {
    let mut failures = Vec::new();
    for case in cases(file)? {
        failures.extend(case.failures(world)?);
    }
    Ok(failures)
}

/// The cases of a file's groups and matrices.
pub(crate) fn cases(file: &File) -> Result<Vec<Evaluation>, Failed> {
    let mut cases = Vec::new();
    for (i, group) in file.group.iter().enumerate() {
        for (row, case) in group.cases.iter().enumerate() {
            let place = format!("group {} ({}), case {}", i + 1, group.about, row + 1);
            cases.push(of_group(group, case, place.clone()).map_err(|e| at(&place, e))?);
        }
    }
    for matrix in &file.matrix {
        of_matrix(matrix, file, &mut cases).map_err(|e| at(&matrix.expression, e))?;
    }
    Ok(cases)
}

fn of_group(group: &Group, case: &Case, place: String) -> Result<Evaluation, Failed> {
    let template = group.template.as_deref().unwrap_or("{text}");
    let in_group = (group.value.as_deref(), group.error.as_deref());
    let (text, (value, error)) = match case {
        Case::Text(text) => (text, in_group),
        Case::Row(row) => {
            let own = (row.value.as_deref(), row.error.as_deref());
            match (&row.expression, &row.json) {
                (Some(text), None) => (text, own),
                (None, Some(json)) => {
                    return Ok(Evaluation {
                        place,
                        text: json.clone(),
                        expression: Expr::from_json_str(json)?,
                        expected: read::outcome(own.0, own.1)?,
                    });
                }
                _ => return Err("a case needs either an expression or its JSON form".into()),
            }
        }
    };
    let text = template.replace("{text}", text);
    Ok(Evaluation {
        place,
        expression: read::expression(&text)?,
        expected: read::outcome(value, error)?,
        text,
    })
}

/// Every row and column that the file declares must be there, once.
fn of_matrix(matrix: &Matrix, file: &File, cases: &mut Vec<Evaluation>) -> Result<(), Failed> {
    let mut lines = matrix.cells.lines().map(str::split_whitespace);
    let columns: Vec<&str> = lines.next().ok_or("the matrix is empty")?.collect();
    same_names("columns", &columns, &file.columns)?;
    let mut rows = Vec::new();
    for mut line in lines {
        rows.push((line.next().ok_or("a line is empty")?, line));
    }
    let names: Vec<&str> = rows.iter().map(|(name, _)| *name).collect();
    same_names("rows", &names, &file.rows)?;
    for (row, cells) in rows {
        let cells: Vec<&str> = cells.collect();
        if cells.len() != columns.len() {
            return Err(format!("row `{row}` has {} cells", cells.len()).into());
        }
        for (column, cell) in columns.iter().zip(cells) {
            let text = matrix
                .expression
                .replace("{column}", sample(&file.columns, column)?)
                .replace("{row}", sample(&file.rows, row)?);
            cases.push(Evaluation {
                place: format!("matrix `{}`, row {row}, column {column}", matrix.expression),
                expression: read::expression(&text)?,
                expected: read::cell(cell)?,
                text,
            });
        }
    }
    Ok(())
}

fn sample<'a>(samples: &'a BTreeMap<String, String>, name: &str) -> Result<&'a str, Failed> {
    let sample = samples.get(name).map(String::as_str);
    sample.ok_or_else(|| format!("`{name}` is not declared").into())
}

fn same_names(what: &str, used: &[&str], samples: &BTreeMap<String, String>) -> Result<(), Failed> {
    let mut used = used.to_vec();
    used.sort_unstable();
    let declared: Vec<&str> = samples.keys().map(String::as_str).collect();
    if used == declared {
        return Ok(());
    }
    Err(format!("the {what} are {used:?}, but the file declares {declared:?}").into())
}

fn at(place: &str, error: Failed) -> Failed {
    format!("{place}: {}", error.message().unwrap_or_default()).into()
}

impl Evaluation {
    /// What the engines answer, wherever one does not answer what is expected.
    fn failures(&self, world: &World) -> Result<Vec<String>, Failed> {
        let mut failures = Vec::from_iter(self.alone(world));
        for (literals, place) in [
            (Literals::Kept, "as a condition"),
            (Literals::Hidden, "as a condition, with no constants"),
        ] {
            failures.extend(self.as_condition(world, literals, place)?);
        }
        Ok(failures)
    }

    fn alone(&self, world: &World) -> Option<String> {
        let answers = ENGINES.map(|engine| {
            let World { request, entities } = world;
            let answer = engine.evaluate(&self.expression, request, entities);
            (engine.name(), answer)
        });
        let expected = &self.expected.result;
        if answers
            .iter()
            .all(|(_, answer)| answer.as_ref() == Ok(expected))
        {
            return None;
        }
        let mut report = format!("{}\n  expression  {}\n", self.place, self.text);
        let _ = writeln!(report, "  expected    {}", show(expected));
        for (name, answer) in &answers {
            let _ = writeln!(report, "  {name:<10}  {}", show_verdict(answer));
        }
        Some(report)
    }

    fn as_condition(
        &self,
        world: &World,
        literals: Literals,
        place: &str,
    ) -> Result<Option<String>, Failed> {
        let (expected, written) = (&self.expected.result, self.expected.written.as_ref());
        let question = condition::question(&self.expression, expected, written, literals)?;
        let place = format!("{}, {place}\n  expression\n    {}", self.place, self.text);
        let (policies, expected) = (&question.policies, &question.expected);
        Ok(authorization::ask(
            &place,
            &world.request,
            policies,
            &world.entities,
            expected,
        ))
    }
}

fn show_verdict(answer: &Result<Result<Value, ErrorKind>, NoVerdict>) -> String {
    match answer {
        Ok(result) => show(result),
        Err(no_verdict) => format!("no verdict: {no_verdict}"),
    }
}

fn show(result: &Result<Value, ErrorKind>) -> String {
    match result {
        Ok(value) => value.to_string(),
        Err(kind) => kind.to_string(),
    }
}
