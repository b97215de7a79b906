//! Rewrites of Programs, one a file, in one list.
//!
//! The runner prints the Program after a pass when `AUTODIFF_DUMP` names the pass (or is `all`). In debug builds it
//! verifies it when all passes are done, and in tests after each.

mod accumulate;
mod algebra;
mod apart;
mod associate;
mod bounds;
mod branches;
mod calls;
mod chain;
mod dead_code;
mod definitions;
mod demand;
mod entries;
mod functions;
mod fuse;
mod hoist;
mod identities;
mod induction;
mod invariant;
mod join;
mod merge;
mod nested;
mod places;
mod private;
mod products;
mod push;
mod records;
mod reuse;
mod rewrite;
mod rows;
mod selected;
mod shapes;
mod share;
mod split;
mod spread;
mod twins;
mod unguarded;

use crate::ir::{Program, Value, verify};

/// A rewrite of Programs.
pub(crate) struct Pass {
    pub(crate) name: &'static str,
    pub(crate) run: fn(Program) -> Program,
}

/// What a function's own Program goes through before it is differentiated.
pub(crate) const PREPARATIONS: &[Pass] = &[
    Pass { name: "hoist-fields", run: hoist::run },
    Pass { name: "whole-structs", run: records::run },
    Pass { name: "written", run: selected::run },
    Pass { name: "share-reads", run: share::reads },
    Pass { name: "private", run: private::run },
    Pass { name: "rows", run: rows::run },
    Pass { name: "spread", run: spread::run },
    Pass { name: "nested", run: nested::run },
    Pass { name: "push", run: push::run },
    Pass { name: "functions", run: functions::run },
    Pass { name: "induction", run: induction::run },
    Pass { name: "associate", run: associate::run },
    Pass { name: "demand", run: demand::state },
];

/// Every pass, in order. `identities` and `dead-code` come again where others leave them work.
pub(crate) const PASSES: &[Pass] = &[
    Pass { name: "unread-copies", run: dead_code::run },
    Pass { name: "apart", run: apart::run },
    Pass { name: "invariant", run: invariant::run },
    Pass { name: "identities", run: identities::run },
    Pass { name: "share", run: share::run },
    Pass { name: "algebra", run: algebra::run },
    Pass { name: "share-products", run: share::run },
    Pass { name: "dead-code", run: dead_code::run },
    Pass { name: "associate-products", run: associate::run },
    Pass { name: "calls", run: calls::run },
    Pass { name: "merge", run: merge::run },
    Pass { name: "calls-merged", run: calls::run },
    Pass { name: "join", run: join::run },
    Pass { name: "share-merged", run: share::run },
    Pass { name: "twins", run: twins::run },
    Pass { name: "share-branches", run: branches::run },
    Pass { name: "reuse", run: reuse::run },
    Pass { name: "fuse", run: fuse::run },
    Pass { name: "clean-up", run: clean_up },
];

fn clean_up(program: Program) -> Program {
    dead_code::run(share::run(identities::run(invariant::run(dead_code::run(program)))))
}

/// Brings a function's own Program into the form that is differentiated.
pub(crate) fn prepare(program: Program) -> Program {
    all(PREPARATIONS, program)
}

/// Gathers what goes over entries into loops, takes apart those that would have to wait for themselves, and drops the demands of a derivative that its own operations meet. It comes last: what is made of a derivative may do
/// without these operations. Of what `is_scattered`, entries do not stand next to each other.
pub(crate) fn settle(program: Program, is_scattered: &dyn Fn(Value) -> bool) -> Program {
    let program = clean_up(split::run(entries::run(program, is_scattered)));
    let (program, has_changed) = places::run(program);
    let program = if has_changed { clean_up(program) } else { program };
    inspect("entries", &program);
    let program = dead_code::run(demand::settle(program));
    inspect("settle", &program);
    let program = accumulate::run(program, is_scattered);
    inspect("accumulate", &program);
    program
}

/// Makes products with steep slopes plain ones where what comes of them is finite. Of what is made, nothing can be derived.
pub(crate) fn without_guards(program: Program) -> Program {
    let program = dead_code::run(unguarded::run(program));
    inspect("unguarded", &program);
    program
}

/// Runs all passes.
pub(crate) fn optimize(program: Program) -> Program {
    all(PASSES, program)
}

fn all(passes: &[Pass], program: Program) -> Program {
    passes.iter().fold(program, |program, pass| {
        let program = (pass.run)(program);
        let is_last = passes.last().is_some_and(|last| std::ptr::eq(last, pass));
        look(pass.name, &program, cfg!(test) || is_last);
        program
    })
}

/// Prints and verifies a Program that a stage has made.
pub(crate) fn inspect(stage: &str, program: &Program) {
    look(stage, program, true);
}

fn look(stage: &str, program: &Program, is_verified: bool) {
    if std::env::var("AUTODIFF_DUMP").is_ok_and(|wanted| wanted == stage || wanted == "all") {
        eprintln!("after {stage}: {program}");
    }
    if cfg!(debug_assertions)
        && is_verified
        && let Err(law) = verify(program)
    {
        panic!("after {stage}: {law}\n{program}");
    }
}
