//! Expressions, token by token, along the levels of the grammar.

use super::literals;
use crate::choices::Choices;

/// Writes expressions.
pub struct Expression<'a, 'b> {
    choices: &'a mut Choices<'b>,
    tokens: &'a mut Vec<String>,
}

/// Adds a string literal.
pub fn string(choices: &mut Choices<'_>, tokens: &mut Vec<String>) {
    tokens.push(format!("\"{}\"", literals::string_body(choices)));
}

/// Adds the path of an entity type; mostly one that there is.
pub fn path(choices: &mut Choices<'_>, tokens: &mut Vec<String>) {
    let parts: &[&str] = match choices.below(16) {
        0..=5 => &["User"],
        6..=9 => &["Group"],
        10..=13 => &["App", "::", "Doc"],
        14 => &["principal"],
        _ => {
            tokens.push(literals::identifier(choices));
            tokens.push("::".to_owned());
            tokens.push(literals::identifier(choices));
            return;
        }
    };
    tokens.extend(parts.iter().map(|part| (*part).to_owned()));
}

/// Adds the literal of an entity; mostly one that there is.
pub fn entity(choices: &mut Choices<'_>, tokens: &mut Vec<String>) {
    path(choices, tokens);
    tokens.push("::".to_owned());
    if choices.chance(90) {
        let id = ["\"a\"", "\"b\"", "\"c\""][choices.below(3)];
        tokens.push(id.to_owned());
    } else {
        string(choices, tokens);
    }
}

impl<'a, 'b> Expression<'a, 'b> {
    /// Writes to `tokens` what `choices` say.
    pub fn new(choices: &'a mut Choices<'b>, tokens: &'a mut Vec<String>) -> Self {
        Expression { choices, tokens }
    }

    /// Any expression; primaries contain others down to `depth`.
    pub fn expression(&mut self, depth: usize) {
        if depth > 0 && self.choices.chance(6) {
            self.push("if");
            self.expression(depth - 1);
            self.push("then");
            self.expression(depth - 1);
            self.push("else");
            self.expression(depth - 1);
            return;
        }
        self.chain(&["||"], 15, |this| {
            this.chain(&["&&"], 25, |this| this.relation(depth));
        });
    }

    fn relation(&mut self, depth: usize) {
        match self.choices.below(24) {
            0..=4 => self.binary(depth),
            5 => self.has(depth),
            6 => {
                self.sum(depth);
                self.push("like");
                string(self.choices, self.tokens);
            }
            7 => {
                self.sum(depth);
                self.push("is");
                path(self.choices, self.tokens);
            }
            8 => {
                self.sum(depth);
                self.push("is");
                path(self.choices, self.tokens);
                self.push("in");
                self.sum(depth);
            }
            9..=11 => self.typical(),
            _ => self.sum(depth),
        }
    }

    fn binary(&mut self, depth: usize) {
        const OPERATORS: [&str; 7] = ["==", "!=", "<", "<=", ">", ">=", "in"];
        self.sum(depth);
        let operator = OPERATORS[self.choices.below(OPERATORS.len())];
        self.push(operator);
        self.sum(depth);
    }

    fn has(&mut self, depth: usize) {
        self.sum(depth);
        self.push("has");
        if self.choices.chance(30) {
            string(self.choices, self.tokens);
            return;
        }
        self.identifier();
        while self.choices.chance(35) {
            self.push(".");
            self.identifier();
        }
    }

    /// Conditions that have a value on the entities of the comparison's world.
    fn typical(&mut self) {
        const CONDITIONS: [&str; 16] = [
            "principal in resource . members",
            "principal . level < resource . level",
            "resource . owner == principal",
            "context . flag && principal has level",
            "context . numbers . contains ( principal . level )",
            "principal has info . nested && principal . info . nested . deep > 0",
            "resource . tags . containsAny ( [ \"red\" , \"green\" ] )",
            "principal . hasTag ( \"role\" ) && principal . getTag ( \"role\" ) == \"admin\"",
            "context . address . isInRange ( ip ( \"10.0.0.0/8\" ) )",
            "context . amount . lessThan ( decimal ( \"1.5\" ) )",
            "context . now < datetime ( \"2024-06-01\" ) . offset ( duration ( \"1d\" ) )",
            "principal . name like \"a*\"",
            // Looks like `principal has a . b`, and mostly is not.
            "principal has a && principal . a has b",
            "principal has a && resource . a has b",
            "principal has a && principal . b has b",
            "principal has a && principal . a has b && principal . a has c",
        ];
        let condition = CONDITIONS[self.choices.below(CONDITIONS.len())];
        let tokens = condition.split(' ').map(str::to_owned);
        self.tokens.extend(tokens);
    }

    fn sum(&mut self, depth: usize) {
        self.chain(&["+", "-"], 10, |this| {
            this.chain(&["*"], 6, |this| this.unary(depth));
        });
    }

