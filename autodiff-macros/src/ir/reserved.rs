//! Names that a macro can't take over: those of the standard library's macros, and of attributes.

/// Whether a macro of this name would get in the way of one of the standard library's.
pub(crate) fn is_standard_macro(name: &str) -> bool {
    MACROS.contains(&name)
}

/// Whether a name alone may mean a macro or an attribute that every crate has.
pub(crate) fn is_taken(name: &str) -> bool {
    is_standard_macro(name) || ATTRIBUTES.contains(&name)
}

#[rustfmt::skip]
const MACROS: [&str; 60] = [
    "alloc_error_handler", "assert", "assert_eq", "assert_ne", "assert_unsafe_precondition", "bench", "cfg",
    "cfg_accessible", "cfg_eval", "cfg_match", "cfg_select", "column", "compile_error", "concat", "concat_bytes",
    "concat_idents", "const_format_args", "dbg", "debug_assert", "debug_assert_eq", "debug_assert_ne", "derive",
    "derive_const", "deref", "env", "eprint", "eprintln", "file", "format", "format_args", "format_args_nl",
    "global_allocator", "include", "include_bytes", "include_str", "is_x86_feature_detected", "line", "log_syntax",
    "matches", "module_path", "option_env", "panic", "print", "println", "stringify", "test", "test_case",
    "thread_local", "todo", "trace_macros", "try", "type_ascribe", "unimplemented", "unreachable", "vec", "write",
    "writeln", "pattern_type", "r#try", "define_opaque",
];

#[rustfmt::skip]
const ATTRIBUTES: [&str; 60] = [
    "allow", "automatically_derived", "cfg_attr", "cold", "coverage", "crate_name", "crate_type",
    "debugger_visualizer", "deny", "deprecated", "diagnostic", "doc", "expect", "export_name", "feature", "forbid",
    "fundamental", "ignore", "inline", "instruction_set", "lang", "link", "link_name", "link_ordinal", "link_section",
    "macro_export", "macro_use", "marker", "may_dangle", "must_use", "naked", "no_builtins", "no_core",
    "no_implicit_prelude", "no_link", "no_main", "no_mangle", "no_std", "non_exhaustive", "optimize", "panic_handler",
    "path", "plugin", "proc_macro", "proc_macro_attribute", "proc_macro_derive", "recursion_limit", "repr",
    "rust_doc", "sanitize", "should_panic", "stable", "start", "target_feature", "track_caller", "type_length_limit",
    "unstable", "used", "warn", "windows_subsystem",
];
