//! The one deadline of a check: whatever it does, it ends by then.

use std::time::Duration;
use std::time::Instant;

use super::trace::Limit;

const FAR_OFF: Duration = Duration::from_secs(365 * 24 * 3600);

/// When a check as a whole has to end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    end: Instant,
    limit: u64,
}

impl Deadline {
    /// So many milliseconds from now.
    pub(super) fn after(limit: u64) -> Self {
        Self { end: later(Instant::now(), limit), limit }
    }

    /// How long it is until then.
    pub(super) fn left(self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    pub(super) fn is_over(self) -> bool {
        Instant::now() >= self.end
    }

    /// When a phase that begins now has to end, and which limit ends it then; none if it cannot begin.
    pub(super) fn phase(self, time: u64) -> Option<(Instant, Limit)> {
        let now = Instant::now();
        let end = later(now, time);
        match (now >= self.end, end < self.end) {
            (true, _) => None,
            (false, true) => Some((end, Limit::Time(time))),
            (false, false) => Some((self.end, self.limit())),
        }
    }

    pub(super) fn limit(self) -> Limit {
        Limit::Deadline(self.limit)
    }

    /// What is not known when it is over.
    pub(super) fn untold(self) -> Option<String> {
        self.is_over()
            .then(|| format!("the check {}: what it had not run or compared by then is not known", self.limit()))
    }
}

/// As far off as time goes is far enough.
fn later(now: Instant, milliseconds: u64) -> Instant {
    now.checked_add(Duration::from_millis(milliseconds)).unwrap_or(now + FAR_OFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_ends_by_the_limit_that_comes_first() {
        let deadline = Deadline::after(60_000);
        assert_eq!(deadline.phase(10).map(|(_, limit)| limit), Some(Limit::Time(10)));
        assert_eq!(deadline.phase(u64::MAX).map(|(_, limit)| limit), Some(Limit::Deadline(60_000)));
        assert_eq!(Deadline::after(0).phase(10), None);
        assert!(!Deadline::after(u64::MAX).is_over());
    }
}
