//! Calls of extension functions.

use super::capability::Capabilities;
use super::infer::Typechecker;
use super::mode::ValidationMode;
use super::{Inferred, Typed};
use crate::types::Type;
use crate::validation::ValidationErrorKind;
use cedar_core::Value;
use cedar_core::ast::{ExprId, ExprKind, ExprRef, FunctionName, Literal};
use cedar_core::extensions::ExtensionFunction;

impl<'a> Typechecker<'a, '_> {
    /// `function(arguments)` or `receiver.function(…)`.
    pub(super) fn call(
        &mut self,
        expr: ExprRef<'a>,
        function: &FunctionName,
        arguments: &[ExprId],
        prior: &Capabilities,
    ) -> Inferred {
        let function = match function {
            FunctionName::Known(function) => *function,
            FunctionName::Unknown(name) => {
                let name = name.clone();
                self.error(expr.span(), ValidationErrorKind::UndefinedFunction { name });
                for argument in arguments {
                    self.infer(expr.child(*argument), prior);
                }
                return None;
            }
        };
        let parameters = function.parameter_types();
        if parameters.len() != arguments.len() {
            let kind = ValidationErrorKind::WrongNumberArguments {
                function: function.as_str(),
                expected: parameters.len(),
                actual: arguments.len(),
            };
            self.error(expr.span(), kind);
        }
        for (i, argument) in arguments.iter().enumerate() {
            let argument = expr.child(*argument);
            match parameters
                .get(i)
                .copied()
                .and_then(Type::of_extension_value)
            {
                Some(parameter) => self.expect_type(argument, prior, &parameter),
                None => self.infer(argument, prior),
            };
        }
        if function.is_constructor() {
            self.check_constructor(expr, function, arguments);
        }
        Type::of_extension_value(function.result_type()).map(Typed::plain)
    }

    /// The argument of a constructor: in strict mode a literal, in both modes
    /// one for which there is a value.
    fn check_constructor(
        &mut self,
        expr: ExprRef<'a>,
        function: ExtensionFunction,
        arguments: &[ExprId],
    ) {
        let literals = arguments
            .iter()
            .map(|argument| expr.child(*argument).kind());
        let are_literals = literals
            .clone()
            .all(|kind| matches!(kind, ExprKind::Literal(_)));
        if !are_literals && self.mode == ValidationMode::Strict {
            let function = function.as_str();
            let kind = ValidationErrorKind::NonLitExtConstructor { function };
            self.error(expr.span(), kind);
        }
        let texts: Option<Vec<Value>> = literals
            .map(|kind| match kind {
                ExprKind::Literal(Literal::String(text)) => Some(Value::String(text.clone())),
                _ => None,
            })
            .collect();
        let Some(texts) = texts.filter(|texts| texts.len() == function.arity()) else {
            return;
        };
        if let Err(error) = function.call(&texts) {
            let kind = ValidationErrorKind::FunctionArgumentValidation {
                function: function.as_str(),
                message: error.to_string(),
            };
            self.error(expr.span(), kind);
        }
    }
}
