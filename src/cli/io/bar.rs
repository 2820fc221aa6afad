//! How far many modules are, for people who wait.

#[cfg(not(target_family = "wasm"))]
use std::time::Duration;
#[cfg(not(target_family = "wasm"))]
use std::time::Instant;

#[cfg(not(target_family = "wasm"))]
use indicatif::ProgressBar;
#[cfg(not(target_family = "wasm"))]
use indicatif::ProgressDrawTarget;
#[cfg(not(target_family = "wasm"))]
use indicatif::ProgressStyle;

/// What takes no longer needs no bar.
#[cfg(not(target_family = "wasm"))]
const SOON: Duration = Duration::from_secs(1);

/// A bar on standard error, if that is a terminal; as WebAssembly none, since indicatif needs a clock and threads.
pub(in crate::cli) struct Bar {
    #[cfg(not(target_family = "wasm"))]
    drawn: ProgressBar,
    /// When it is drawn, if it will be and is not yet.
    #[cfg(not(target_family = "wasm"))]
    due: Option<Instant>,
}

impl Bar {
    /// `quiet`: nothing is drawn.
    #[cfg(not(target_family = "wasm"))]
    pub(in crate::cli) fn new(modules: usize, quiet: bool) -> Self {
        let drawn = ProgressBar::with_draw_target(Some(modules as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} modules") {
            drawn.set_style(style);
        }
        Self { drawn, due: (!quiet).then(|| Instant::now() + SOON) }
    }

    #[cfg(target_family = "wasm")]
    pub(in crate::cli) fn new(_: usize, _: bool) -> Self {
        Self {}
    }

    /// One more is done.
    pub(in crate::cli) fn advance(&mut self) {
        #[cfg(not(target_family = "wasm"))]
        {
            if self.due.take_if(|due| *due <= Instant::now()).is_some() {
                // indicatif draws nothing where standard error is no terminal.
                self.drawn.set_draw_target(ProgressDrawTarget::stderr());
            }
            self.drawn.inc(1);
        }
    }

    /// Says something where the bar is.
    #[cfg(not(target_family = "wasm"))]
    pub(in crate::cli) fn suspend<T>(&self, say: impl FnOnce() -> T) -> T {
        self.drawn.suspend(say)
    }

    #[cfg(target_family = "wasm")]
    pub(in crate::cli) fn suspend<T>(&self, say: impl FnOnce() -> T) -> T {
        say()
    }

    /// Nothing of it is left to see.
    pub(in crate::cli) fn clear(&self) {
        #[cfg(not(target_family = "wasm"))]
        self.drawn.finish_and_clear();
    }
}
