//! What is run, and what has to be true of it however it ends.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use libtest_mimic::Failed;

use super::TOOL;
use super::all;
use super::calls::Call;
use super::calls::Fault;
use super::calls::calls;

const OLD: &[u8] = b"what was there before";
const MAP: &[u8] = br#"{"version":3,"sources":["a.ts"],"mappings":"AAAA"}"#;

/// A command, and the files that it writes.
pub struct Scenario {
    pub name: &'static str,
    /// Its inputs, by the names that they get and those in `testdata`.
    inputs: &'static [(&'static str, &'static str)],
    /// How many bytes nothing needs follow a module.
    longer: u32,
    /// Files stand as `./name`.
    args: &'static [&'static str],
    outputs: &'static [&'static str],
    /// Whether the outputs are there before.
    replaces: bool,
    /// Whether the outputs appear together. Else each is a module of its own.
    together: bool,
    /// A link to the first output.
    link: Option<&'static str>,
    /// Whether `initfix-wasm-ld` does it, around a linker whose calls may fail as well.
    at_link: bool,
}

const ONE: Scenario = Scenario {
    name: "",
    inputs: &[("a.wasm", "clang19/wrapped.wasm")],
    longer: 0,
    args: &["./a.wasm", "-o", "./out.wasm", "--report=json"],
    outputs: &["out.wasm"],
    replaces: true,
    together: false,
    link: None,
    at_link: false,
};

const LINK: Scenario = Scenario {
    args: &[
        concat!("--initfix-linker=", env!("CARGO_MANIFEST_DIR"), "/tests/faults/wasm-ld"),
        "-o",
        "./out.wasm",
        "./a.wasm",
    ],
    at_link: true,
    ..ONE
};

const MANY: Scenario = Scenario {
    inputs: &[
        ("a.wasm", "clang19/wrapped.wasm"),
        ("b.wasm", "clang19/wrapped-printf.wasm"),
        ("c.wasm", "clang19/reactor-log.wasm"),
    ],
    args: &["./a.wasm", "./b.wasm", "./c.wasm", "--out-dir=./out"],
    outputs: &["out/a.wasm", "out/b.wasm", "out/c.wasm"],
    ..ONE
};

const PAIR: Scenario = Scenario {
    inputs: &[("a.wasm", "assemblyscript/source-map.wasm")],
    args: &[
        "./a.wasm",
        "-o",
        "./out.wasm",
        "--assume=env.log=memory",
        "--source-map=./a.wasm.map",
        "--output-source-map=./out.wasm.map",
    ],
    outputs: &["out.wasm", "out.wasm.map"],
    together: true,
    ..ONE
};

/// JavaScript around a module.
const ESM: Scenario = Scenario {
    inputs: &[("a.wasm", "clang19/wrapped-printf.wasm")],
    args: &["esm", "./a.wasm", "-o", "./out"],
    outputs: &["out/a.wasm", "out/a.mjs", "out/a.d.mts", "out/a.host.mjs", "out/a.wasi.mjs"],
    together: true,
    ..ONE
};

/// The files of a folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

impl Scenario {
    pub fn all() -> Vec<Self> {
        vec![
            Self { name: "one", ..ONE },
            Self { name: "one-new", replaces: false, ..ONE },
            Self { name: "one-in-place", args: &["./a.wasm", "-o", "./a.wasm"], outputs: &["a.wasm"], ..ONE },
            Self { name: "one-mapped", longer: 300 << 10, ..ONE },
            Self { name: "one-through-a-link", args: &["./a.wasm", "-o", "./link"], link: Some("link"), ..ONE },
            Self { name: "many", ..MANY },
            Self { name: "many-new", replaces: false, ..MANY },
            Self { name: "link", ..LINK },
            Self { name: "link-new", replaces: false, ..LINK },
            Self { name: "pair", ..PAIR },
            Self { name: "pair-new", replaces: false, ..PAIR },
            Self { name: "esm", ..ESM },
            Self { name: "esm-new", replaces: false, ..ESM },
        ]
    }

