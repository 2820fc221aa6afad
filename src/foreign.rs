//! What a file is when it is not a core WebAssembly module: named, so that the message can say what to do.
//!
//! Only headers are read, not the tables they point to, so that a large or hostile file takes no
//! longer than a small one. An archive's members are counted, by stepping from header to header.

use goblin::archive;
use goblin::container::Ctx;
use goblin::elf;
use goblin::elf::dynamic::DF_1_PIE;
use goblin::elf::header as elf_header;
use goblin::elf::program_header::PT_DYNAMIC;
use goblin::elf::program_header::PT_INTERP;
use goblin::mach;
use goblin::mach::cputype;
use goblin::mach::fat;
use goblin::mach::header as mach_header;
use goblin::pe::characteristic;
use goblin::pe::header as pe_header;
use goblin::pe::section_table::SIZEOF_SECTION_TABLE;
use goblin::pe::symbol::COFF_SYMBOL_SIZE;

const CORE_HEADER: &[u8] = b"\0asm\x01\0\0\0";
const GIVE_LINKED: &str = "give the linked .wasm file";
const UNKNOWN_MACHINE: &str = "an unknown machine";

/// What goblin lacks for fat binaries with 64-bit offsets.
const FAT_MAGIC_64: u32 = fat::FAT_MAGIC + 1;
const SIZEOF_FAT_ARCH_64: usize = 32;

/// Java class files have the magic number of fat binaries. In place of a count of architectures
/// they have a version, of 45 or more.
const MAX_FAT_ARCHES: u32 = 30;

/// How much of an archive may be a member's header and name. Were there no limit, members could
/// give the rest of the file as their name, and each would be checked for being UTF-8.
const MAX_MEMBER_HEADER: usize = 1024;
/// Longer tables of dynamic linking are not searched for what tells executables from libraries.
const MAX_DYNAMIC: u64 = 1 << 16;

/// How much of a file has to be text for the file to be called text.
const TEXT_SAMPLE: usize = 4096;
/// How many characters of a text are quoted: enough for the address in a Git LFS pointer.
const QUOTED_CHARS: usize = 48;

/// A file that is not a core WebAssembly module.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Foreign {
    /// What the file is.
    pub what: ForeignKind,
    /// One sentence without final period, to follow `FILE: `, e.g. "an ELF executable for x86-64,
    /// not a WebAssembly module; give the linked .wasm file".
    pub message: String,
}

/// What [`describe`] tells apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ForeignKind {
    /// No bytes at all.
    Empty,
    /// WebAssembly that ends within its header.
    Truncated,
    /// Text, other than the WebAssembly text format.
    Text,
    /// An ELF file.
    Elf,
    /// A Mach-O file, fat ones included.
    MachO,
    /// A Windows or DOS executable or DLL.
    Pe,
    /// A COFF object.
    Coff,
    /// A Unix archive, whatever its members are.
    Archive,
    /// LLVM bitcode.
    Bitcode,
    /// Compressed data.
    Compressed,
    /// A WebAssembly component.
    Component,
    /// WebAssembly, but neither a core module nor a component of a version known here.
    UnknownVersion,
    /// None of these.
    Unknown,
}

impl ForeignKind {
    fn with(self, message: impl Into<String>) -> Foreign {
        let (what, message) = (self, message.into());
        Foreign { what, message }
    }

    /// For a file made for some machine, which no further step turns into a WebAssembly module.
    fn native(self, description: &str) -> Foreign {
        self.with(format!("{description}, not a WebAssembly module; {GIVE_LINKED}"))
    }
}

/// Says what `bytes` are, given that they do not start with the header of a core module.
/// What the magic number promises is named even where the rest is damaged.
pub fn describe(bytes: &[u8]) -> Foreign {
    // COFF, which has no magic number, and text are the last resort.
    [wasm, archive, elf, mach_o, by_magic, pe, coff, text]
        .iter()
        .find_map(|recognise| recognise(bytes))
        .unwrap_or_else(|| unknown(bytes))
}

/// Whether what [`describe`] says goes by more than the first 8 KiB, which these are: by tables further on, by a count of members, or by
/// the size.
#[cfg(feature = "cli")]
pub fn needs_more(beginning: &[u8]) -> bool {
    let machine = beginning.first_chunk().map(|bytes| u16::from_le_bytes(*bytes));
    beginning.starts_with(archive::MAGIC)
        || beginning.starts_with(elf_header::ELFMAG)
        || beginning.starts_with(b"MZ")
        || machine.and_then(coff_machine).is_some()
}

