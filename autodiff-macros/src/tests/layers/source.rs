//! Source text as tokens with their lines: enough to find paths and macro calls.

/// A word, `::`, or another character.
pub(super) struct Token {
    pub(super) line: usize,
    pub(super) text: String,
}

/// The tokens of a source text, without comments, strings and characters.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest).unwrap_or_else(|| {
            let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let length = match word {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                word => word,
            };
            if !first.is_whitespace() {
                tokens.push(Token { line, text: rest[..length].to_owned() });
            }
            length
        });
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// How long the comment, string or character is that a text starts with, if it does.
fn skipped(text: &str) -> Option<usize> {
    let until = |start: usize, end: &str| text[start..].find(end).map_or(text.len(), |at| start + at + end.len());
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(until(2, "*/"));
    }
    if text.starts_with("r#\"") {
        return Some(until(3, "\"#"));
    }
    if text.starts_with("r\"") {
        return Some(until(2, "\""));
    }
    if let Some(quoted) = text.strip_prefix('"') {
        return Some(1 + closing(quoted, '"'));
    }
    let mut quoted = text.strip_prefix('\'')?.chars();
    match (quoted.next()?, quoted.next()?) {
        ('\\', _) => Some(1 + closing(&text[1..], '\'')),
        (character, '\'') => Some(2 + character.len_utf8()),
        // A lifetime.
        (_, _) => None,
    }
}

/// Where a literal ends that this sign closes, unless it is escaped.
fn closing(text: &str, sign: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if character == sign && !escaped {
            return at + character.len_utf8();
        }
        escaped = character == '\\' && !escaped;
    }
    text.len()
}