    /// Has every call fail.
    pub fn sweep(&self) -> Result<(), Failed> {
        let folder = tempfile::Builder::new().prefix("wasm-initfix-faults-").tempdir()?;
        let root = folder.path().canonicalize()?.join("files");
        let trace = folder.path().join("trace");
        let before = self.prepare(&root)?;
        let output = self.run(&root, &trace, &[])?;
        if output.status.code() != Some(0) {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let after = contents(&root);
        let files: Vec<PathBuf> = after.keys().map(|file| root.join(file)).collect();
        let calls = calls(&fs::read_to_string(&trace)?, &root.display().to_string(), &files);
        let mut wrong = Vec::new();
        let mut runs = 0;
        for call in &calls {
            for fault in call.errors().into_iter().chain(self.signals()) {
                self.prepare(&root)?;
                let output = self.run(&root, &trace, &call.words(fault))?;
                runs += 1;
                let found = self.wrong(&before, &after, &contents(&root), &output, (call, fault));
                wrong.extend(found.map(|what| format!("{call:?} {fault:?}: {what}; {output:?}")));
                // An error that did not come proves nothing.
                let is_met = fs::read_to_string(&trace)?.contains("(INJECTED)");
                if matches!(fault, Fault::Error(_)) && !is_met {
                    wrong.push(format!("{call:?} {fault:?}: no such call"));
                }
            }
        }
        println!("{}: {} calls, {runs} runs", self.name, calls.len());
        // Reading, writing and naming at least.
        if calls.len() < 12 {
            wrong.push(format!("only {} calls", calls.len()));
        }
        all(wrong)
    }

    /// That both renames fail, and what would undo the first: what was there is not lost, and the message says where it is.
    pub fn cannot_be_undone() -> Result<(), Failed> {
        for (replaces, undo) in
            [(true, "--inject=/^rename:error=EIO:when=2..3"), (false, "--inject=/^unlink:error=EIO:when=2")]
        {
            let scenario = Self { replaces, ..PAIR };
            let folder = tempfile::Builder::new().prefix("wasm-initfix-faults-").tempdir()?;
            let root = folder.path().canonicalize()?.join("files");
            let before = scenario.prepare(&root)?;
            let words = ["--trace=/^rename,/^unlink", "--inject=/^rename:error=EIO:when=2", undo];
            let inject = words.map(str::to_owned);
            let output = scenario.run(&root, Path::new("/dev/null"), &inject)?;
            let found = contents(&root);
            let kept = found.keys().find(|file| !before.contains_key(*file));
            let kept = kept.ok_or("nothing is kept")?;
            let astray = match replaces {
                true => format!("could not be put back, and what it held is in {}", root.join(kept).display()),
                false => "which is new, could not be removed again".to_owned(),
            };
            let comma = if replaces { "" } else { "," };
            let root = root.display();
            let expected = format!(
                "wasm-initfix: error: {root}/out.wasm: cannot write: input/output error; {root}/out.wasm.map{comma} {astray}\n"
            );
            let said = String::from_utf8_lossy(&output.stderr);
            if said != expected || output.status.code() != Some(2) || (replaces && found[kept] != OLD) {
                return Err(format!("{said}{:?}, not {expected}", output.status).into());
            }
        }
        Ok(())
    }

    /// How a process is ended in the middle, where there is something to lose.
    fn signals(&self) -> Vec<Fault> {
        let signals = [Fault::Signal("SIGTERM"), Fault::Signal("SIGKILL")];
        // A process that is killed between two renames can put nothing back.
        let count = if !self.replaces {
            0
        } else if self.together {
            1
        } else {
            2
        };
        signals[..count].to_vec()
    }

    /// What a file holds before. `esm` replaces no script that it did not write.
    fn old(&self, output: &str) -> Vec<u8> {
        let is_script = self.args[0] == "esm" && !output.ends_with(".wasm");
        let front: &[u8] = if is_script { b"// Made by wasm-initfix. " } else { b"" };
        [front, OLD].concat()
    }

    /// The files as they are before.
    fn prepare(&self, root: &Path) -> Result<Files, Failed> {
        if root.exists() {
            fs::remove_dir_all(root)?;
        }
        fs::create_dir_all(root.join("out"))?;
        for output in self.outputs.iter().filter(|_| self.replaces) {
            fs::write(root.join(output), self.old(output))?;
        }
        for (name, module) in self.inputs {
            let mut wasm = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(module))?;
            if self.longer > 0 {
                // A custom section without a name.
                let length = self.longer;
                wasm.extend([0, length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8 & 0x7f]);
                wasm.resize(wasm.len() + length as usize, 0);
            }
            fs::write(root.join(name), wasm)?;
        }
        if self.together {
            fs::write(root.join("a.wasm.map"), MAP)?;
        }
        if let Some(link) = self.link {
            symlink(self.outputs[0], root.join(link))?;
        }
        Ok(contents(root))
    }

