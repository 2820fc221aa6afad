//! How far many modules are, for people who wait.

#[cfg(not(target_family = "wasm"))]
use indicatif::ProgressBar;
#[cfg(not(target_family = "wasm"))]
use indicatif::ProgressDrawTarget;
#[cfg(not(target_family = "wasm"))]
use indicatif::ProgressStyle;

/// A bar on standard error, if that is a terminal; as WebAssembly none, since indicatif needs a clock and threads.
pub(in crate::cli) struct Bar {
    #[cfg(not(target_family = "wasm"))]
    drawn: ProgressBar,
}

impl Bar {
    /// `quiet`: nothing is drawn.
    #[cfg(not(target_family = "wasm"))]
    pub(in crate::cli) fn new(modules: usize, quiet: bool) -> Self {
        // indicatif draws nothing where standard error is no terminal.
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let drawn = ProgressBar::with_draw_target(Some(modules as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} modules") {
            drawn.set_style(style);
        }
        Self { drawn }
    }

    #[cfg(target_family = "wasm")]
    pub(in crate::cli) fn new(_: usize, _: bool) -> Self {
        Self {}
    }

    /// One more is done.
    pub(in crate::cli) fn advance(&self) {
        #[cfg(not(target_family = "wasm"))]
        self.drawn.inc(1);
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