fn wasm(bytes: &[u8]) -> Option<Foreign> {
    Some(match *bytes {
        [] => ForeignKind::Empty.with("an empty file, not a WebAssembly module"),
        [0, b'a', b's', b'm', v0, v1, l0, l1, ..] => {
            other_wasm(u16::from_le_bytes([v0, v1]), u16::from_le_bytes([l0, l1]))
        }
        _ if CORE_HEADER.starts_with(bytes) || bytes.starts_with(b"\0asm") => {
            ForeignKind::Truncated.with(format!("a truncated WebAssembly file: {} of 8 header bytes", bytes.len()))
        }
        _ => return None,
    })
}

/// The component model split the version into version and layer:
/// <https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md>
fn other_wasm(version: u16, layer: u16) -> Foreign {
    if (version, layer) == (13, 1) {
        let advice = "give its core modules (`wasm-tools component unbundle` takes them out)";
        return ForeignKind::Component.with(format!("a component; {advice}"));
    }
    let advice = "only core modules are read (version 1, layer 0)";
    let message = format!("a WebAssembly file of version {version}, layer {layer}; {advice}");
    ForeignKind::UnknownVersion.with(message)
}

fn archive(bytes: &[u8]) -> Option<Foreign> {
    let message = match bytes.first_chunk()? {
        archive::MAGIC => describe_members(count_members(bytes)),
        b"!<thin>\n" => "a thin archive; link it first".to_owned(),
        _ => return None,
    };
    Some(ForeignKind::Archive.with(message))
}

fn describe_members(counts: Option<(usize, usize)>) -> String {
    let Some((all, objects)) = counts else {
        return "an archive, not a WebAssembly module; link it first".to_owned();
    };
    let members = plural(all, "member");
    let wasm = plural(objects, "WebAssembly object");
    match (all, objects) {
        (0, _) => format!("an empty archive; {GIVE_LINKED}"),
        (_, 0) => format!("an archive of {members} without WebAssembly objects; {GIVE_LINKED}"),
        _ if all == objects => format!("an archive of {wasm}; link it first"),
        _ => format!("an archive of {members}, {wasm} among them; link it first"),
    }
}

fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

/// How many members an archive has and how many of them are WebAssembly; `None` if it cannot be
/// read to its end. `Archive::parse` would fail for a damaged index of symbols, too.
fn count_members(bytes: &[u8]) -> Option<(usize, usize)> {
    let (mut all, mut objects) = (0, 0);
    let mut offset = archive::SIZEOF_MAGIC;
    while offset + 1 < bytes.len() {
        let header = &bytes[..bytes.len().min(offset + MAX_MEMBER_HEADER)];
        let member = archive::Member::parse(header, &mut offset).ok()?;
        let end = offset.checked_add(member.size())?;
        let content = bytes.get(offset..end)?;
        if !is_archive_index(&member) {
            all += 1;
            objects += usize::from(content.starts_with(CORE_HEADER));
        }
        offset = end.checked_next_multiple_of(2)?;
    }
    Some((all, objects))
}

/// Tables of symbols and of long names look like members. GNU's and Microsoft's start with a
/// slash, but so do members with a long name: a slash and the offset in the table of names.
fn is_archive_index(member: &archive::Member) -> bool {
    let is_table = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
    member.raw_name().strip_prefix('/').is_some_and(is_table) || member.extended_name().starts_with("__.SYMDEF")
}

fn elf(bytes: &[u8]) -> Option<Foreign> {
    if !bytes.starts_with(elf_header::ELFMAG) {
        return None;
    }
    let Ok(header) = elf::Elf::parse_header(bytes) else {
        return Some(ForeignKind::Elf.native("an ELF file"));
    };
    let (kind, machine) = (elf_kind(bytes, &header), elf_machine(header.e_machine));
    Some(ForeignKind::Elf.native(&format!("an ELF {kind} for {machine}")))
}

fn elf_kind(bytes: &[u8], header: &elf::Header) -> &'static str {
    match header.e_type {
        elf_header::ET_REL => "relocatable object",
        elf_header::ET_EXEC => "executable",
        elf_header::ET_DYN if is_pie(bytes, header).unwrap_or(false) => "executable",
        elf_header::ET_DYN => "shared object",
        elf_header::ET_CORE => "core dump",
        _ => "file",
    }
}

