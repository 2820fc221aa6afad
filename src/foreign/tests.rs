use super::ForeignKind;
use super::describe;

const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";
const NATIVE: &str = "not a WebAssembly module; give the linked .wasm file";

#[track_caller]
fn check(bytes: &[u8], what: ForeignKind, message: &str) {
    let found = describe(bytes);
    assert_eq!((found.what, found.message.as_str()), (what, message));
}

/// For files made for some machine, whose messages end alike.
#[track_caller]
fn check_native(bytes: &[u8], what: ForeignKind, description: &str) {
    check(bytes, what, &format!("{description}, {NATIVE}"));
}

fn le16(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn le32(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn be32(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn le64(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A 64-bit little-endian header. Segments, if any, follow at once.
fn elf64(kind: u16, machine: u16, segments: u16) -> Vec<u8> {
    let ident = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    let kind = le16(&[kind, machine]);
    let places = le64(&[0, 64, 0]);
    let sizes = le16(&[64, 56, segments, 64, 0, 0]);
    [ident, kind, le32(&[1]), places, le32(&[0]), sizes].concat()
}

fn elf32_big_endian(kind: u8, machine: u8) -> Vec<u8> {
    let ident = b"\x7fELF\x01\x02\x01\0\0\0\0\0\0\0\0\0".to_vec();
    [ident, vec![0, kind, 0, machine], vec![0; 32]].concat()
}

/// A position-independent x86-64 file with two segments, an interpreter's and the given table's.
fn elf_dyn(interpreter: bool, table: &[u64]) -> Vec<u8> {
    let size = 8 * table.len() as u64;
    let segment = |kind, offset, size| [le32(&[kind, 4]), le64(&[offset, 0, 0, size, size, 8])].concat();
    let interpreter = segment(if interpreter { 3 } else { 4 }, 0, 0);
    let dynamic = segment(2, 64 + 2 * 56, size);
    [elf64(3, 62, 2), interpreter, dynamic, le64(table)].concat()
}

fn fat_mach_o(magic: u32, entry_words: usize, cpus: &[(u32, u32)]) -> Vec<u8> {
    let mut bytes = be32(&[magic, cpus.len() as u32]);
    for &(cpu, subtype) in cpus {
        let mut entry = vec![cpu, subtype];
        entry.resize(entry_words, 0);
        bytes.extend(be32(&entry));
    }
    bytes
}

fn coff(machine: u16, sections: u16, symbols: [u32; 2], optional: u16, flags: u16) -> Vec<u8> {
    let times = le32(&[0, symbols[0], symbols[1]]);
    [le16(&[machine, sections]), times, le16(&[optional, flags])].concat()
}

/// A section and a symbol follow the header, and the size of the table of strings.
fn coff_object(machine: u16) -> Vec<u8> {
    let header = coff(machine, 1, [60, 1], 0, 0);
    [header, vec![0; 40], vec![0; 18], le32(&[4])].concat()
}

fn pe(machine: u16, flags: u16) -> Vec<u8> {
    let mut stub = b"MZ".to_vec();
    stub.resize(0x3c, 0);
    [stub, le32(&[0x40]), b"PE\0\0".to_vec(), coff(machine, 0, [0, 0], 0, flags)].concat()
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, content) in members {
        let size = content.len();
        bytes.extend(format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 644).bytes());
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(2), b'\n');
    }
    bytes
}

#[test]
fn webassembly_other_than_core_modules() {
    check(b"", ForeignKind::Empty, "an empty file, not a WebAssembly module");
    let truncated = ForeignKind::Truncated;
    check(&CORE_MODULE[..1], truncated, "a truncated WebAssembly file: 1 of 8 header bytes");
    check(&CORE_MODULE[..7], truncated, "a truncated WebAssembly file: 7 of 8 header bytes");
    check(b"\0asm\x0d\0", truncated, "a truncated WebAssembly file: 6 of 8 header bytes");
    check(
        b"\0asm\x0d\0\x01\0",
        ForeignKind::Component,
        "a component; give its core modules (`wasm-tools component unbundle` takes them out)",
    );
    check(
        b"\0asm\x02\0\0\0\x01",
        ForeignKind::UnknownVersion,
        "a WebAssembly file of version 2, layer 0; only core modules are read (version 1, layer 0)",
    );
    check(
        b"\0asm\x0c\0\x01\0",
        ForeignKind::UnknownVersion,
        "a WebAssembly file of version 12, layer 1; only core modules are read (version 1, layer 0)",
    );
}

#[test]
fn elf() {
    let elf = ForeignKind::Elf;
    check_native(&elf64(1, 183, 0), elf, "an ELF relocatable object for AArch64");
    check_native(&elf64(2, 62, 0), elf, "an ELF executable for x86-64");
    check_native(&elf64(3, 243, 0), elf, "an ELF shared object for RISC-V");
    check_native(&elf64(4, 2, 0), elf, "an ELF core dump for SPARC");
    check_native(&elf64(5, 0xabcd, 0), elf, "an ELF file for an unknown machine");
    check_native(&elf32_big_endian(2, 20), elf, "an ELF executable for PowerPC");
    check_native(&elf64(2, 62, 0)[..20], elf, "an ELF file");
    check_native(b"\x7fELF", elf, "an ELF file");
}

#[test]
fn elf_executables_that_look_like_shared_objects() {
    const FLAGS_1: u64 = 0x6fff_fffb;
    const PIE: u64 = 0x0800_0000;
    const SONAME: u64 = 14;
    let executable = "an ELF executable for x86-64";
    let library = "an ELF shared object for x86-64";

    check_native(&elf_dyn(true, &[FLAGS_1, PIE, 0, 0]), ForeignKind::Elf, executable);
    check_native(&elf_dyn(false, &[FLAGS_1, PIE, 0, 0]), ForeignKind::Elf, executable);
    check_native(&elf_dyn(true, &[0, 0]), ForeignKind::Elf, executable);
    check_native(&elf_dyn(true, &[SONAME, 1, 0, 0]), ForeignKind::Elf, library);
    check_native(&elf_dyn(false, &[0, 0]), ForeignKind::Elf, library);
    // The flag comes too late: after the end of the table, or beyond what is read of it.
    check_native(&elf_dyn(false, &[0, 0, FLAGS_1, PIE]), ForeignKind::Elf, library);
    let long = [vec![1; 8192], vec![FLAGS_1, PIE, 0, 0]].concat();
    check_native(&elf_dyn(false, &long), ForeignKind::Elf, library);
    // The segments are said to lie behind the end of the file.
    check_native(&elf64(3, 62, 2), ForeignKind::Elf, library);
}

#[test]
#[cfg(target_os = "linux")]
fn elf_made_by_a_linker() {
    let path = std::env::current_exe().expect("the test has a path");
    let found = describe(&std::fs::read(path).expect("the test can be read"));
    assert_eq!(found.what, ForeignKind::Elf);
    assert!(found.message.starts_with("an ELF executable for "), "{}", found.message);
}

#[test]
fn mach_o() {
    let mach_o = ForeignKind::MachO;
    let arm64 = |kind| le32(&[0xfeed_facf, 0x0100_000c, 0, kind, 0, 0, 0, 0]);
    check_native(&arm64(1), mach_o, "a Mach-O relocatable object for arm64");
    check_native(&arm64(2), mach_o, "a Mach-O executable for arm64");
    check_native(&arm64(6), mach_o, "a Mach-O dynamic library for arm64");
    check_native(&arm64(8), mach_o, "a Mach-O bundle for arm64");
    check_native(&arm64(10), mach_o, "a Mach-O file for arm64");
    // The high byte says that pointers are signed.
    let arm64e = le32(&[0xfeed_facf, 0x0100_000c, 0x8000_0002, 2]);
    check_native(&arm64e, mach_o, "a Mach-O executable for arm64e");
    let powerpc = be32(&[0xfeed_face, 18, 0, 2, 0, 0, 0]);
    check_native(&powerpc, mach_o, "a Mach-O executable for ppc");
    let unknown = le32(&[0xfeed_facf, 0x99, 0, 2]);
    check_native(&unknown, mach_o, "a Mach-O executable for an unknown machine");
    check_native(&le32(&[0xfeed_facf]), mach_o, "a Mach-O file");
}

#[test]
fn fat_mach_o_lists_its_architectures() {
    let both = [(0x0100_0007, 3), (0x0100_000c, 0)];
    let message = "a universal Mach-O file for x86_64 and arm64";
    check_native(&fat_mach_o(0xcafe_babe, 5, &both), ForeignKind::MachO, message);
    check_native(&fat_mach_o(0xcafe_babf, 8, &both), ForeignKind::MachO, message);

    let cut = &fat_mach_o(0xcafe_babe, 5, &both)[..8];
    check_native(cut, ForeignKind::MachO, "a universal Mach-O file");
    check(
        &be32(&[0xcafe_babe, 0x34, 0x0010_0a00]),
        ForeignKind::Unknown,
        "not a WebAssembly module (it starts with ca fe ba be 00 00 00 34 …)",
    );
}

#[test]
fn pe_and_coff() {
    check_native(&pe(0x8664, 0x22), ForeignKind::Pe, "a PE executable for x86-64");
    check_native(&pe(0xaa64, 0x2022), ForeignKind::Pe, "a PE DLL for AArch64");
    check_native(&pe(0x1234, 0x22), ForeignKind::Pe, "a PE executable for an unknown machine");
    let cut = &pe(0x8664, 0x22)[..0x48];
    check_native(cut, ForeignKind::Pe, "a DOS or Windows executable");
    check_native(b"MZ\x90\0\x03\0", ForeignKind::Pe, "a DOS or Windows executable");

    check_native(&coff_object(0x14c), ForeignKind::Coff, "a COFF object for x86");
    check_native(&coff_object(0x1c4), ForeignKind::Coff, "a COFF object for Arm");
    let no_symbols = [coff(0x8664, 1, [0, 0], 0, 0), vec![0; 40]].concat();
    check_native(&no_symbols, ForeignKind::Coff, "a COFF object for x86-64");
}

#[test]
fn headers_that_no_coff_object_has() {
    let sections = |header: Vec<u8>| [header, vec![0; 60]].concat();
    let implausible = [
        coff_object(0x1234),
        coff_object(0x8664)[..59].to_vec(),
        sections(coff(0x8664, 0, [0, 0], 0, 0)),
        sections(coff(0x8664, 1, [0, 1], 0, 0)),
        sections(coff(0x8664, 1, [59, 0], 0, 0)),
        sections(coff(0x8664, 1, [60, 2], 0, 0)),
        sections(coff(0x8664, 1, [u32::MAX, u32::MAX], 0, 0)),
        sections(coff(0x8664, 1, [60, 1], 224, 0)),
        sections(coff(0x8664, 1, [60, 1], 0, 0x2002)),
    ];
    for bytes in implausible {
        assert_eq!(describe(&bytes).what, ForeignKind::Unknown, "{bytes:02x?}");
    }
}

#[track_caller]
fn check_archive(members: &[(&str, &[u8])], message: &str) {
    check(&archive(members), ForeignKind::Archive, message);
}

#[test]
fn archives_count_their_members() {
    let elf = elf64(1, 62, 0);
    check_archive(&[], "an empty archive; give the linked .wasm file");
    check_archive(&[("a.o/", CORE_MODULE)], "an archive of 1 WebAssembly object; link it first");
    check_archive(&[("a.o/", CORE_MODULE); 12], "an archive of 12 WebAssembly objects; link it first");
    check_archive(
        &[("a.o/", CORE_MODULE), ("b.o/", &elf), ("odd/", b"odd")],
        "an archive of 3 members, 1 WebAssembly object among them; link it first",
    );
    check_archive(
        &[("odd/", b"odd"), ("b.o/", &elf)],
        "an archive of 2 members without WebAssembly objects; give the linked .wasm file",
    );
}

#[test]
fn archive_indexes_are_not_members() {
    let gnu: [(&str, &[u8]); 4] = [
        ("/", b"\0\0\0\0"),
        ("/SYM64/", b"\0\0\0\0\0\0\0\0"),
        ("//", b"a_name_that_is_long.o/\n"),
        ("/0", CORE_MODULE),
    ];
    check_archive(&gnu, "an archive of 1 WebAssembly object; link it first");
    let named = [b"long_name.o\0".as_slice(), CORE_MODULE].concat();
    let bsd: [(&str, &[u8]); 2] = [("#1/20", b"__.SYMDEF SORTED\0\0\0\0\x08\0\0\0damaged"), ("#1/12", &named)];
    check_archive(&bsd, "an archive of 1 WebAssembly object; link it first");
}

#[test]
fn archives_that_cannot_be_read() {
    let message = "an archive, not a WebAssembly module; link it first";
    let whole = archive(&[("a.o/", CORE_MODULE)]);
    for length in [10, 67, 75] {
        check(&whole[..length], ForeignKind::Archive, message);
    }
    let whole_but_for_padding = &archive(&[("a.o/", b"odd")])[..71];
    assert_ne!(describe(whole_but_for_padding).message, message);
    let padded_twice = [whole, b"\n".to_vec()].concat();
    assert_ne!(describe(&padded_twice).message, message);
    check(b"!<thin>\n/", ForeignKind::Archive, "a thin archive; link it first");
}

/// Members could otherwise all give the rest of the file as their name, to be read each time.
#[test]
fn long_names_in_archives_are_not_read() {
    let member = |length: usize| [vec![b'n'; length], CORE_MODULE.to_vec()].concat();
    check_archive(&[("#1/964", &member(964))], "an archive of 1 WebAssembly object; link it first");
    let message = "an archive, not a WebAssembly module; link it first";
    check_archive(&[("#1/965", &member(965))], message);
    check_archive(&[("#1/5000000", CORE_MODULE)], message);
}

#[test]
fn formats_told_by_their_magic_number() {
    let bitcode = "LLVM bitcode; compile and link it first";
    check(b"BC\xc0\xde\x35\x14", ForeignKind::Bitcode, bitcode);
    check(b"\xde\xc0\x17\x0b\0\0\0\0", ForeignKind::Bitcode, bitcode);
    let compressed = ForeignKind::Compressed;
    check(b"\x1f\x8b\x08\0", compressed, "gzip-compressed data; unpack it first");
    check(b"\x28\xb5\x2f\xfd\0", compressed, "zstd-compressed data; unpack it first");
    check(b"PK\x03\x04\x14", compressed, "a zip archive; unpack it first");
}

#[test]
fn text() {
    let check = |bytes: &[u8], message: &str| check(bytes, ForeignKind::Text, message);
    check(b"// Generated\nvar Module;\n", r#"text, not a WebAssembly module; it starts with "// Generated""#);
    check(
        b"\xef\xbb\xbf \r\n  say \"hi\"\tto \xc3\xa4\r\n",
        r#"text, not a WebAssembly module; it starts with "say \"hi\"\tto ä""#,
    );
    check(
        b"version https://git-lfs.github.com/spec/v1\noid",
        r#"text, not a WebAssembly module; it starts with "version https://git-lfs.github.com/spec/v1""#,
    );
    check("ä".repeat(49).as_bytes(), &format!("text, not a WebAssembly module; it starts with {:?}…", "ä".repeat(48)));
    check(b" \n\n", "text, not a WebAssembly module");
    check(b"MZ is no magic", r#"text, not a WebAssembly module; it starts with "MZ is no magic""#);
}

#[test]
fn only_the_start_of_a_text_is_read() {
    let start = format!("a\n{}", "b".repeat(4093));
    let message = r#"text, not a WebAssembly module; it starts with "a""#;
    check(format!("{start}ä").as_bytes(), ForeignKind::Text, message);
    check(format!("{start}c\0").as_bytes(), ForeignKind::Text, message);
    let what = |bytes: &[u8]| describe(bytes).what;
    assert_eq!(what(&[start.as_bytes(), b"\xff\xff\xff\xff"].concat()), ForeignKind::Text);
    assert_eq!(what(&[&start.as_bytes()[1..], b"\xff"].concat()), ForeignKind::Unknown);
}

#[test]
fn neither_text_nor_a_known_format() {
    let check = |bytes: &[u8], message: &str| check(bytes, ForeignKind::Unknown, message);
    check(b"\x7f\0", "not a WebAssembly module (it starts with 7f 00)");
    let much_text = b"text enough that one odd character would not matter\0";
    check(much_text, "not a WebAssembly module (it starts with 74 65 78 74 20 65 6e 6f …)");
    check(b"text\0", "not a WebAssembly module (it starts with 74 65 78 74 00)");
    check(b"\x01\x02\x03abcde", "not a WebAssembly module (it starts with 01 02 03 61 62 63 64 65)");
    check(b"latin \xe41", "not a WebAssembly module (it starts with 6c 61 74 69 6e 20 e4 31)");
    check(&[0xff; 9], "not a WebAssembly module (it starts with ff ff ff ff ff ff ff ff …)");
}

fn xorshift(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 16) as usize
}

fn samples() -> Vec<Vec<u8>> {
    vec![
        vec![],
        CORE_MODULE.to_vec(),
        elf64(1, 62, 0),
        elf32_big_endian(2, 20),
        elf_dyn(true, &[14, 1, 0x6fff_fffb, 0x0800_0000, 0, 0]),
        le32(&[0xfeed_facf, 0x0100_000c, 0, 2, 0, 0, 0, 0]),
        be32(&[0xfeed_face, 18, 0, 2, 0, 0, 0]),
        fat_mach_o(0xcafe_babe, 5, &[(7, 3), (12, 0)]),
        fat_mach_o(0xcafe_babf, 8, &[(7, 3), (12, 0)]),
        pe(0x8664, 0x22),
        coff_object(0x8664),
        archive(&[("/", b"\0\0\0\0"), ("//", b"long/\n"), ("/0", CORE_MODULE)]),
        archive(&[("#1/8", b"long.o\0\0\0asm"), ("b.o/", b"odd")]),
        b"!<thin>\n".to_vec(),
        b"BC\xc0\xde".to_vec(),
        b"\x1f\x8b\x08".to_vec(),
        "text, and mörë text".into(),
    ]
}

/// Whatever is done to the bytes: no panic, and a message without second line or final period.
#[test]
fn mutated_files() {
    let samples = samples();
    let state = &mut 0x9e37_79b9_7f4a_7c15;
    for round in 0..20_000 {
        let mut bytes = samples[round % samples.len()].clone();
        bytes.extend((0..xorshift(state) % 64).map(|index| (index * round) as u8));
        for _ in 0..xorshift(state) % 6 {
            let place = xorshift(state) % (bytes.len() + 1);
            let value = [0, 0x7f, 0x80, 0xff, xorshift(state) as u8][xorshift(state) % 5];
            match xorshift(state) % 8 {
                0 => bytes.truncate(place),
                1 => bytes.insert(place, value),
                _ => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte = value),
            }
        }
        let message = describe(&bytes).message;
        let sentence = !message.is_empty() && !message.ends_with('.') && !message.contains('\n');
        assert!(sentence, "{message:?} for {bytes:02x?}");
    }
}
