//! Names that may be meant by a misspelled one.

/// The name that is nearest to another, if it is near: a third of the letters may differ, and the first one is the same
/// where more than one does.
pub(crate) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let others = names.into_iter().filter(|known| *known != name);
    // Letters in another order are likelier than other letters.
    let others = others.map(|known| (distance(known, name), sorted(known) != sorted(name), known));
    let (distance, _, nearest) = others.min()?;
    let most = name.len().max(nearest.len()).div_ceil(3);
    let is_near = distance <= most && (distance == 1 || nearest.chars().next() == name.chars().next());
    (is_near && distance < name.len()).then_some(nearest)
}

fn sorted(name: &str) -> Vec<char> {
    let mut letters = name.chars().collect::<Vec<_>>();
    letters.sort_unstable();
    letters
}

/// How many letters are to be changed, added, left out, or exchanged with their neighbours: Damerau and Levenshtein's
/// distance, of which Lowrance and Wagner, "An extension of the string-to-string correction problem" (1975), give this
/// algorithm.
fn distance(one: &str, two: &str) -> usize {
    let (one, two) = (one.chars().collect::<Vec<_>>(), two.chars().collect::<Vec<_>>());
    // Entry (i, j) is the distance of the first i letters of one to the first j of the other.
    let mut table = vec![(0..=two.len()).collect::<Vec<_>>()];
    for (line, letter) in one.iter().enumerate() {
        let mut row = vec![line + 1];
        for (place, other) in two.iter().enumerate() {
            let substituted = table[line][place] + usize::from(letter != other);
            let best = substituted.min(table[line][place + 1] + 1).min(row[place] + 1);
            let exchanged = (
                one[..line].iter().rposition(|before| before == other),
                two[..place].iter().rposition(|before| before == letter),
            );
            let best = match exchanged {
                (Some(up), Some(left)) => best.min(table[up][left] + (line - up) + (place - left) - 1),
                (_, _) => best,
            };
            row.push(best);
        }
        table.push(row);
    }
    table[one.len()][two.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn neighbours_that_are_exchanged_are_one_change() {
        assert_eq!(distance("tanh", "tahn"), 1);
        assert_eq!(distance("tan", "tahn"), 1);
        assert_eq!(distance("solve", "soel"), 2);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }

    #[test]
    fn what_is_near_may_be_meant() {
        let known = ["component_mul", "solve", "sin", "sinh", "exp", "max"];
        assert_eq!(nearest("component_mull", known), Some("component_mul"));
        assert_eq!(nearest("soel", known), Some("solve"));
        assert_eq!(nearest("tahn", ["tan", "tanh"]), Some("tanh"));
        assert_eq!(nearest("sinn", known), Some("sin"));
        assert_eq!(nearest("softplus", known), None);
        assert_eq!(nearest("x", known), None);
        assert_eq!(nearest("sin", known), Some("sinh"));
    }
}
