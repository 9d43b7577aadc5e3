//! Answers calls of the extracted functions: a line `NUMBER ARGUMENTS` on
//! standard input, a line with the answer on standard output.
//!
//! `=value` is an answer, `!stop` says why there is none, `?` that the
//! precondition does not hold, `#` that the line was not understood. After a tab
//! come the numbers of the branches that were taken.

#[path = "RUNTIME"]
#[allow(dead_code, unused_imports)]
mod runtime;
mod wire;
MODULES

use std::io::{BufRead as _, Write as _};

thread_local! {
    static COVERED: std::cell::RefCell<std::collections::BTreeSet<usize>> = const {
        std::cell::RefCell::new(std::collections::BTreeSet::new())
    };
}

/// Notes that a branch of the model was taken.
#[allow(dead_code)]
fn cover(branch: usize) {
    COVERED.with_borrow_mut(|covered| covered.insert(branch));
}

/// A comparison; notes that the two are equal.
#[allow(dead_code)]
fn compared<T: PartialEq>(branch: usize, a: T, b: T, relation: fn(&T, &T) -> bool) -> bool {
    if a == b {
        cover(branch);
    }
    relation(&a, &b)
}

/// Far less than the model allows: Dafny's own program must survive it too.
const RECURSION_LIMIT: u32 = 1_000;

fn main() {
    let variant = std::env::args().nth(1).unwrap_or_default();
    let call = match variant.as_str() {
VARIANTS
        _ => {
            eprintln!("unknown variant `{variant}`");
            std::process::exit(2);
        }
    };
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let mut input = wire::Input::new(&line);
        let number = input.next().and_then(|number| number.parse().ok());
        let answer = number.and_then(|number: usize| {
            let mut understood = None;
            let answer = runtime::with_recursion_limit(RECURSION_LIMIT, || {
                understood = call(number, &mut input);
                Ok(())
            });
            answer.ok().and(understood)
        });
        let answer = answer.unwrap_or_else(|| "#".to_owned());
        let branches: Vec<String> =
            COVERED.take().into_iter().map(|branch| branch.to_string()).collect();
        if writeln!(output, "{answer}\t{}", branches.join(" ")).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}
