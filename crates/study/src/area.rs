//! How well a part of an exam is known, with how sure that is.

/// An estimate of one section or topic.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaEstimate {
    /// The section's or topic's id.
    pub id: String,
    /// For people.
    pub title: String,
    /// The index of its section in the edition.
    pub section: usize,
    /// Its share of the score, 0 to 1.
    pub weight: f64,
    /// Answers that were right.
    pub right: u32,
    /// Answers in all.
    pub asked: u32,
    /// The estimate, 0 to 1.
    pub mean: f64,
    /// The lower end of its interval, 0 to 1.
    pub low: f64,
    /// The upper end of its interval, 0 to 1.
    pub high: f64,
}