/// Whether an `ET_DYN` file is a position-independent executable. Linkers say so in a flag; older
/// ones did not, and there an interpreter tells, which glibc's named libraries have as well.
fn is_pie(bytes: &[u8], header: &elf::Header) -> Option<bool> {
    let context = Ctx::new(header.container().ok()?, header.endianness().ok()?);
    let (table, count) = (usize::try_from(header.e_phoff).ok()?, header.e_phnum.into());
    let segments = elf::ProgramHeader::parse(bytes, table, count, context).ok()?;
    let interpreted = segments.iter().any(|s| s.p_type == PT_INTERP);
    let is_dynamic = |s: &elf::ProgramHeader| s.p_type == PT_DYNAMIC && s.p_filesz <= MAX_DYNAMIC;
    let dynamic = segments.into_iter().find(is_dynamic)?;
    // Given the other segments as well, goblin would look up every address in all of them.
    let info = elf::Dynamic::parse(bytes, &[dynamic], context).ok()??.info;
    Some(info.flags_1 & DF_1_PIE != 0 || (interpreted && info.soname == 0))
}

fn elf_machine(machine: u16) -> &'static str {
    match machine {
        elf_header::EM_386 => "x86",
        elf_header::EM_X86_64 => "x86-64",
        elf_header::EM_ARM => "Arm",
        elf_header::EM_AARCH64 => "AArch64",
        elf_header::EM_RISCV => "RISC-V",
        elf_header::EM_PPC | elf_header::EM_PPC64 => "PowerPC",
        elf_header::EM_MIPS => "MIPS",
        elf_header::EM_S390 => "IBM Z",
        elf_header::EM_SPARC | elf_header::EM_SPARCV9 => "SPARC",
        elf_header::EM_LOONGARCH => "LoongArch",
        elf_header::EM_BPF => "BPF",
        _ => UNKNOWN_MACHINE,
    }
}

fn mach_o(bytes: &[u8]) -> Option<Foreign> {
    let description = fat_mach_o(bytes).or_else(|| thin_mach_o(bytes))?;
    Some(ForeignKind::MachO.native(&description))
}

fn fat_mach_o(bytes: &[u8]) -> Option<String> {
    let entry_size = match mach::peek(bytes, 0).ok()? {
        fat::FAT_MAGIC => fat::SIZEOF_FAT_ARCH,
        FAT_MAGIC_64 => SIZEOF_FAT_ARCH_64,
        _ => return None,
    };
    let count @ 1..=MAX_FAT_ARCHES = mach::peek(bytes, 4).ok()? else {
        return None;
    };
    // Both kinds of entries start with the type of the CPU, and nothing else is used of them.
    let arches = (0..count as usize)
        .map_while(|i| fat::FatArch::parse(bytes, fat::SIZEOF_FAT_HEADER + i * entry_size).ok())
        .map(|arch| mach_o_cpu(arch.cputype, arch.cpusubtype))
        .collect::<Vec<_>>()
        .join(" and ");
    let purpose = if arches.is_empty() { "" } else { " for " };
    Some(format!("a universal Mach-O file{purpose}{arches}"))
}

fn thin_mach_o(bytes: &[u8]) -> Option<String> {
    let (_, context) = mach::parse_magic_and_ctx(bytes, 0).ok()?;
    let little = context?.le.is_little();
    // The 64-bit header is the 32-bit one with a word behind, and all fields are words.
    let word = |index: usize| {
        let word = mach::peek(bytes, 4 * index).ok()?;
        Some(if little { word.swap_bytes() } else { word })
    };
    let named = || {
        let (cpu, kind) = (mach_o_cpu(word(1)?, word(2)?), mach_o_kind(word(3)?));
        Some(format!("a Mach-O {kind} for {cpu}"))
    };
    named().or_else(|| Some("a Mach-O file".to_owned()))
}

fn mach_o_kind(filetype: u32) -> &'static str {
    match filetype {
        mach_header::MH_OBJECT => "relocatable object",
        mach_header::MH_EXECUTE => "executable",
        mach_header::MH_DYLIB => "dynamic library",
        mach_header::MH_BUNDLE => "bundle",
        _ => "file",
    }
}

fn mach_o_cpu(cputype: u32, subtype: u32) -> &'static str {
    // The subtype's high byte says what the CPU has to be capable of.
    cputype::get_arch_name_from_types(cputype, subtype & !cputype::CPU_SUBTYPE_MASK).unwrap_or(UNKNOWN_MACHINE)
}

fn by_magic(bytes: &[u8]) -> Option<Foreign> {
    let data = match bytes {
        // The second is the wrapper that Apple's tools put around bitcode.
        [b'B', b'C', 0xc0, 0xde, ..] | [0xde, 0xc0, 0x17, 0x0b, ..] => {
            return Some(ForeignKind::Bitcode.with("LLVM bitcode; compile and link it first"));
        }
        [0x1f, 0x8b, 8, ..] => "gzip-compressed data",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "zstd-compressed data",
        [b'P', b'K', 3, 4, ..] => "a zip archive",
        _ => return None,
    };
    Some(ForeignKind::Compressed.with(format!("{data}; unpack it first")))
}

