//! Suggestions for misspelled names.

/// Returns the candidate with the smallest edit distance to a misspelled word: at most a third of its letters.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_near() {
        let rules = ["drop-column", "drop-table", "unused-ignore"];
        assert_eq!(nearest("drop-colum", rules), Some("drop-column"));
        assert_eq!(nearest("dorp-table", rules), Some("drop-table"));
        assert_eq!(nearest("vacuum", rules), None);
        assert_eq!(nearest("x", rules), None);
    }
}
