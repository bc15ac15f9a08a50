//! Large banks in each format, as other systems write them.

use super::import_packages::{canvas, qti, workbook};
use std::fmt::Write;

/// The formats, by the endings of their files.
pub(super) const FORMATS: [&str; 9] =
    ["gift", "aiken", "csv", "xlsx", "moodle.xml", "qti12.xml", "canvas.zip", "qti30.zip", "md"];

/// A bank of so many items.
///
/// # Errors
/// An archive can't be packed.
pub(super) fn file(format: &str, items: u32) -> anyhow::Result<Vec<u8>> {
    match format {
        "xlsx" => workbook(items),
        "canvas.zip" => canvas(items, qti12),
        "qti30.zip" => qti(items),
        text => Ok(self::text(text, items).into_bytes()),
    }
}

fn text(format: &str, items: u32) -> String {
    let (before, item, after): (&str, fn(u32, &mut String), &str) = match format {
        "gift" => ("", gift, ""),
        "aiken" => ("", aiken, ""),
        "csv" => ("id,section,stem,option a,option b,option c,option d,key,explanation\n", csv, ""),
        "moodle.xml" => ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n", moodle, "</quiz>\n"),
        "qti12.xml" => (
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<questestinterop><assessment ident=\"a\" title=\"Bench\"><section \
             ident=\"root\">\n",
            qti12,
            "</section></assessment></questestinterop>\n",
        ),
        _ => ("---\nsection: bench\n---\n\n", native, ""),
    };
    let mut text = before.to_owned();
    for number in 0..items {
        item(number, &mut text);
    }
    text.push_str(after);
    text
}

/// A stem in HTML as editors write it, escaped for XML.
fn html(number: u32) -> String {
    format!(
        "&lt;p dir=\"ltr\" style=\"text-align:left;\"&gt;What does this &lt;b&gt;program&lt;/b&gt; print, if &lt;code&gt;n&lt;/code&gt; \
         is {number}?&amp;nbsp;&lt;br&gt;&lt;/p&gt;&lt;pre&gt;for i in range(n):\n    print(i, end='')\n&lt;/pre&gt;"
    )
}

fn gift(number: u32, into: &mut String) {
    let _ = write!(
        into,
        "// [id:bench-{number}]\n::Item {number}::[html]<p>What does this <b>program</b> print, if <code>n</code> is {number}?</p>\
         <pre>for i in range(n)\\:\\n    print(i)</pre> {{\n=<p>The number {number}</p>#Right.\n~<p>The number {}</p>#One more.\n\
         ~<code>None</code>#Nothing returns.\n~An exception#None is raised.\n####A loop runs once for each number.\n}}\n\n",
        number + 1
    );
}

fn aiken(number: u32, into: &mut String) {
    let _ = write!(
        into,
        "What does the program number {number} print?\nA. The number {number}\nB. The number {}\nC. Nothing\nD. An exception\n\
         ANSWER: A\n\n",
        number + 1
    );
}

fn csv(number: u32, into: &mut String) {
    let _ = writeln!(
        into,
        "bench-{number},Loops,\"What does the program print, if n is {number}, and \"\"m\"\" isn't?\",The number {number},The number \
         {},Nothing,An exception,A,A loop runs once for each number.",
        number + 1
    );
}

fn moodle(number: u32, into: &mut String) {
    let _ = writeln!(
        into,
        "<question type=\"multichoice\"><name><text>Item {number}</text></name><questiontext format=\"html\"><text>{}</text>\
         </questiontext><generalfeedback format=\"html\"><text>&lt;p&gt;A loop runs once for each number.&lt;/p&gt;</text>\
         </generalfeedback><single>true</single><shuffleanswers>true</shuffleanswers>",
        html(number)
    );
    for (index, fraction) in [100, 0, 0, 0].into_iter().enumerate() {
        let _ = writeln!(
            into,
            "<answer fraction=\"{fraction}\" format=\"html\"><text>&lt;p&gt;The number {}&lt;br&gt;&lt;/p&gt;</text><feedback \
             format=\"html\"><text>&lt;p&gt;Reads it as {index}.&lt;/p&gt;</text></feedback></answer>",
            number as usize + index
        );
    }
    into.push_str("</question>\n");
}

fn qti12(number: u32, into: &mut String) {
    let _ = write!(
        into,
        "<item ident=\"bench-{number}\" title=\"Item {number}\"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type\
         </fieldlabel><fieldentry>multiple_choice_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata><presentation>\
         <material><mattext texttype=\"text/html\">{}</mattext></material><response_lid ident=\"response1\" rcardinality=\"Single\">\
         <render_choice>",
        html(number)
    );
    for index in 0..4 {
        let _ = write!(
            into,
            "<response_label ident=\"{index}\"><material><mattext texttype=\"text/plain\">The number {}</mattext></material>\
             </response_label>",
            number + index
        );
    }
    into.push_str(
        "</render_choice></response_lid></presentation><resprocessing><outcomes><decvar maxvalue=\"100\" minvalue=\"0\" \
         varname=\"SCORE\" vartype=\"Decimal\"/></outcomes><respcondition continue=\"No\"><conditionvar><varequal \
         respident=\"response1\">0</varequal></conditionvar><setvar action=\"Set\" varname=\"SCORE\">100</setvar></respcondition>\
         </resprocessing></item>\n",
    );
}

fn native(number: u32, into: &mut String) {
    let _ = write!(
        into,
        "## bench-{number}\n\n- objective: Follow a loop\n- difficulty: easy\n\nWhat does this *program* print, if `n` is {number}?\n\n\
         ```python\nfor i in range(n):\n    print(i, end='')\n```\n\n- [x] The number {number}\n  > Right.\n- [ ] The number {}\n  \
         > One more.\n- [ ] `None`\n  > Nothing returns.\n- [ ] An exception\n  > None is raised.\n\n### Explanation\n\nA loop runs \
         once for each number.\n\n### Reference\n\nThe tutorial\n\n",
        number + 1
    );
}
