//! Waiting for another program without losing sight of an interruption.

use std::io;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the program is looked at.
const PULSE: Duration = Duration::from_millis(100);

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
}
