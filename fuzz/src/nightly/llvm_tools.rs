//! The programs that read what an instrumented build leaves.

use super::Plan;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// `llvm-profdata` and `llvm-cov` of the LLVM that the compiler is built with: those of
/// another may not read what it writes.
pub(super) struct LlvmTools {
    pub(super) profdata: PathBuf,
    pub(super) cov: PathBuf,
}

impl LlvmTools {
    /// Those of the compiler, or of the system's packages; installed if need be.
    ///
    /// # Errors
    /// What was tried, if they are not to be had.
    pub(super) fn find(plan: &Plan, host: &str) -> Result<Self, String> {
        let folder = PathBuf::from(said(plan, "--print=sysroot")?.trim());
        let folder = folder.join("lib/rustlib").join(host).join("bin");
        let version = llvm_version(&said(plan, "-vV")?)?;
        let of_compiler = LlvmTools {
            profdata: folder.join("llvm-profdata"),
            cov: folder.join("llvm-cov"),
        };
        let of_system = LlvmTools {
            profdata: format!("llvm-profdata-{version}").into(),
            cov: format!("llvm-cov-{version}").into(),
        };
        let package = format!("llvm-{version}");
        // Without a terminal nobody could answer it.
        let apt = ["sudo", "-n", "apt-get", "install", "-y", "-qq", &package];
        let apt = if is_root() { &apt[2..] } else { &apt };
        let rustup = ["rustup", "component", "add", "llvm-tools"];
        let mut tried = Vec::new();
        for install in [&[][..], &rustup, apt] {
            if let Some((program, arguments)) = install.split_first() {
                tried.push(format!("`{}`", install.join(" ")));
                succeeds(plan, program, arguments);
            }
            if of_compiler.run(plan) {
                return Ok(of_compiler);
            }
            if of_system.run(plan) {
                return Ok(of_system);
            }
        }
        Err(format!(
            "there is no `llvm-cov` of LLVM {version}, nor after {}",
            tried.join(" and ")
        ))
    }

    fn run(&self, plan: &Plan) -> bool {
        let run = |program: &Path| succeeds(plan, &program.to_string_lossy(), &["--help"]);
        run(&self.profdata) && run(&self.cov)
    }
}

fn succeeds(plan: &Plan, program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .current_dir(&plan.root)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    let user = Command::new("id").arg("-u").output();
    user.is_ok_and(|user| user.stdout.trim_ascii() == b"0")
}

/// What the compiler says of itself.
fn said(plan: &Plan, argument: &str) -> Result<String, String> {
    let output = Command::new("rustc")
        .current_dir(&plan.root)
        .arg(argument)
        .output()
        .map_err(|error| format!("`rustc` cannot be run: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The major version of the compiler's LLVM.
fn llvm_version(about: &str) -> Result<u32, String> {
    let version = about
        .lines()
        .find_map(|line| line.strip_prefix("LLVM version: "));
    let major = version.and_then(|version| version.split('.').next()?.parse().ok());
    major.ok_or_else(|| "`rustc` does not name its LLVM".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_names_its_llvm() {
        let about = "rustc 1.95.0\nhost: x\nrelease: 1.95.0\nLLVM version: 22.1.2\n";
        assert_eq!(llvm_version(about), Ok(22));
        assert!(llvm_version("rustc 1.95.0\n").is_err());
        assert!(llvm_version("LLVM version: new\n").is_err());
    }
}
