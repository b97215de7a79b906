//! Syntax that is not lowered, with a way out for each.

use syn::visit::Visit;
use syn::{Attribute, Block, Expr, Ident, Item};

use crate::diagnostics::Message;
use crate::messages::syntax;

const PLAIN: &str = "compute it outside of the function, and pass the result as a parameter";

/// The message for an expression that has no lowering.
pub(super) fn expression(expr: &Expr) -> Message {
    match expr {
        Expr::Assign(_) => syntax::refused("an assignment in the place of a value", "make it a statement of its own"),
        Expr::Async(_) | Expr::Await(_) => syntax::refused("asynchronous code", PLAIN),
        Expr::Break(_) => syntax::jump_inside("break"),
        Expr::Continue(_) => syntax::jump_inside("continue"),
        Expr::Return(_) => syntax::jump_inside("return"),
        Expr::Closure(_) => syntax::stored_closure(),
        Expr::Const(_) => syntax::refused("a `const` block", "name the constant outside of the function"),
        Expr::ForLoop(_) | Expr::While(_) => {
            syntax::refused("a loop in the place of a value", "let it assign a local, and read that")
        }
        Expr::Infer(_) => syntax::refused("`_`", PLAIN),
        Expr::Let(_) => syntax::refused("`if let`", "use `if` with a comparison"),
        Expr::RawAddr(_) => syntax::refused("a raw pointer", PLAIN),
        Expr::Try(_) | Expr::TryBlock(_) => {
            syntax::refused("`?`", "check before the call: a differentiated function has a value for every input")
        }
        Expr::Unsafe(_) => syntax::refused("`unsafe` code", PLAIN),
        Expr::Yield(_) => syntax::refused("a coroutine", PLAIN),
        Expr::Array(_)
        | Expr::Binary(_)
        | Expr::Block(_)
        | Expr::Call(_)
        | Expr::Cast(_)
        | Expr::Field(_)
        | Expr::Group(_)
        | Expr::If(_)
        | Expr::Index(_)
        | Expr::Lit(_)
        | Expr::Loop(_)
        | Expr::Macro(_)
        | Expr::Match(_)
        | Expr::MethodCall(_)
        | Expr::Paren(_)
        | Expr::Path(_)
        | Expr::Range(_)
        | Expr::Reference(_)
        | Expr::Repeat(_)
        | Expr::Struct(_)
        | Expr::Tuple(_)
        | Expr::Unary(_)
        | Expr::Verbatim(_) => syntax::unknown(),
        // `syn` may learn syntax that this compiler has not: it is refused as well.
        _ => syntax::unknown(),
    }
}

/// The message for an item in a body.
pub(super) fn item(item: &Item) -> Message {
    let what = match item {
        Item::Const(_) => "a constant",
        Item::Enum(_) => "an enum",
        Item::ExternCrate(_) => "`extern crate`",
        Item::Fn(_) => "a function",
        Item::ForeignMod(_) => "a foreign module",
        Item::Impl(_) => "an `impl`",
        Item::Macro(_) => "a macro",
        Item::Mod(_) => "a module",
        Item::Static(_) => "a static",
        Item::Struct(_) => "a struct",
        Item::Trait(_) | Item::TraitAlias(_) => "a trait",
        Item::Type(_) => "a type alias",
        Item::Union(_) => "a union",
        Item::Use(_) => "`use`",
        Item::Verbatim(_) => "this item",
        _ => "this item",
    };
    syntax::item(what)
}

/// The name that an item is used by.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other item has no name that values and calls have")]
pub(super) fn name_of(item: &Item) -> Option<&Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Macro(item) => item.ident.as_ref(),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        _ => None,
    }
}

/// The attributes on an expression.
pub(super) fn attributes(expr: &Expr) -> &[Attribute] {
    macro_rules! by_variant {
        ($($Variant:ident)*) => {
            match expr {
                $(Expr::$Variant(expr) => &expr.attrs,)*
                Expr::Verbatim(_) => &[],
                _ => &[],
            }
        };
    }
    by_variant!(
        Array Assign Async Await Binary Block Break Call Cast Closure Const Continue Field ForLoop Group If Index Infer
        Let Lit Loop Macro Match MethodCall Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple
        Unary Unsafe While Yield
    )
}

/// Whether there is an item in a block, or in a block in it.
pub(super) fn has_items(block: &Block) -> bool {
    struct Items(bool);
    impl Visit<'_> for Items {
        fn visit_item(&mut self, _: &Item) {
            self.0 = true;
        }
    }
    let mut items = Items(false);
    items.visit_block(block);
    items.0
}
