//! The indices of memories where one of them moves.

/// The indices of memories, where one of them moves to another place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct MemoryPlaces {
    from: u32,
    to: u32,
}

impl MemoryPlaces {
    /// One memory moves.
    pub(crate) fn moving(from: u32, to: u32) -> Self {
        Self { from, to }
    }

    /// The index that a memory of the input has in the result.
    pub(crate) fn of(self, memory: u32) -> u32 {
        let Self { from, to } = self;
        match memory {
            _ if memory == from => to,
            _ if from < memory && memory <= to => memory - 1,
            _ if to <= memory && memory < from => memory + 1,
            _ => memory,
        }
    }

    /// What there is of each memory, in the order of the result.
    pub(crate) fn sorted<T>(self, of_each: Vec<T>) -> Vec<T> {
        let mut sorted: Vec<(u32, T)> = (0..).map(|memory| self.of(memory)).zip(of_each).collect();
        sorted.sort_unstable_by_key(|(place, _)| *place);
        sorted.into_iter().map(|(_, of_one)| of_one).collect()
    }

    /// Whether a memory gets another index.
    pub(crate) fn moves(self) -> bool {
        self.from != self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_between_the_two_places_make_room() {
        for (from, to, places) in [
            (0, 0, [0, 1, 2, 3]),
            (2, 0, [1, 2, 0, 3]),
            (0, 2, [2, 0, 1, 3]),
            (1, 3, [0, 3, 1, 2]),
            (3, 3, [0, 1, 2, 3]),
        ] {
            let moving = MemoryPlaces::moving(from, to);
            assert_eq!([0, 1, 2, 3].map(|memory| moving.of(memory)), places, "{from} to {to}");
            assert_eq!(moving.moves(), from != to);
            let mut sorted = vec![9; 4];
            (0..).zip(places).for_each(|(memory, place)| sorted[place as usize] = memory);
            assert_eq!(moving.sorted(vec![0, 1, 2, 3]), sorted, "{from} to {to}");
        }
    }
}
