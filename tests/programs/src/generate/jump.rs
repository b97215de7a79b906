//! `return`, `break` and `continue`.

use super::Gen;
use crate::tree::Stmt;

impl Gen {
    pub(super) fn leave(&mut self, depth: usize, into: &mut Vec<Stmt>) {
        let condition = self.truth(depth.min(1));
        if !self.loops.is_empty() && self.chance(65) {
            let at = self.below(self.loops.len());
            let label = self.loops[at].clone();
            let label = label.map(|label| format!(" {label}")).unwrap_or_default();
            let word = self.one(&["break", "continue"]);
            into.push(Gen::stmt(&format!("if $ {{ {word}{label}; }}"), vec![condition.into()]));
            return;
        }
        if let Some(result) = self.returns.clone() {
            let value = self.value(&result, depth.min(2));
            into.push(Gen::stmt("if $ { return $; }", vec![condition.into(), value.into()]));
            return;
        }
        self.mutated(depth, into);
    }
}
