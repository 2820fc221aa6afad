//! The `name` section's function names. A custom section may hold anything, so what cannot be read is skipped.

use std::sync::OnceLock;

use wasmparser::CustomSectionReader;
use wasmparser::Name;
use wasmparser::NameSectionReader;
use wasmparser::Naming;

/// Names of functions by index. They are read when the first is asked for: a large module has many.
pub(crate) struct Names<'a> {
    section: Option<CustomSectionReader<'a>>,
    /// In order of their functions' indices.
    places: OnceLock<Vec<NamePlace>>,
}

/// Where a function's name lies in the section.
#[derive(Clone, Copy)]
struct NamePlace {
    func: u32,
    start: usize,
    length: usize,
}

impl<'a> Names<'a> {
    pub(crate) fn new(section: Option<CustomSectionReader<'a>>) -> Self {
        Self { section, places: OnceLock::new() }
    }

    pub(crate) fn function(&self, func: u32) -> Option<&'a str> {
        let places = self.places();
        let at = places.binary_search_by_key(&func, |place| place.func).ok()?;
        places.get(at).and_then(|place| self.at(place))
    }

    /// All of them, in order of their functions' indices.
    pub(crate) fn functions(&self) -> impl Iterator<Item = (u32, &'a str)> {
        self.places().iter().filter_map(|place| Some((place.func, self.at(place)?)))
    }

    /// The globals of a name.
    #[allow(dead_code, reason = "for runs, which not every build has")]
    pub(crate) fn globals(&self, wanted: &str) -> Vec<u32> {
        self.all_globals().filter(|naming| naming.name == wanted).map(|naming| naming.index).collect()
    }

    /// Whether any global has a name.
    pub(crate) fn has_globals(&self) -> bool {
        self.all_globals().next().is_some()
    }

    fn all_globals(&self) -> impl Iterator<Item = Naming<'a>> + use<'a> {
        let names = subsections(self.section.as_ref()).filter_map(|subsection| match subsection {
            Name::Global(names) => Some(names),
            _ => None,
        });
        names.flat_map(|names| names.into_iter().flatten())
    }

    /// The names of locals, parameters first: a function, a local of it, and what that is called.
    pub(crate) fn locals(&self) -> impl Iterator<Item = (u32, u32, &'a str)> + use<'a> {
        let functions = subsections(self.section.as_ref()).filter_map(|subsection| match subsection {
            Name::Local(functions) => Some(functions),
            _ => None,
        });
        functions.flat_map(|functions| functions.into_iter().flatten()).flat_map(|function| {
            function.names.flatten().map(move |naming| (function.index, naming.index, naming.name))
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        read(self.section.as_ref()).next().is_none()
    }

    fn at(&self, place: &NamePlace) -> Option<&'a str> {
        let bytes = self.section.as_ref()?.data().get(place.start..place.start + place.length)?;
        std::str::from_utf8(bytes).ok()
    }

    fn places(&self) -> &[NamePlace] {
        self.places.get_or_init(|| {
            let start = self.section.as_ref().map_or(0, |section| section.data().as_ptr().addr());
            let names = read(self.section.as_ref());
            let place = |(func, name): (u32, &str)| {
                let start = name.as_ptr().addr() - start;
                NamePlace { func, start, length: name.len() }
            };
            let mut places: Vec<NamePlace> = names.map(place).collect();
            if !places.is_sorted_by_key(|place| place.func) {
                places.sort_by_key(|place| place.func);
            }
            // Of several names of one function, the last counts.
            places.dedup_by(|later, earlier| {
                let same = later.func == earlier.func;
                if same {
                    *earlier = *later;
                }
                same
            });
            places
        })
    }
}

/// The names of functions.
fn read<'a>(section: Option<&CustomSectionReader<'a>>) -> impl Iterator<Item = (u32, &'a str)> + use<'a> {
    let functions = subsections(section).filter_map(|subsection| match subsection {
        Name::Function(names) => Some(names),
        _ => None,
    });
    functions.flat_map(|names| names.into_iter().flatten()).map(|naming| (naming.index, naming.name))
}

/// The parts of the section, up to the first that cannot be read.
fn subsections<'a>(section: Option<&CustomSectionReader<'a>>) -> impl Iterator<Item = Name<'a>> + use<'a> {
    let subsections = section.map(|section| NameSectionReader::new(section.data_reader())).into_iter().flatten();
    subsections.map_while(Result::ok)
}
