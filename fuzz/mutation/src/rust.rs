//! Faults of Rust: the operators, and the places where they apply.

use crate::fault::{Fault, Form};
use std::ops::Range;
use std::path::Path;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, Lit, ReturnType, Stmt, Type, UnOp};

/// All faults of a file.
///
/// # Errors
/// When the file is not Rust.
pub fn faults(file: &Path, text: &str) -> Result<Vec<Fault>, syn::Error> {
    let mut finder = Finder {
        file,
        text,
        faults: Vec::new(),
    };
    finder.visit_file(&syn::parse_file(text)?);
    Ok(finder.faults)
}

/// Methods and functions by name, and what is called instead.
const SWAPS: [(&str, &str); 22] = [
    ("any", "all"),
    ("all", "any"),
    ("min", "max"),
    ("max", "min"),
    ("first", "last"),
    ("last", "first"),
    ("is_some", "is_none"),
    ("is_none", "is_some"),
    ("is_lt", "is_le"),
    ("is_le", "is_lt"),
    ("is_gt", "is_ge"),
    ("is_ge", "is_gt"),
    ("is_eq", "is_ne"),
    ("checked_add", "checked_sub"),
    ("checked_sub", "checked_add"),
    ("checked_mul", "checked_add"),
    ("contains_all", "contains_any"),
    ("contains_any", "contains_all"),
    ("starts_with", "ends_with"),
    ("rem_euclid", "div_euclid"),
    ("div_euclid", "rem_euclid"),
    ("skip", "take"),
];

/// Checked arithmetic, and the same without the check.
const UNCHECKED: [(&str, &str); 4] = [
    ("checked_add", "wrapping_add"),
    ("checked_sub", "wrapping_sub"),
    ("checked_mul", "wrapping_mul"),
    ("checked_neg", "wrapping_neg"),
];

struct Finder<'a> {
    file: &'a Path,
    text: &'a str,
    faults: Vec<Fault>,
}

impl Finder<'_> {
    fn of(&self, spanned: &impl Spanned) -> &str {
        self.text.get(spanned.span().byte_range()).unwrap_or("")
    }

    fn add(&mut self, operator: &'static str, range: Range<usize>, after: String, form: Form) {
        let before = self.text.get(range.clone()).unwrap_or("").to_owned();
        let (line, line_text) = Fault::line_of(self.text, range.start);
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line,
            line_text,
            operator,
            range,
            before,
            after,
            form,
        });
    }

    fn expression(&mut self, operator: &'static str, at: &impl Spanned, after: String) {
        self.add(
            operator,
            at.span().byte_range(),
            after,
            Form::RustExpression,
        );
    }

    fn binary(&mut self, expr: &syn::ExprBinary) {
        let (operator, other) = match expr.op {
            BinOp::Lt(_) => ("relation", "<="),
            BinOp::Le(_) => ("relation", "<"),
            BinOp::Gt(_) => ("relation", ">="),
            BinOp::Ge(_) => ("relation", ">"),
            BinOp::Eq(_) => ("relation", "!="),
            BinOp::Ne(_) => ("relation", "=="),
            BinOp::And(_) => ("connective", "||"),
            BinOp::Or(_) => ("connective", "&&"),
            BinOp::Add(_) => ("arithmetic", "-"),
            BinOp::Sub(_) | BinOp::Mul(_) => ("arithmetic", "+"),
            BinOp::Div(_) => ("arithmetic", "*"),
            BinOp::Rem(_) => ("arithmetic", "/"),
            _ => return,
        };
        let after = format!(
            "({}) {other} ({})",
            self.of(&expr.left),
            self.of(&expr.right)
        );
        self.expression(operator, expr, after);
    }

    fn method(&mut self, call: &syn::ExprMethodCall) {
        let name = call.method.to_string();
        let range = call.span().byte_range();
        let at = call.method.span().byte_range();
        let with = |other: &str| {
            let head = self.text.get(range.start..at.start).unwrap_or("");
            let tail = self.text.get(at.end..range.end).unwrap_or("");
            format!("{head}{other}{tail}")
        };
        let swapped = SWAPS.iter().find(|(n, _)| *n == name).map(|(_, o)| with(o));
        let unchecked = UNCHECKED.iter().find(|(n, _)| *n == name);
        let unchecked = unchecked.map(|(_, other)| format!("Some({})", with(other)));
        if let Some(after) = swapped {
            self.expression("other operation", call, after);
        }
        if let Some(after) = unchecked {
            self.expression("error dropped", call, after);
        }
        if ["is_empty", "contains", "contains_key", "is_in"].contains(&name.as_str()) {
            let after = format!("!({})", self.of(call));
            self.expression("negation", call, after);
        }
        if let (Some(a), Some(b)) = (call.args.first(), call.args.get(1))
            && call.args.len() == 2
        {
            let (first, second) = (a.span().byte_range(), b.span().byte_range());
            let after = [
                self.text.get(range.start..first.start),
                self.text.get(second.clone()),
                self.text.get(first.end..second.start),
                self.text.get(first),
                self.text.get(second.end..range.end),
            ];
            let after = after.map(Option::unwrap_or_default).concat();
            self.expression("operands swapped", call, after);
        }
    }

    fn condition(&mut self, condition: &Expr) {
        if !has_let(condition) {
            let after = format!("!({})", self.of(condition));
            self.expression("negation", condition, after);
        }
    }

    /// Arms that a last one, which matches everything, stands in for.
    fn arms(&mut self, matching: &syn::ExprMatch) {
        let Some((last, arms)) = matching.arms.split_last() else {
            return;
        };
        // A name with a capital is that of a variant.
        let takes_all = match &last.pat {
            syn::Pat::Wild(_) => true,
            syn::Pat::Ident(name) => name.ident.to_string().starts_with(char::is_lowercase),
            _ => false,
        };
        for arm in arms {
            if takes_all && last.guard.is_none() && arm.guard.is_none() {
                let range = arm.pat.span().byte_range();
                self.add("arm dropped", range, String::new(), Form::RustArm);
            }
        }
    }

    fn body(&mut self, output: &ReturnType, block: &syn::Block) {
        let ReturnType::Type(_, ty) = output else {
            return;
        };
        let open = block.brace_token.span.open().byte_range();
        for answer in early_answers(ty) {
            self.add(
                "early return",
                open.clone(),
                (*answer).to_owned(),
                Form::RustReturn,
            );
        }
    }
}

