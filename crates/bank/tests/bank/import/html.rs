//! HTML from anywhere becomes Markdown: what it says stays, what runs goes.

use super::support::{failure, only, option, stem};
use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use proptest::prelude::*;

#[track_caller]
fn reads(html: &str, markdown: &str) {
    let reading = stem("html", html);
    assert_eq!(only(&reading).item.question.stem, markdown, "{html}");
}

#[test]
fn what_html_says_markdown_says() {
    for (html, markdown) in [
        ("<p>One <b>two</b> <em>three</em>.</p><p>Four</p>", "One **two** *three*.\n\nFour"),
        ("a<br>b<br/>c", "a\\\nb\\\nc"),
        ("<h3>Title</h3><p>Text</p>", "**Title**\n\nText"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
        ("<ol start=3><li><p>a</p><p>b</p></li><li>c</li></ol>", "3. a\n\n   b\n\n4. c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("x<hr>y", "x\n\n***\n\ny"),
        ("<code>a_b</code> and <kbd>`</kbd>", "`a_b` and `` ` ``"),
        ("<a href=\"https://x.example/a_(b)?c&amp;d\">x</a>", "[x](<https://x.example/a_(b)?c&amp;d>)"),
        ("H<sub>2</sub>O, x<sup>2n</sup>", "H₂O, x²ⁿ"),
        ("<q>a</q> &lt;b&gt; &amp;copy; &nbsp;c", "“a” \\<b> \\&copy; c"),
        ("<p> a\n\n\n b </p>\n\n<div>c<p>d</p>e</div>", "a b\n\nc\n\nd\n\ne"),
        ("<b><p>a</p><p>b</p></b>", "**a**\n\n**b**"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "**a**\n\nb"),
        ("<span style=\"color:red\" onclick=\"x()\">a</span><font size=7>b</font>", "ab"),
    ] {
        reads(html, markdown);
    }
}

#[test]
fn text_that_looks_like_markup_stays_text() {
    for (html, markdown) in [
        ("# a", "\\# a"),
        ("1. a", "1\\. a"),
        ("- a", "\\- a"),
        ("-5", "-5"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("2*3*4", "2\\*3\\*4"),
        ("__init__ and snake_case", "\\_\\_init\\_\\_ and snake_case"),
        ("a[0](b)", "a[0\\](b)"),
        ("C:\\new", "C:\\new"),
        ("\\*", "\\\\\\*"),
        ("a<br>---", "a\\\n\\---"),
        ("a | b<br>--- | ---", "a | b\\\n\\--- | ---"),
        ("&amp;lt;script&amp;gt;", "\\&lt;script\\&gt;"),
        ("a `b` c", "a \\`b\\` c"),
        ("![x](https://y.example/z.png)", "![x\\](https://y.example/z.png)"),
        ("&gt; a", "\\> a"),
        ("~~~", "\\~~~"),
    ] {
        reads(html, markdown);
    }
}

#[test]
fn code_keeps_its_white_space_and_its_language() {
    reads(
        "<pre class=\"brush: python\">\nfor i in x:\n\tif i:\n\n        print(i &lt; 1)\n</pre>",
        "```python\nfor i in x:\n\tif i:\n\n        print(i < 1)\n```",
    );
    reads(
        "<pre><code class=\"language-c++\">a<br>  <span class=\"k\">b</span>\n```</code></pre>",
        "````c++\na\n  b\n```\n````",
    );
    reads("<p><code>if x:<br>&nbsp;&nbsp;&nbsp; y()</code></p>", "```\nif x:\n    y()\n```");
    reads("<p>&nbsp;&nbsp; a</p>", "\u{A0}\u{A0} a");
}

#[test]
fn tables_stay_tables_where_markdown_has_them() {
    reads(
        "<table><caption>C</caption><thead><tr><th>a</th><th>b|c</th></tr></thead><tbody><tr><td><p>1</p></td>\
         <td><code>x|y</code></td></tr><tr><td>2</td></tr></tbody></table>",
        "C\n\n| a | b\\|c |\n| --- | --- |\n| 1 | `x\\|y` |\n| 2 |  |",
    );
    reads("<table><tr><td><p>a</p><ul><li>b</li></ul></td></tr></table>", "a\n\n- b");
    let reading = stem("html", "<table><tr><td>a</td><td><ul><li>b</li></ul></td></tr></table>");
    assert!(failure(&reading).contains("a table with lists"), "{}", failure(&reading));
}

#[test]
fn what_is_lost_is_named() {
    for (html, markdown, note) in [
        ("a <video src=x>no video</video> b", "a b", "a video"),
        ("a <iframe src=https://x.example></iframe> b", "a b", "iframe"),
        ("a <svg><text>t</text></svg> b", "a b", "SVG"),
        ("<form>a <input value=x></form>", "a", "form"),
        ("<u>a</u> b", "a b", "underlining"),
        ("a <module> b", "a b", "&lt;module&gt;"),
        ("x<sup>a?</sup>", "x^(a?)", "raised"),
        ("<a href=\"javascript:alert(1)\">a</a>", "a", ""),
        ("<a href=\"/course/1\">a</a>", "a", "leads to no page"),
        (
            "<math><semantics><mi>x</mi><annotation encoding=\"application/x-tex\">\\frac{x}{y}</annotation></semantics></math>",
            "`\\frac{x}{y}`",
            "TeX",
        ),
        (
            "<math alttext=\"x over y\"><mfrac><mi>x</mi><mi>y</mi></mfrac></math>",
            "`x over y`",
            "alternative",
        ),
        ("<math><mi>x</mi><mo>=</mo><msup><mi>y</mi><mn>2</mn></msup></math>", "x = y²", "plain text"),
        ("a\u{202E}b&#x202D;c", "abc", "U+202E"),
        ("<script>alert(1)</script>a<style>p{}</style>", "a", "script"),
    ] {
        let reading = stem("html", html);
        let one = only(&reading);
        assert_eq!(one.item.question.stem, markdown, "{html}");
        assert!(
            one.notes.iter().any(|said| said.contains(note)) || note.is_empty(),
            "{html}: {:?}",
            one.notes
        );
    }
    let reading = stem("html", "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>");
    assert!(failure(&reading).contains("MathML"));
}

#[test]
fn an_option_is_lines_or_one_block_of_code() {
    for (html, markdown) in [
        ("<p>a</p>", "a"),
        ("<p>a</p><p>b</p>", "a\\\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\\\n• b"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<p>a</p><pre>b</pre>", "a\\\n`b`"),
        ("<h2>a</h2>", "**a**"),
    ] {
        let reading = option("html", html);
        assert_eq!(only(&reading).item.question.options[0], markdown, "{html}");
    }
    for (html, reason) in [
        ("<p>a</p><pre>b\nc</pre>", "code of several lines beside other text"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a table"),
        ("<p></p>", "empty"),
    ] {
        let reading = option("html", html);
        assert!(failure(&reading).contains(reason), "{html}: {}", failure(&reading));
    }
}

#[test]
fn plain_text_is_text_and_keeps_its_lines() {
    let reading = stem("plain", "<b>a</b> &amp; *b*\n    c\nd");
    assert_eq!(
        only(&reading).item.question.stem,
        "\\<b>a\\</b> \\&amp; \\*b\\*\\\n\u{A0}\u{A0}\u{A0}\u{A0}c\\\nd"
    );
}

#[test]
fn markdown_stays_as_it_is_unless_it_says_what_items_do_not() {
    for (source, markdown) in [
        ("One *two* __three__\n* a\n* b", "One *two* __three__\n* a\n* b"),
        ("Which `a`?\n```python\nx = 1\n```", "Which `a`?\n```python\nx = 1\n```"),
        ("Title\n===\ntext", "**Title**\n\ntext"),
        ("a <b>c</b>", "a **c**"),
        ("a <module> b", "a \\<module> b"),
        ("[a](javascript:alert(1))", "a"),
        ("a <script>alert(1)</script> b", "a b"),
    ] {
        let reading = stem("markdown", source);
        assert_eq!(only(&reading).item.question.stem, markdown, "{source}");
    }
}

/// Attacks from lists of filter evasions, with those that mutate when parsed twice.
const ATTACKS: [&str; 26] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<a href=\"jav&#x09;ascript:alert(1)\">a</a>",
    "<a href=\" javascript:alert(1)\">a</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">a</a>",
    "<a href=\"https://x.example/&quot;onmouseover=&quot;alert(1)\">a</a>",
    "<a href='https://x.example/) [b](javascript:alert(1)'>a</a>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<style>@import 'javascript:alert(1)'</style><link rel=stylesheet href=//x>",
    "<base href=//x><meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp><plaintext><script>alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "<p>[a](javascript:alert(1)) <b>`</b><i>`</i></p>",
    "<!--><script>alert(1)</script>--><!-- --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]><?php <script>alert(1)</script> ?>",
    "<select><option><script>alert(1)</script></select><table><a href=javascript:alert(1)>x</table>",
];

/// Markdown of an item holds no HTML at all, and leads to the web or nowhere.
fn assert_harmless(markdown: &str, from: &str) {
    let mut options = Options::default();
    options.extension.table = true;
    let arena = Arena::new();
    for node in parse_document(&arena, markdown, &options).descendants() {
        match &node.data().value {
            NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => panic!("HTML in {markdown:?} of {from:?}"),
            NodeValue::Link(link) => {
                let url = link.url.to_ascii_lowercase();
                assert!(url.starts_with("https://") || url.starts_with("http://"), "{url} of {from:?}");
            }
            NodeValue::Image(link) => assert!(link.url.starts_with("images/"), "{} of {from:?}", link.url),
            _ => {}
        }
    }
}

fn assert_harmless_item(format: &str, text: &str) {
    for reading in [stem(format, text), option(format, text)] {
        for one in &reading.items {
            assert_harmless(&one.item.question.stem, text);
            assert_harmless(&one.item.question.options[0], text);
        }
    }
}

#[test]
fn nothing_that_runs_gets_through() {
    for attack in ATTACKS {
        for format in ["html", "markdown", "plain"] {
            assert_harmless_item(format, &format!("a {attack}"));
        }
    }
}

#[test]
fn html_that_would_grow_is_refused_quickly() {
    let open = |count: usize| (0..count).map(|n| format!("<b id={n}>")).collect::<String>();
    for html in [
        "<div>".repeat(20_000),
        "<div>".repeat(4_000),
        format!("{}{}", open(2_000), "<p>x</p>".repeat(2_000)),
        format!("<a {}>", "b".repeat(50_000)),
        format!("<a {}>", (0..20_000).map(|n| format!("a{n} ")).collect::<String>()),
        "x".repeat(300_000),
        "<blockquote>".repeat(300),
        ">".repeat(3_000),
    ] {
        for format in ["html", "markdown"] {
            let reading = stem(format, &html);
            assert_eq!(reading.read, 1);
        }
    }
    assert!(failure(&stem("html", &"<blockquote>a".repeat(300))).contains("too deep"));
    assert!(failure(&stem("markdown", &">".repeat(300))).contains("too deep"));
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<p>",
            "</p>",
            "<a href=\"",
            "javascript:",
            "https://x.example",
            "\">",
            "</a>",
            "<pre>",
            "</pre>",
            "<code>",
            "</code>",
            "<ul>",
            "<li>",
            "</ul>",
            "<ol>",
            "</ol>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<br>",
            "<script>",
            "</script>",
            "<style>",
            "<svg>",
            "<math>",
            "<mtext>",
            "<!--",
            "-->",
            "<h1>",
            "</h1>",
            "<blockquote>",
            "&lt;",
            "&amp;",
            "&nbsp;",
            "*",
            "_",
            "`",
            "```",
            "#",
            "> ",
            "- ",
            "1. ",
            "[",
            "](",
            ")",
            "!",
            "\\",
            "|",
            "---",
            "~~~",
            "=",
            "+",
            "\n",
            "\n\n",
            "  ",
            "\t",
            ":",
            "<",
            ">",
            "\"",
            "'",
            "alert(1)",
            "ä",
            "\u{A0}",
            "\u{202E}",
        ]),
        proptest::sample::select(vec!["a", "word", "1", " "]),
    ];
    proptest::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_in_what_comes_out_is_harmless(text in pieces()) {
        assert_harmless_item("html", &text);
        assert_harmless_item("markdown", &text);
    }

    #[test]
    fn plain_text_never_fails_and_says_what_it_said(text in pieces()) {
        let reading = stem("plain", &format!("a{text}b"));
        let one = only(&reading);
        let mut options = Options::default();
        options.extension.table = true;
        let arena = Arena::new();
        let mut seen = String::new();
        for node in parse_document(&arena, &one.item.question.stem, &options).descendants() {
            match &node.data().value {
                NodeValue::Text(text) => seen.push_str(text),
                NodeValue::Document | NodeValue::Paragraph | NodeValue::LineBreak => {}
                other => prop_assert!(false, "{other:?} of {text:?}"),
            }
        }
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '\u{202E}').collect::<String>();
        prop_assert_eq!(bare(&seen), bare(&format!("a{text}b")));
    }

    #[test]
    fn texts_of_words_and_marks_hardly_ever_fail(text in pieces()) {
        let reading = stem("html", &format!("a {text}"));
        for failed in &reading.failed {
            prop_assert!(!failed.reason.contains("without changing"), "{:?}: {}", text, failed.reason);
        }
    }
}
