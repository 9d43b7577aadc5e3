//! Whether the data covers what it claims to: every operator and function on
//! every type of operand, and every kind of error.

use crate::data::File;
use crate::engine::{Engine, Production};
use crate::world::World;
use crate::{FOLDERS, SCHEMAS, VALIDATION, authorization, data_files, evaluation, read};
use crate::{schemas, validation};
use cedar_core::ValueType;
use cedar_core::ast::{BinaryOp, ExprId, ExprKind, ExprRef, FunctionName, UnaryOp};
use cedar_core::extensions::ExtensionFunction;
use libtest_mimic::Failed;
use reference_model::ErrorKind;
use std::collections::BTreeSet;
use std::path::Path;

const TYPES: [ValueType; 10] = [
    ValueType::Bool,
    ValueType::Long,
    ValueType::String,
    ValueType::Entity,
    ValueType::Set,
    ValueType::Record,
    ValueType::Decimal,
    ValueType::IpAddr,
    ValueType::Datetime,
    ValueType::Duration,
];

const BINARY: [BinaryOp; 15] = [
    BinaryOp::Equal,
    BinaryOp::NotEqual,
    BinaryOp::Less,
    BinaryOp::LessEqual,
    BinaryOp::Greater,
    BinaryOp::GreaterEqual,
    BinaryOp::In,
    BinaryOp::Add,
    BinaryOp::Subtract,
    BinaryOp::Multiply,
    BinaryOp::Contains,
    BinaryOp::ContainsAll,
    BinaryOp::ContainsAny,
    BinaryOp::GetTag,
    BinaryOp::HasTag,
];

/// An operator and the types of its operands.
type Use = (&'static str, Vec<&'static str>);

/// Checks that the data uses everything.
pub(crate) fn check(root: &Path) -> Result<(), Failed> {
    let mut seen = Seen::default();
    for (_, path) in data_files(root, &FOLDERS)? {
        seen.read(root, &read::toml(&path)?)?;
    }
    let kinds = read::ERROR_KINDS
        .iter()
        .filter(|kind| !seen.errors.contains(kind));
    let mut missing: Vec<String> = kinds.map(|kind| format!("no case of `{kind}`")).collect();
    let uses = wanted()
        .into_iter()
        .filter(|wanted| !seen.uses.contains(wanted));
    missing.extend(
        uses.map(|(operator, types)| format!("no case of `{operator}` on {}", types.join(", "))),
    );
    missing.extend(missing_kinds(root)?);
    println!(
        "{} evaluations, {} requests",
        seen.evaluations, seen.requests
    );
    if missing.is_empty() {
        return Ok(());
    }
    Err(missing.join("\n").into())
}

/// What validation can find, warnings included. Left out is what policies and a
/// complete schema cannot show: functions that do not exist, tags of types that
/// have none (`hasTag` is then false, so `getTag` is not typed), incomplete schemas.
const FINDINGS: [&str; 20] = [
    "UnrecognizedEntityType",
    "UnrecognizedActionId",
    "InvalidActionApplication",
    "UnexpectedType",
    "IncompatibleTypes",
    "UnsafeAttributeAccess",
    "UnsafeOptionalAttributeAccess",
    "UnsafeTagAccess",
    "WrongNumberArguments",
    "FunctionArgumentValidation",
    "EmptySetForbidden",
    "NonLitExtConstructor",
    "InvalidEnumEntity",
    "EntityDerefLevelViolation",
    "ImpossiblePolicy",
    "MixedScriptString",
    "BidiCharsInString",
    "BidiCharsInIdentifier",
    "MixedScriptIdentifier",
    "ConfusableIdentifier",
];

/// What can be wrong with the declarations of a schema or suspicious about them;
/// that types nest too deep takes more text than a case should have.
const SCHEMA_FINDINGS: [&str; 15] = [
    "Duplicate",
    "Shadowing",
    "ActionTypeDeclared",
    "UnknownType",
    "UnknownEntityType",
    "UnknownExtensionType",
    "UnknownAction",
    "CommonTypeCycle",
    "ActionCycle",
    "ShapeNotRecord",
    "ContextNotRecord",
    "ExternalMismatch",
    "ShadowsBuiltin",
    "ShadowsEntityType",
    "AttributeReplaced",
];

