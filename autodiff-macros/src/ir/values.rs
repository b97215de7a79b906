//! A list of values. Most statements read and give no more than three, which stand in the statement itself.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::Value;

#[derive(Clone)]
pub(crate) enum Values {
    Few(usize, [Value; Values::FEW]),
    Many(Vec<Value>),
}

impl Values {
    const FEW: usize = 3;
    /// What stands where there is no value.
    const NONE: Value = Value(u32::MAX);

    pub(crate) fn push(&mut self, value: Value) {
        match self {
            Values::Few(count, values) if *count < Values::FEW => {
                values[*count] = value;
                *count += 1;
            }
            Values::Few(_, values) => {
                let mut many = values.to_vec();
                many.push(value);
                *self = Values::Many(many);
            }
            Values::Many(values) => values.push(value),
        }
    }

    /// Changes the list as a vector.
    pub(crate) fn edit<T>(&mut self, change: impl FnOnce(&mut Vec<Value>) -> T) -> T {
        let mut values = std::mem::take(self).into_vec();
        let output = change(&mut values);
        *self = values.into();
        output
    }

    pub(crate) fn into_vec(self) -> Vec<Value> {
        match self {
            Values::Few(count, values) => values[..count].to_vec(),
            Values::Many(values) => values,
        }
    }

    pub(crate) fn pop(&mut self) -> Option<Value> {
        self.edit(Vec::pop)
    }

    pub(crate) fn remove(&mut self, place: usize) -> Value {
        self.edit(|values| values.remove(place))
    }

    pub(crate) fn truncate(&mut self, count: usize) {
        self.edit(|values| values.truncate(count));
    }

    /// Keeps what a condition holds of.
    pub(crate) fn retain(&mut self, is_kept: impl FnMut(&Value) -> bool) {
        match self {
            Values::Few(..) => *self = self.iter().copied().filter(is_kept).collect(),
            Values::Many(values) => values.retain(is_kept),
        }
    }
}

impl Default for Values {
    fn default() -> Values {
        Values::Few(0, [Values::NONE; Values::FEW])
    }
}

impl Deref for Values {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        match self {
            Values::Few(count, values) => &values[..*count],
            Values::Many(values) => values,
        }
    }
}

impl DerefMut for Values {
    fn deref_mut(&mut self) -> &mut [Value] {
        match self {
            Values::Few(count, values) => &mut values[..*count],
            Values::Many(values) => values,
        }
    }
}

impl From<&[Value]> for Values {
    fn from(values: &[Value]) -> Values {
        if values.len() > Values::FEW {
            return Values::Many(values.to_vec());
        }
        let mut few = [Values::NONE; Values::FEW];
        few[..values.len()].copy_from_slice(values);
        Values::Few(values.len(), few)
    }
}

impl<const N: usize> From<[Value; N]> for Values {
    fn from(values: [Value; N]) -> Values {
        Values::from(&values[..])
    }
}

impl From<Vec<Value>> for Values {
    fn from(values: Vec<Value>) -> Values {
        if values.len() > Values::FEW { Values::Many(values) } else { Values::from(&values[..]) }
    }
}

impl FromIterator<Value> for Values {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Values {
        let mut list = Values::default();
        list.extend(values);
        list
    }
}

impl<'v> Extend<&'v Value> for Values {
    fn extend<I: IntoIterator<Item = &'v Value>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(*value));
    }
}

impl Extend<Value> for Values {
    fn extend<I: IntoIterator<Item = Value>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(value));
    }
}

impl<'v> IntoIterator for &'v Values {
    type Item = &'v Value;
    type IntoIter = std::slice::Iter<'v, Value>;

    fn into_iter(self) -> std::slice::Iter<'v, Value> {
        self.iter()
    }
}

impl IntoIterator for Values {
    type Item = Value;
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        IntoIter { values: self, next: 0 }
    }
}

/// The values of a list, one after the other.
pub(crate) struct IntoIter {
    values: Values,
    next: usize,
}

impl Iterator for IntoIter {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        let value = self.values.get(self.next).copied();
        self.next += 1;
        value
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.values.len().saturating_sub(self.next);
        (left, Some(left))
    }
}

impl<const N: usize> PartialEq<[Value; N]> for Values {
    fn eq(&self, other: &[Value; N]) -> bool {
        self[..] == other[..]
    }
}

impl PartialEq<[Value]> for Values {
    fn eq(&self, other: &[Value]) -> bool {
        self[..] == *other
    }
}

impl PartialEq<Vec<Value>> for Values {
    fn eq(&self, other: &Vec<Value>) -> bool {
        self[..] == other[..]
    }
}

impl PartialEq for Values {
    fn eq(&self, other: &Values) -> bool {
        self[..] == other[..]
    }
}

impl Eq for Values {}

impl std::hash::Hash for Values {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self[..].hash(state);
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self[..].fmt(f)
    }
}
