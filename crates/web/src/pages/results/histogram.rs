//! How the scores lie, as a drawing: a bar for each tenth, and the pass mark.

use askama::Template;

/// Columns, from 0 to 100 percent.
#[derive(Template)]
#[template(path = "results/histogram.html")]
pub(super) struct Histogram {
    bars: Vec<Bar>,
    /// 0 to 100.
    pass: u8,
}

pub(super) struct Bar {
    /// `0–9`, …, `90–100`.
    pub(super) range: String,
    pub(super) count: usize,
    x: f64,
    y: f64,
    height: f64,
    /// Whether every score in it passes.
    passes: bool,
}

const HEIGHT: f64 = 120.0;

impl Histogram {
    pub(super) fn new(tenths: &[usize; 10], pass: u8) -> Histogram {
        let most = tenths.iter().copied().max().unwrap_or(0);
        let bars = tenths
            .iter()
            .enumerate()
            .map(|(index, &count)| {
                let height = HEIGHT * count as f64 / most.max(1) as f64;
                let high = if index == 9 { 100 } else { index * 10 + 9 };
                Bar {
                    range: format!("{}–{high}", index * 10),
                    count,
                    x: index as f64 * 50.0 + 3.0,
                    y: HEIGHT - height,
                    height,
                    passes: index * 10 >= usize::from(pass),
                }
            })
            .collect();
        Histogram { bars, pass }
    }

    /// Where a percentage stands on the drawing.
    fn at(&self, percent: &u8) -> f64 {
        f64::from(*percent) * 5.0
    }
}

/// A template of its own, which escapes what it prints.
impl askama::filters::HtmlSafe for Histogram {}