    fn unary(&mut self, depth: usize) {
        let operator = match self.choices.below(12) {
            0 => "!",
            1 => "-",
            _ => return self.member(depth),
        };
        for _ in 0..self
            .choices
            .weighted(&[(70, 1), (18, 2), (6, 3), (5, 4), (1, 5)])
        {
            self.push(operator);
        }
        self.member(depth);
    }

    fn member(&mut self, depth: usize) {
        self.primary(depth);
        for _ in 0..self.choices.weighted(&[(75, 0), (18, 1), (7, 2)]) {
            self.access(depth);
        }
    }

    fn access(&mut self, depth: usize) {
        const METHODS: [&str; 20] = [
            "contains",
            "containsAll",
            "containsAny",
            "isEmpty",
            "getTag",
            "hasTag",
            "lessThan",
            "greaterThanOrEqual",
            "isIpv4",
            "isLoopback",
            "isInRange",
            "offset",
            "durationSince",
            "toDate",
            "toTime",
            "toDays",
            "toMilliseconds",
            "ip",
            "nope",
            "isempty",
        ];
        match self.choices.below(6) {
            0..=2 => {
                self.push(".");
                self.identifier();
            }
            3 => {
                self.push("[");
                if self.choices.chance(97) {
                    string(self.choices, self.tokens);
                } else {
                    self.expression(depth.saturating_sub(1));
                }
                self.push("]");
            }
            _ => {
                self.push(".");
                // Mostly those that exist.
                let known = self.choices.chance(96);
                let count = if known {
                    METHODS.len() - 3
                } else {
                    METHODS.len()
                };
                let method = METHODS[self.choices.below(count)];
                self.push(method);
                self.arguments(method, depth);
            }
        }
    }

    fn arguments(&mut self, method: &str, depth: usize) {
        let usual = usize::from(!method.starts_with("is") && !method.starts_with("to"))
            .max(usize::from(method == "isInRange"));
        let count = if self.choices.chance(97) {
            usual
        } else {
            self.choices.below(3)
        };
        self.push("(");
        self.list(count, depth);
        self.push(")");
    }

    fn primary(&mut self, depth: usize) {
        const VARIABLES: [&str; 4] = ["principal", "action", "resource", "context"];
        let nested = usize::from(depth > 0);
        match self.choices.weighted(&[
            (8, 0),
            (6, 1),
            (6, 2),
            (5, 3),
            (10, 4),
            (5, 5),
            (6 * nested, 6),
            (5 * nested, 7),
            (4 * nested, 8),
        ]) {
            0 => {
                let literal = if self.choices.chance(50) {
                    "true"
                } else {
                    "false"
                };
                self.push(literal);
            }
            1 => {
                let number = literals::integer(self.choices);
                self.tokens.push(number);
            }
            2 => string(self.choices, self.tokens),
            3 => entity(self.choices, self.tokens),
            4 => {
                let variable = VARIABLES[self.choices.below(VARIABLES.len())];
                self.push(variable);
                if self.choices.chance(60) {
                    self.push(".");
                    self.identifier();
                }
            }
            5 => self.constructor(),
            6 => {
                self.push("(");
                self.expression(depth - 1);
                self.push(")");
            }
            7 => {
                self.push("[");
                let count = self.choices.below(4);
                self.list(count, depth);
                self.push("]");
            }
            _ => self.record(depth - 1),
        }
    }

    fn constructor(&mut self) {
        let (name, argument) = literals::extension(self.choices);
        self.push(name);
        self.push("(");
        self.tokens.push(format!("\"{argument}\""));
        self.push(")");
    }

    fn record(&mut self, depth: usize) {
        self.push("{");
        for index in 0..self.choices.below(4) {
            if index > 0 {
                self.push(",");
            }
            if self.choices.chance(70) {
                self.identifier();
            } else {
                string(self.choices, self.tokens);
            }
            self.push(":");
            self.expression(depth);
        }
        self.push("}");
    }

    fn list(&mut self, count: usize, depth: usize) {
        for index in 0..count {
            if index > 0 {
                self.push(",");
            }
            self.expression(depth.saturating_sub(1));
        }
        if count > 0 && self.choices.chance(4) {
            self.push(",");
        }
    }

    /// An operand, and with some chance each an operator and a further operand.
    fn chain(&mut self, operators: &[&str], percent: usize, operand: impl Fn(&mut Self)) {
        operand(self);
        while self.choices.chance(percent) {
            let operator = operators[self.choices.below(operators.len())];
            self.push(operator);
            operand(self);
        }
    }

    fn identifier(&mut self) {
        let identifier = literals::identifier(self.choices);
        self.tokens.push(identifier);
    }

    fn push(&mut self, token: &str) {
        self.tokens.push(token.to_owned());
    }
}
