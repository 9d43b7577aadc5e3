//! Other programs: starting them so that they do not outlive this one, and waiting for
//! them without losing sight of an interruption.

use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the program is looked at.
const PULSE: Duration = Duration::from_millis(100);

/// `setpriv` of util-linux, after which the kernel kills a program when its parent ends,
/// however that ends.
const DIES_WITH_PARENT: [&str; 4] = ["setpriv", "--pdeathsig", "KILL", "--"];

/// Whether this system has it, and a version that knows the option.
static CAN_DIE_WITH_PARENT: LazyLock<bool> = LazyLock::new(|| {
    let [setpriv, options @ ..] = DIES_WITH_PARENT;
    let mut trial = Command::new(setpriv);
    trial.args(options).arg("true").stderr(Stdio::null());
    trial.status().is_ok_and(|status| status.success())
});

/// A program that ends when this one is killed, where the system can see to that.
///
/// More exactly, when the thread ends that starts it.
pub(super) fn dying_with_us(program: &Path) -> Command {
    if !*CAN_DIE_WITH_PARENT {
        return Command::new(program);
    }
    let [setpriv, options @ ..] = DIES_WITH_PARENT;
    let mut command = Command::new(setpriv);
    command.args(options).arg(program);
    command
}

/// Runs a program to its end; `None` if it was ended, since time was up or the run is
/// interrupted.
pub(super) fn run(
    command: &mut Command,
    limit: Duration,
    interrupted: &AtomicBool,
) -> io::Result<Option<ExitStatus>> {
    let mut child = command.spawn()?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > limit || interrupted.load(Ordering::Relaxed) {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(PULSE);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn check(script: &str, limit: Duration, interrupted: bool, expected: Option<bool>) {
        let started = Instant::now();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let found = run(&mut command, limit, &AtomicBool::new(interrupted)).unwrap();
        assert_eq!(found.map(|status| status.success()), expected, "{script}");
        assert!(started.elapsed() < Duration::from_secs(20), "{script}");
    }

    #[test]
    fn a_program_ends_by_itself_or_is_ended() {
        let long = Duration::from_secs(60);
        check("exit 0", long, false, Some(true));
        check("exit 3", long, false, Some(false));
        check("exec sleep 60", long, true, None);
        check("exec sleep 60", Duration::from_millis(1), false, None);
    }

    /// The parent is a thread here, which is what the kernel looks at.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_program_ends_with_its_parent() {
        if !*CAN_DIE_WITH_PARENT {
            return;
        }
        let start = |kept: bool| {
            let begin = move || {
                let mut child = match kept {
                    true => Command::new("sh"),
                    false => dying_with_us(Path::new("sh")),
                };
                child.args(["-c", "echo started; exec sleep 60"]);
                let mut child = child.stdout(Stdio::piped()).spawn().unwrap();
                let mut first = [0];
                child
                    .stdout
                    .as_mut()
                    .unwrap()
                    .read_exact(&mut first)
                    .unwrap();
                child
            };
            std::thread::spawn(begin).join().unwrap()
        };
        let mut dying = start(false);
        assert!(!dying.wait().unwrap().success());
        let mut other = start(true);
        assert!(other.try_wait().unwrap().is_none());
        other.kill().unwrap();
        other.wait().unwrap();
    }
}