fn pe(bytes: &[u8]) -> Option<Foreign> {
    let Some(header) = coff_header_of_pe(bytes) else {
        // A text may well start with two letters.
        return (bytes.starts_with(b"MZ") && sample_text(bytes).is_none())
            .then(|| ForeignKind::Pe.native("a DOS or Windows executable"));
    };
    let is_dll = characteristic::is_dll(header.characteristics);
    let kind = if is_dll { "DLL" } else { "executable" };
    let machine = coff_machine(header.machine).unwrap_or(UNKNOWN_MACHINE);
    Some(ForeignKind::Pe.native(&format!("a PE {kind} for {machine}")))
}

fn coff_header_of_pe(bytes: &[u8]) -> Option<pe_header::CoffHeader> {
    let signature = pe_header::DosHeader::parse(bytes).ok()?.pe_pointer as usize;
    // No overflow: the signature has been read there.
    let mut offset = signature + pe_header::SIZEOF_PE_MAGIC;
    pe_header::CoffHeader::parse(bytes, &mut offset).ok()
}

fn coff(bytes: &[u8]) -> Option<Foreign> {
    let header = pe_header::CoffHeader::parse(bytes, &mut 0).ok()?;
    let machine = coff_machine(header.machine)?;
    is_object_header(&header, bytes.len() as u64)
        .then(|| ForeignKind::Coff.native(&format!("a COFF object for {machine}")))
}

/// Stands in for the magic number that COFF lacks: true of objects, and of little else that
/// starts with the number of a machine.
fn is_object_header(header: &pe_header::CoffHeader, file_size: u64) -> bool {
    let image = characteristic::IMAGE_FILE_EXECUTABLE_IMAGE | characteristic::IMAGE_FILE_DLL;
    let sections = usize::from(header.number_of_sections) * SIZEOF_SECTION_TABLE;
    let sections_end = (pe_header::SIZEOF_COFF_HEADER + sections) as u64;
    let symbols = u64::from(header.pointer_to_symbol_table);
    let symbols_size = u64::from(header.number_of_symbol_table) * COFF_SYMBOL_SIZE as u64;
    let symbols_end = symbols + symbols_size;

    header.size_of_optional_header == 0
        && header.characteristics & image == 0
        && sections > 0
        && (symbols >= sections_end || symbols_end == 0)
        && sections_end.max(symbols_end) <= file_size
}

fn coff_machine(machine: u16) -> Option<&'static str> {
    Some(match machine {
        pe_header::COFF_MACHINE_X86 => "x86",
        pe_header::COFF_MACHINE_X86_64 => "x86-64",
        pe_header::COFF_MACHINE_ARM | pe_header::COFF_MACHINE_ARMNT => "Arm",
        pe_header::COFF_MACHINE_ARM64 => "AArch64",
        _ => return None,
    })
}

fn text(bytes: &[u8]) -> Option<Foreign> {
    let text = sample_text(bytes)?.trim_start_matches('\u{feff}');
    let mut message = "text, not a WebAssembly module".to_owned();
    if let Some(line) = text.lines().map(str::trim).find(|line| !line.is_empty()) {
        let quoted: String = line.chars().take(QUOTED_CHARS).collect();
        let more = if quoted.len() < line.len() { "…" } else { "" };
        message += &format!("; it starts with {quoted:?}{more}");
    }
    Some(ForeignKind::Text.with(message))
}

/// The start of `bytes` if it is text: UTF-8 without NUL and with few other control characters.
fn sample_text(bytes: &[u8]) -> Option<&str> {
    let sample = &bytes[..bytes.len().min(TEXT_SAMPLE)];
    let chunk = sample.utf8_chunks().next()?;
    let text = chunk.valid();
    // A sample may end within a character. Then it has at most three of its bytes.
    let cut = sample.len() < bytes.len() && sample.len() - text.len() <= 3;
    if !(cut || chunk.invalid().is_empty()) || text.contains('\0') {
        return None;
    }
    let is_odd = |c: &char| c.is_control() && !c.is_ascii_whitespace();
    let controls = text.chars().filter(is_odd).count();
    (controls * 20 <= text.chars().count()).then_some(text)
}

fn unknown(bytes: &[u8]) -> Foreign {
    let hex = |byte: &u8| format!("{byte:02x}");
    let start: Vec<_> = bytes.iter().take(8).map(hex).collect();
    let start = start.join(" ");
    let more = if bytes.len() > 8 { " …" } else { "" };
    let message = format!("not a WebAssembly module (it starts with {start}{more})");
    ForeignKind::Unknown.with(message)
}

#[cfg(test)]
mod tests;