/// What a function of this type can always return.
fn early_answers(ty: &Type) -> &'static [&'static str] {
    let Type::Path(path) = ty else {
        return &[];
    };
    let Some(last) = path.path.segments.last() else {
        return &[];
    };
    let argument = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => arguments.args.first(),
        _ => None,
    };
    let of_bool = matches!(
        argument,
        Some(syn::GenericArgument::Type(Type::Path(path))) if path.path.is_ident("bool")
    );
    match (last.ident.to_string().as_str(), of_bool) {
        ("bool", _) => &["true", "false"],
        ("Result", true) => &["Ok(true)", "Ok(false)"],
        ("Option", _) => &["None"],
        _ => &[],
    }
}

fn has_let(expr: &Expr) -> bool {
    struct Lets(bool);
    impl<'ast> Visit<'ast> for Lets {
        fn visit_expr_let(&mut self, _: &'ast syn::ExprLet) {
            self.0 = true;
        }
    }
    let mut lets = Lets(false);
    lets.visit_expr(expr);
    lets.0
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Binary(binary) if !has_let(expr) => self.binary(binary),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
                let after = self.of(&unary.expr).to_owned();
                self.expression("negation", unary, after);
            }
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(int) => {
                    if let Ok(value) = int.base10_parse::<u64>() {
                        let after = format!("{}{}", value + 1, int.suffix());
                        self.expression("constant", literal, after);
                    }
                }
                Lit::Bool(value) => {
                    self.expression("constant", literal, (!value.value).to_string());
                }
                _ => {}
            },
            Expr::MethodCall(call) => self.method(call),
            Expr::Match(matching) => self.arms(matching),
            Expr::If(conditional) => self.condition(&conditional.cond),
            Expr::Path(path) => {
                let last = path
                    .path
                    .segments
                    .last()
                    .map(|segment| segment.ident.to_string());
                let swap = SWAPS
                    .iter()
                    .find(|(name, _)| Some(*name) == last.as_deref());
                if let Some((name, other)) = swap
                    && path.path.segments.len() > 1
                {
                    let text = self.of(path);
                    let head = text.strip_suffix(name).unwrap_or(text).to_owned();
                    self.expression("other operation", path, head + other);
                }
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some((_, guard)) = &arm.guard {
            self.condition(guard);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        if let Stmt::Expr(Expr::MethodCall(_) | Expr::Assign(_), Some(_)) = stmt {
            let range = stmt.span().byte_range();
            self.add(
                "statement dropped",
                range,
                String::new(),
                Form::RustStatement,
            );
        }
        visit::visit_stmt(self, stmt);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if function.sig.constness.is_none() {
            self.body(&function.sig.output, &function.block);
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if function.sig.constness.is_none() {
            self.body(&function.sig.output, &function.block);
            visit::visit_item_fn(self, function);
        }
    }

    /// What is printed is for people: engine and model need not say the same.
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let of = item
            .trait_
            .as_ref()
            .and_then(|(_, path, _)| path.segments.last());
        let prints = of.is_some_and(|of| of.ident == "Display" || of.ident == "Debug");
        if !prints {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.ident != "tests" {
            visit::visit_item_mod(self, item);
        }
    }

    // Constants and types cannot depend on a switch; macros are not expanded.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &[(&str, &str, &str)]) {
        let text = format!("fn f() {{ {body} }}");
        let found = faults(Path::new("f.rs"), &text).unwrap();
        let found: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|f| (f.operator, f.before.as_str(), f.after.as_str()))
            .collect();
        assert_eq!(found, expected, "{body}");
    }

    #[test]
    fn each_operator_finds_its_places() {
        check("let x = a < b;", &[("relation", "a < b", "(a) <= (b)")]);
        check("let x = a && b;", &[("connective", "a && b", "(a) || (b)")]);
        check("if x { y } else { z };", &[("negation", "x", "!(x)")]);
        check("let x = 5;", &[("constant", "5", "6")]);
        check(
            "let x = a.checked_add(b);",
            &[
                ("other operation", "a.checked_add(b)", "a.checked_sub(b)"),
                (
                    "error dropped",
                    "a.checked_add(b)",
                    "Some(a.wrapping_add(b))",
                ),
            ],
        );
        check("a.push(b);", &[("statement dropped", "a.push(b);", "")]);
        check(
            "let x = s.is_in(a, b);",
            &[
                ("negation", "s.is_in(a, b)", "!(s.is_in(a, b))"),
                ("operands swapped", "s.is_in(a, b)", "s.is_in(b, a)"),
            ],
        );
        check("if let Some(x) = y && x { z }", &[]);
        check(
            "let x = match a { A => b, B | C => c, _ => d };",
            &[("arm dropped", "A", ""), ("arm dropped", "B | C", "")],
        );
        check("let x = match a { A => b, B => c };", &[]);
    }

    #[test]
    fn a_function_may_return_early() {
        let found = faults(Path::new("f.rs"), "fn f() -> Option<u8> { g() }").unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].switched(7),
            "{ if ::cedar_core::mutant::on(7) { return None; }"
        );
    }
}
