//! Tables of HTML as rows of inline cells.

use super::Trouble;
use super::html::{Builder, Element};
use super::inline::tidy;
use super::tree::{Block, Inline};

/// The most cells of a table.
const MAX_CELLS: usize = 5_000;

type Cell = Vec<Inline>;

/// Adds a table; one of a single column or row that only lays text out becomes paragraphs.
pub(super) fn add(builder: &mut Builder<'_>, table: &Element, into: &mut Vec<Block>) -> Result<(), Trouble> {
    let mut rows: Vec<&Element> = Vec::new();
    let mut before = Vec::new();
    collect(table, &mut rows, &mut before);
    for caption in before {
        into.extend(builder.blocks(&caption.children)?);
    }
    let cells =
        |row: &Element| row.elements().filter(|cell| matches!(cell.name.as_str(), "td" | "th")).count();
    let width = rows.iter().map(|row| cells(row)).max().unwrap_or(0);
    if width <= 1 {
        for row in &rows {
            for cell in row.elements() {
                into.extend(builder.blocks(&cell.children)?);
            }
        }
        return Ok(());
    }
    let mut grid: Vec<Vec<Cell>> = Vec::new();
    let mut spans = false;
    for row in &rows {
        let mut line = Vec::new();
        for cell in row.elements().filter(|cell| matches!(cell.name.as_str(), "td" | "th")) {
            let span = |name| cell.attribute(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
            spans |= span("colspan") > 1 || span("rowspan") > 1;
            let blocks = builder.blocks(&cell.children)?;
            line.push(flat(builder, blocks)?);
            line.extend(std::iter::repeat_n(Cell::new(), span("colspan").clamp(1, 100) - 1));
        }
        grid.push(line);
    }
    if spans {
        builder.notes.add("held a table with joined cells; they are apart now.");
    }
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    if width * grid.len() > MAX_CELLS {
        return Err(Trouble::Text(format!("holds a table of more than {MAX_CELLS} cells.")));
    }
    for row in &mut grid {
        row.resize(width, Cell::new());
    }
    if grid.iter().flatten().all(Vec::is_empty) {
        return Ok(());
    }
    into.push(Block::Table(grid));
    Ok(())
}

fn collect<'e>(element: &'e Element, rows: &mut Vec<&'e Element>, captions: &mut Vec<&'e Element>) {
    for inner in element.elements() {
        match inner.name.as_str() {
            "tr" => rows.push(inner),
            "caption" => captions.push(inner),
            "thead" | "tbody" | "tfoot" => collect(inner, rows, captions),
            _ => {}
        }
    }
}

/// The blocks of a cell in one line.
fn flat(builder: &mut Builder<'_>, blocks: Vec<Block>) -> Result<Cell, Trouble> {
    let mut cell = Cell::new();
    let several = blocks.len() > 1;
    for block in blocks {
        if !cell.is_empty() {
            cell.push(Inline::Text(" ".into()));
        }
        match block {
            Block::Paragraph(inlines) | Block::Heading(inlines) => {
                let broken = inlines.contains(&Inline::Break);
                if broken || several {
                    builder
                        .notes
                        .add("held a table with several lines in a cell; each cell is one line now.");
                }
                cell.extend(inlines.into_iter().map(|inline| match inline {
                    Inline::Break => Inline::Text(" ".into()),
                    other => other,
                }));
            }
            Block::Code { text, .. } if !text.contains('\n') => cell.push(Inline::Code(text)),
            _ => {
                return Err(Trouble::Text(
                    "holds a table with lists, tables or code of several lines in its cells, which a table can't show here.".into(),
                ));
            }
        }
    }
    Ok(tidy(cell).unwrap_or_default())
}
