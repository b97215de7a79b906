//! A list of values. Most statements read and give no more than three, which stand in the statement itself.

use smallvec::SmallVec;

use super::Value;

pub(crate) type Values = SmallVec<[Value; 3]>;
