//! Tables with a place for each value of a Program: to look one up is to index. For a few values among many, a map or a
//! set of `hash.rs` takes less.

use super::Value;

/// What is known of values.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    slots: Vec<Option<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table { slots: Vec::new() }
    }
}

impl<T> Table<T> {
    pub(crate) fn get(&self, value: &Value) -> Option<&T> {
        self.slots.get(value.0 as usize)?.as_ref()
    }

    pub(crate) fn contains_key(&self, value: &Value) -> bool {
        self.get(value).is_some()
    }

    /// What is known of a value, to be changed.
    pub(crate) fn entry(&mut self, value: Value) -> &mut Option<T> {
        let place = value.0 as usize;
        if place >= self.slots.len() {
            self.slots.resize_with((place + 1).next_power_of_two(), || None);
        }
        &mut self.slots[place]
    }

    pub(crate) fn insert(&mut self, value: Value, known: T) -> Option<T> {
        self.entry(value).replace(known)
    }

    pub(crate) fn get_mut(&mut self, value: &Value) -> Option<&mut T> {
        self.slots.get_mut(value.0 as usize)?.as_mut()
    }

    /// What is known, in the order of the values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Value, &T)> {
        (0..).map(Value).zip(&self.slots).filter_map(|(value, slot)| Some((value, slot.as_ref()?)))
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut().flatten()
    }

    pub(crate) fn remove(&mut self, value: &Value) -> Option<T> {
        self.slots.get_mut(value.0 as usize)?.take()
    }
}

impl<T> Extend<(Value, T)> for Table<T> {
    fn extend<I: IntoIterator<Item = (Value, T)>>(&mut self, known: I) {
        known.into_iter().for_each(|(value, known)| {
            self.insert(value, known);
        });
    }
}

impl<T> FromIterator<(Value, T)> for Table<T> {
    fn from_iter<I: IntoIterator<Item = (Value, T)>>(known: I) -> Table<T> {
        let mut table = Table::default();
        table.extend(known);
        table
    }
}

/// Some of the values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    /// A bit for each value.
    words: Vec<u64>,
    count: usize,
}

impl Marks {
    fn place(value: &Value) -> (usize, u64) {
        ((value.0 / u64::BITS) as usize, 1 << (value.0 % u64::BITS))
    }

    pub(crate) fn contains(&self, value: &Value) -> bool {
        let (place, bit) = Marks::place(value);
        self.words.get(place).is_some_and(|word| word & bit != 0)
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Whether it was not among them.
    pub(crate) fn insert(&mut self, value: Value) -> bool {
        let (place, bit) = Marks::place(&value);
        if place >= self.words.len() {
            self.words.resize((place + 1).next_power_of_two(), 0);
        }
        let is_new = self.words[place] & bit == 0;
        self.words[place] |= bit;
        self.count += usize::from(is_new);
        is_new
    }
}

impl<'v> Extend<&'v Value> for Marks {
    fn extend<I: IntoIterator<Item = &'v Value>>(&mut self, values: I) {
        self.extend(values.into_iter().copied());
    }
}

impl Extend<Value> for Marks {
    fn extend<I: IntoIterator<Item = Value>>(&mut self, values: I) {
        values.into_iter().for_each(|value| {
            self.insert(value);
        });
    }
}

impl FromIterator<Value> for Marks {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Marks {
        let mut marks = Marks::default();
        marks.extend(values);
        marks
    }
}
