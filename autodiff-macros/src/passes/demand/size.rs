//! A size as what it comes from.

use std::rc::Rc;

use crate::ir::{Marks, Value};

/// A size or an index.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Size {
    Number(usize),
    /// A const parameter of the function.
    Named(Rc<str>),
    /// Of this value, where nothing says more.
    Of(Value, Side),
    /// This number.
    Int(Value),
    Product(Box<Size>, Box<Size>),
    /// So many more.
    Plus(Box<Size>, usize),
    /// Of what these indices lead to in this array.
    Inner(Value, Vec<Size>, Side),
}

/// Which size of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Rows,
    Cols,
    /// Of an array.
    Len,
}

impl Size {
    /// So many more.
    pub(super) fn plus(self, offset: usize) -> Size {
        if offset == 0 {
            return self;
        }
        match self {
            Size::Number(number) => Size::Number(number + offset),
            size @ (Size::Named(_)
            | Size::Of(..)
            | Size::Int(_)
            | Size::Product(..)
            | Size::Plus(..)
            | Size::Inner(..)) => Size::Plus(Box::new(size), offset),
        }
    }

    /// So many times as many.
    pub(super) fn times(self, other: Size) -> Size {
        match (self, other) {
            (size, Size::Number(1)) | (Size::Number(1), size) => size,
            (one, two) => Size::Product(Box::new(one), Box::new(two)),
        }
    }

    /// Whether it can be said by these values.
    pub(super) fn is_visible(&self, visible: &Marks) -> bool {
        match self {
            Size::Number(_) | Size::Named(_) => true,
            Size::Of(value, _) | Size::Int(value) => visible.contains(value),
            Size::Product(one, two) => one.is_visible(visible) && two.is_visible(visible),
            Size::Plus(size, _) => size.is_visible(visible),
            Size::Inner(value, path, _) => {
                visible.contains(value) && path.iter().all(|index| index.is_visible(visible))
            }
        }
    }
}

/// What the name of a size in a signature stands for, by one of the arguments.
pub(super) struct Bound {
    pub(super) name: &'static str,
    pub(super) arg: usize,
    pub(super) size: Size,
}
