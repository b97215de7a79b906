//! What a user reads where a function can't be differentiated: one folder a topic, one file a message.
//! The programs in `invalid_rust` are refused by the compiler too; all others would compile without the attribute.
//!
//! `TRYBUILD=overwrite cargo test --test ui` writes the expectations anew; read them as documentation before committing.

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    for topic in [
        "attribute",
        "forms",
        "signature",
        "methods",
        "syntax",
        "value",
        "closures",
        "constants",
        "several_errors",
        "invalid_rust",
        "cases",
        "checks",
        "geometry",
        "refused",
        "calls",
        "derive",
        "modules",
        "rules",
        "functions",
        "structs",
        "names",
    ] {
        cases.compile_fail(format!("tests/ui/{topic}/*.rs"));
    }
    cases.pass("tests/ui/accepted/*.rs");
}
