//! A form: one assembled exam.

use crate::{Choices, MAX_OPTIONS, Random};
use serde::{Deserialize, Serialize};

/// In which order an item's options are shown: for each place on the page, the option's index as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OptionOrder(Vec<u8>);

impl OptionOrder {
    /// The order as written.
    pub fn as_written(options: usize) -> OptionOrder {
        OptionOrder((0..options as u8).collect())
    }

    /// Any order where `shuffle` allows it, else the order as written.
    pub fn drawn(options: u8, shuffle: bool, random: &mut Random) -> OptionOrder {
        let mut places: Vec<u8> = (0..options).collect();
        if shuffle {
            random.shuffle(&mut places);
        }
        OptionOrder::new(places).unwrap_or_else(|| OptionOrder::as_written(options.into()))
    }

    /// An order given place by place; `None` unless it is a permutation of 0 to its length - 1.
    pub fn new(places: Vec<u8>) -> Option<OptionOrder> {
        let mut sorted = places.clone();
        sorted.sort_unstable();
        let whole = sorted.iter().enumerate().all(|(index, &place)| usize::from(place) == index);
        (whole && places.len() <= MAX_OPTIONS).then_some(OptionOrder(places))
    }

    /// How many options there are.
    pub fn options(&self) -> usize {
        self.0.len()
    }

    /// For each place as shown, the index as written.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|&index| usize::from(index))
    }

    /// A set of shown places as a set of written indices. Places that don't exist are left out.
    pub fn to_written(&self, shown: Choices) -> Choices {
        Choices::of(shown.indices().filter_map(|place| self.0.get(place)).map(|&index| usize::from(index)))
    }

    /// A set of written indices as a set of shown places.
    pub fn to_shown(&self, written: Choices) -> Choices {
        Choices::of(
            self.0
                .iter()
                .enumerate()
                .filter(|&(_, &index)| written.has(index.into()))
                .map(|(place, _)| place),
        )
    }

    /// The order as one number: four bits a place, and the count of places in the lowest four.
    pub fn pack(&self) -> i64 {
        let places = self.0.iter().rev().fold(0_i64, |packed, &index| packed << 4 | i64::from(index));
        places << 4 | self.0.len() as i64
    }

    /// The order that [`OptionOrder::pack`] made into this number.
    pub fn unpack(packed: i64) -> Option<OptionOrder> {
        let options = (packed & 15) as usize;
        OptionOrder::new((1..=options).map(|place| (packed >> (4 * place) & 15) as u8).collect())
    }
}

/// One place of a form: which item revision stands there, for which section, and how its options are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The item revision's id.
    pub revision: i32,
    /// The index of the section in the edition's blueprint.
    pub section: u16,
    /// How many options to choose.
    pub choose: u8,
    /// The order of the options.
    pub order: OptionOrder,
}

/// One assembled exam. Positions count from 1, as candidates see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The slots, in the order of the positions.
    pub slots: Vec<Slot>,
}

impl Form {
    /// The slot at a position (from 1).
    pub fn slot(&self, position: usize) -> Option<&Slot> {
        self.slots.get(position.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::OptionOrder;
    use crate::Choices;
    use proptest::prelude::*;

    fn order() -> impl Strategy<Value = OptionOrder> {
        (1u8..=10)
            .prop_flat_map(|options| Just((0..options).collect::<Vec<_>>()).prop_shuffle())
            .prop_map(|places| OptionOrder::new(places).unwrap())
    }

    proptest! {
        #[test]
        fn an_order_survives_packing(order in order()) {
            prop_assert_eq!(OptionOrder::unpack(order.pack()), Some(order));
        }

        #[test]
        fn choices_survive_the_way_to_the_page_and_back(order in order(), bits in 0u16..1024) {
            let written = Choices(bits & ((1 << order.options()) - 1));
            prop_assert_eq!(order.to_written(order.to_shown(written)), written);
        }
    }

    #[test]
    fn what_is_no_permutation_is_no_order() {
        assert_eq!(OptionOrder::new(vec![0, 0, 1]), None);
        assert_eq!(OptionOrder::new(vec![1, 2]), None);
        assert_eq!(OptionOrder::unpack(0x0013), None);
    }
}
