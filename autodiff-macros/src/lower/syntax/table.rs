//! The rows of what is decided where it is read, and the sections that the page shows.

mod forms;
mod functions;
mod generics;
mod operators;
mod parts;
mod types;
mod words;

use super::expressions::EXPRESSIONS;
use super::items::ITEMS;
use super::patterns::PATTERNS;
use super::{Row, decision, parts, rows};

/// Rows that belong together.
pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) says: &'static str,
    pub(crate) rows: &'static [Row],
}

/// The whole table.
pub(crate) const SECTIONS: &[Section] = &[
    Section { title: "Expressions", says: "Where a value is needed.", rows: EXPRESSIONS },
    Section { title: "Statements", says: "What a body is made of.", rows: forms::STATEMENTS },
    Section {
        title: "Expressions as statements",
        says: "They stand for what they do. A jump leaves a function, a loop or a labelled block.",
        rows: forms::DOING,
    },
    Section { title: "What is assigned", says: "On the left of `=`, and behind `&mut`.", rows: forms::PLACES },
    Section { title: "What is given as a function", says: "To `map` and its like.", rows: forms::FUNCTIONS },
    Section {
        title: "What is called",
        says: "With an argument that varies; with constants, it is one.",
        rows: forms::CALLED,
    },
    Section { title: "Literals", says: "", rows: operators::LITERALS },
    Section { title: "Operators", says: "", rows: operators::BINARY },
    Section { title: "Operators before a value", says: "", rows: operators::UNARY },
    Section { title: "Fields and ranges", says: "", rows: operators::MEMBERS },
    Section { title: "Patterns", says: "In `let`, in loops and in closures.", rows: PATTERNS },
    Section {
        title: "Patterns that may not match",
        says: "In `match`, `if let` and `let .. else`. On numbers they are comparisons, on constants of other types they \
               stay what they are.",
        rows: forms::MATCHING,
    },
    Section {
        title: "Types of parameters",
        says: "A parameter of a type that holds no reals is a constant.",
        rows: types::TYPES,
    },
    Section { title: "Parameters and results", says: "", rows: functions::SIGNATURES },
    Section { title: "Generic parameters and bounds", says: "", rows: generics::PARAMETERS },
    Section { title: "Generic arguments", says: "", rows: generics::ARGUMENTS },
    Section {
        title: "Items in a body",
        says: "The derivative is another function, where they are not in view.",
        rows: ITEMS,
    },
    Section {
        title: "Parts of expressions and statements",
        says: "What may be there or not: labels, modifiers, annotations.",
        rows: parts::EXPRESSIONS,
    },
    Section { title: "Parts of patterns", says: "", rows: parts::PATTERNS },
    Section { title: "Parts of types and paths", says: "", rows: parts::TYPES },
    Section { title: "Parts of functions", says: "", rows: parts::FUNCTIONS },
    Section {
        title: "Macros",
        says: "Those of the standard library, by their name; no expansion can be seen.",
        rows: words::MACROS,
    },
    Section {
        title: "Attributes in a body",
        says: "Those that only readers and tools read are left out.",
        rows: words::ATTRIBUTES,
    },
];