/// The kinds of findings of which there is no case.
fn missing_kinds(root: &Path) -> Result<Vec<String>, Failed> {
    let mut seen = BTreeSet::new();
    for (_, path) in data_files(root, &[VALIDATION])? {
        seen.extend(validation::kinds(&path)?);
    }
    for (_, path) in data_files(root, &[SCHEMAS])? {
        seen.extend(schemas::kinds(&path)?);
    }
    let wanted = FINDINGS.iter().chain(&SCHEMA_FINDINGS);
    let missing = wanted.filter(|kind| !seen.contains(**kind));
    Ok(missing.map(|kind| format!("no case of `{kind}`")).collect())
}

#[derive(Default)]
struct Seen {
    uses: BTreeSet<Use>,
    errors: BTreeSet<ErrorKind>,
    evaluations: usize,
    requests: usize,
}

impl Seen {
    fn read(&mut self, root: &Path, file: &File) -> Result<(), Failed> {
        let world = World::of(root, file)?;
        for case in evaluation::cases(file)? {
            self.evaluations += 1;
            self.errors.extend(case.expected.result.as_ref().err());
            self.outermost(case.expression.root(), &world);
        }
        for request in file.scenario.iter().flat_map(|scenario| &scenario.requests) {
            self.requests += 1;
            self.errors
                .extend(authorization::answer(request)?.erring.values());
        }
        Ok(())
    }

    /// Notes the outermost operator, if its operands have values.
    fn outermost(&mut self, expr: ExprRef<'_>, world: &World) {
        let Some((operator, operands)) = operator(expr.kind()) else {
            return;
        };
        let types = operands
            .into_iter()
            .map(|id| value_type(expr.child(id), world));
        if let Some(types) = types.collect() {
            self.uses.insert((operator, types));
        }
    }
}

/// Every use that the data must have.
fn wanted() -> Vec<Use> {
    let unary = [UnaryOp::Not, UnaryOp::Negate, UnaryOp::IsEmpty].map(UnaryOp::as_str);
    let one = ["if", ".", "has", "like", "is"]
        .into_iter()
        .chain(unary)
        .map(|name| (name, 1));
    let binary = BINARY.map(BinaryOp::as_str);
    let two = ["&&", "||", "is in"]
        .into_iter()
        .chain(binary)
        .map(|name| (name, 2));
    let functions = ExtensionFunction::ALL.map(|function| (function.as_str(), function.arity()));
    let types = TYPES.map(ValueType::as_str);
    let uses = one
        .chain(two)
        .chain(functions)
        .flat_map(|(name, operands)| {
            let lists = match operands {
                1 => types.map(|t| vec![t]).to_vec(),
                _ => types
                    .iter()
                    .flat_map(|a| types.map(|b| vec![*a, b]))
                    .collect(),
            };
            lists.into_iter().map(move |types| (name, types))
        });
    uses.collect()
}

/// The name of a node's operator and those of its operands that any type can
/// stand for.
fn operator(kind: &ExprKind) -> Option<(&'static str, Vec<ExprId>)> {
    Some(match kind {
        ExprKind::If { condition, .. } => ("if", vec![*condition]),
        ExprKind::And(left, right) => ("&&", vec![*left, *right]),
        ExprKind::Or(left, right) => ("||", vec![*left, *right]),
        ExprKind::Unary(op, operand) => (op.as_str(), vec![*operand]),
        ExprKind::Binary(op, left, right) => (op.as_str(), vec![*left, *right]),
        ExprKind::GetAttribute(operand, _) => (".", vec![*operand]),
        ExprKind::HasAttribute(operand, _) => ("has", vec![*operand]),
        ExprKind::Like(operand, _) => ("like", vec![*operand]),
        ExprKind::Is(operand, _) => ("is", vec![*operand]),
        ExprKind::IsIn(operand, _, ancestor) => ("is in", vec![*operand, *ancestor]),
        ExprKind::Call(FunctionName::Known(function), arguments) => {
            (function.as_str(), arguments.to_vec())
        }
        _ => return None,
    })
}

fn value_type(expr: ExprRef<'_>, world: &World) -> Option<&'static str> {
    let mut builder = cedar_core::ast::ExprBuilder::new();
    let root = builder.append(expr);
    let expr = builder.finish(root).ok()?;
    let value = Production
        .evaluate(&expr, &world.request, &world.entities)
        .ok()?
        .ok()?;
    Some(value.value_type().as_str())
}