    fn run(&self, root: &Path, trace: &Path, inject: &[String]) -> Result<Output, Failed> {
        // In another folder: strace shows the working folder with each name.
        let args = self.args.iter().map(|arg| arg.replace("./", &format!("{}/", root.display())));
        let mut command = Command::new(TOOL);
        command.args(["-f", "--seccomp-bpf", "-y", "-qq", "-o"]).arg(trace).args(inject);
        let program = match self.at_link {
            false => env!("CARGO_BIN_EXE_wasm-initfix"),
            true => env!("CARGO_BIN_EXE_initfix-wasm-ld"),
        };
        let is_fix = !self.at_link && self.args[0] != "esm";
        let more = is_fix.then_some("--threads=1");
        Ok(command.arg(program).args(args).args(more).current_dir("/").output()?)
    }

    /// What is not as it has to be, if anything.
    fn wrong(
        &self,
        before: &Files,
        after: &Files,
        found: &Files,
        output: &Output,
        (call, fault): (&Call, Fault),
    ) -> Option<String> {
        let is_output = |file: &Path| self.outputs.iter().any(|output| Path::new(output) == file);
        // If a file cannot be removed, it stays, and a process that is killed removes none.
        let may_leave = call.name.starts_with("unlink") || fault == Fault::Signal("SIGKILL");
        let is_temporary =
            |file: &Path| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".wasm-initfix-"));
        let names = before.keys().chain(found.keys()).filter(|file| !is_output(file));
        for file in names.filter(|file| !(may_leave && is_temporary(file))) {
            if before.get(file) != found.get(file) {
                return Some(format!("{} is not as it was", file.display()));
            }
        }
        let mut old = 0;
        for output in self.outputs.iter().map(Path::new) {
            let (was, is) = (before.get(output), found.get(output));
            if is != was && is != after.get(output) {
                return Some(format!("{} is neither the old one nor the new one", output.display()));
            }
            old += usize::from(is != after.get(output));
        }
        if self.together && old > 0 && old < self.outputs.len() {
            return Some("some of them are the old ones".to_owned());
        }
        match (output.status.code(), fault) {
            (Some(0), _) if old == 0 => None,
            (Some(1..), _) if old == 1 && self.at_link => None,
            (Some(2), Fault::Error(_)) => self.wrong_words(old, output, call.name == "write"),
            (None, Fault::Signal(signal)) if output.status.signal() == Some(number(signal)) => None,
            (code, _) => Some(format!("{code:?} with {old} old files")),
        }
    }

    /// An error for each module that stays the old one. A write that fails in each thread may have been that of an error.
    fn wrong_words(&self, old: usize, output: &Output, may_miss: bool) -> Option<String> {
        let failed = if self.together { old.min(1) } else { old };
        let said = String::from_utf8_lossy(&output.stderr);
        let errors = said.lines().filter(|line| line.starts_with("wasm-initfix: error: ")).count();
        let is_right = failed > 0 && (errors == failed || (may_miss && errors < failed));
        (!is_right).then(|| format!("{errors} errors with {old} old files"))
    }
}

fn number(signal: &str) -> i32 {
    if signal == "SIGKILL" { 9 } else { 15 }
}

/// All files, and links with where they lead.
fn contents(root: &Path) -> Files {
    let mut files = Files::new();
    for folder in ["", "out"] {
        for entry in fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
            let path = entry.path();
            let content = match fs::read_link(&path) {
                _ if path.is_dir() => Ok(Vec::new()),
                Ok(link) => Ok(link.into_os_string().into_encoded_bytes()),
                Err(_) => fs::read(&path),
            };
            let name = path.strip_prefix(root).unwrap_or(&path).to_owned();
            files.extend(content.ok().map(|content| (name, content)));
        }
    }
    files
}
