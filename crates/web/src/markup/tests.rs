//! What the markup promises: exact white space, balanced lines, and nothing that runs.

use super::{block, excerpt, inline, option};

/// The text of the first `<pre>`, as a browser would give it.
fn code_text(html: &str) -> String {
    let code = html.split_once("<code>").unwrap().1.split_once("</code>").unwrap().0;
    text(code)
}

fn text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').unwrap().1;
    }
    text.push_str(rest);
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (entity, character)| text.replace(entity, character))
}

const PROGRAMS: [&str; 7] = [
    "print('a')",
    "def f(a, *b, c=1, **d):\n\treturn f\"{a!r:>{c}} <b>&amp;\" + '''x\n  y'''\n\n\nclass A(B): pass  # <ö>",
    "text = \"\"\"\nfirst <i>\n\n    second & \"third\"\n\"\"\"\nprint(text)",
    "\n\n   indented = '\u{1f40d} snake'   \n",
    "if True:\n    x = 0x1F  \n\telse: broken((",
    "s = r'\\d+\\n'; t = '\\n\\t\\x41'",
    "",
];

#[test]
fn the_white_space_of_a_program_is_exact() {
    for program in PROGRAMS {
        let html = block(&format!("Before\n\n```python\n{program}\n```\n\nafter")).to_string();
        assert_eq!(code_text(&html), program, "{html}");
    }
}

#[test]
fn spans_never_cross_a_line() {
    for program in PROGRAMS {
        let html = block(&format!("```python\n{program}\n```")).to_string();
        let code = html.split_once("<code>").unwrap().1.split_once("</code>").unwrap().0;
        for line in code.split('\n') {
            assert_eq!(line.matches("<span").count(), line.matches("</span>").count(), "{line}");
            assert!(line.starts_with("<span class=\"l\">") && line.ends_with("</span>"), "{line}");
        }
    }
}

#[test]
fn tokens_have_their_classes() {
    let html = block(
        "```python\nfor i in range(3):  # note\n    raise ValueError('no', 1, None)(log.append())\n```",
    )
    .to_string();
    for token in [
        "<span class=\"k\">for</span>",
        "<span class=\"k\">in</span>",
        "<span class=\"f\">range</span>",
        "<span class=\"n\">3</span>",
        "<span class=\"c\"># note</span>",
        "<span class=\"k\">raise</span>",
        "<span class=\"t\">ValueError</span>",
        "(log.<span class=\"f\">append</span>())",
        "<span class=\"s\">&#39;no&#39;</span>",
        "<span class=\"n\">None</span>",
    ] {
        assert!(html.contains(token), "{token} in {html}");
    }
}

#[test]
fn a_replacement_field_is_no_string() {
    let html = block("```python\nprint(f'a {name} b')\n```").to_string();
    assert!(
        html.contains("<span class=\"s\">f&#39;a </span>{name}<span class=\"s\"> b&#39;</span>"),
        "{html}"
    );
}

#[test]
fn other_languages_are_plain_and_files_have_a_caption() {
    let html = block("```text\n<1>\n  2\n```\n\n```python file=a&b.py\nx = 1\n```").to_string();
    assert!(html.contains("<pre tabindex=\"0\"><code>&lt;1&gt;\n  2</code></pre>"), "{html}");
    assert!(
        html.contains("<figure class=\"file\"><figcaption>a&amp;b.py</figcaption><pre class=\"code\""),
        "{html}"
    );
    assert!(block("```cobol\nMOVE 1 TO X\n```").to_string().contains("<code>MOVE 1 TO X</code>"));
    assert!(
        block("    four spaces").to_string().contains("<pre tabindex=\"0\"><code>four spaces</code></pre>")
    );
}

#[test]
fn options_of_code_are_known() {
    for (markdown, html, is_code) in [
        ("`print(\"a\")`", "<code>print(&quot;a&quot;)</code>", true),
        ("It prints `a`", "It prints <code>a</code>", false),
        ("`a` and `b`", "<code>a</code> and <code>b</code>", false),
        ("```text\n1\n2\n```", "<pre><code>1\n2</code></pre>\n", true),
        ("", "", false),
    ] {
        let (rendered, code) = option(markdown);
        assert_eq!((rendered.to_string().as_str(), code), (html, is_code), "{markdown}");
    }
}

#[test]
fn a_single_paragraph_is_unwrapped_and_more_are_not() {
    assert_eq!(inline("PEP 8, *Naming*").to_string(), "PEP 8, <em>Naming</em>");
    assert_eq!(inline("one\n\ntwo").to_string(), "<p>one</p>\n<p>two</p>\n");
}

#[test]
fn headings_do_not_disturb_the_outline() {
    assert_eq!(block("# Loud\n\ntext").to_string(), "<p><strong>Loud</strong></p>\n<p>text</p>\n");
}

#[test]
fn nothing_in_a_bank_runs() {
    for attack in [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<svg/onload=alert(1)>",
        "<!--><script>alert(1)</script>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php <script>alert(1)</script> ?>",
        "<!DOCTYPE html [<!ENTITY x \"<script>\">]>",
        "<div><script>alert(1)</script></div>\n\n<iframe src=javascript:alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](data:text/html,<script>alert(1)</script>)",
        "[a](vbscript:x) [b](file:///etc/passwd) [c](//evil.example) [d](/sign-out)",
        "[a](https://x.example/\"onmouseover=\"alert(1))",
        "[a](<https://x.example/ onclick=alert(1)>)",
        "[a](https://x.example '\" onmouseover=\"alert(1)')",
        "<javascript:alert(1)>",
        "![\" onerror=\"alert(1)](https://evil.example/x.png \"onload=alert(1)\")",
        "![<script>alert(1)</script>](x)",
        "`<script>alert(1)</script>`",
        "```python\n</code></pre><script>alert(1)</script>\n```",
        "```<script>alert(1)</script>\nx\n```",
        "```python file=\"><script>alert(1)</script>\nx\n```",
        "```text\n</code></pre><script>alert(1)</script>\n```",
        "| <script>a</script> | b |\n| - | - |\n| <img src=x onerror=a> | c |",
        "[a]: javascript:alert(1)\n\n[a]",
        "# <script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
        "- <script>\n- </script>",
    ] {
        let (rendered_option, _) = option(attack);
        for html in [block(attack), inline(attack), rendered_option].map(|html| html.to_string()) {
            for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
                assert!(is_known(tag), "<{tag}> from {attack}:\n{html}");
            }
        }
    }
}

/// Whether a tag is one that the markup writes, with the attributes that it writes.
fn is_known(tag: &str) -> bool {
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let name_known =
        ["p", "strong", "em", "code", "pre", "span", "figure", "figcaption", "a", "ul", "li", "br /"]
            .iter()
            .chain(&["table", "thead", "tbody", "tr", "th", "td"])
            .any(|known| name.trim_start_matches('/') == *known);
    let link = attributes
        .strip_prefix("href=\"https://")
        .and_then(|rest| rest.split_once('"'))
        .is_some_and(|(_, rest)| rest == " rel=\"noopener noreferrer\"");
    let attributes_known = attributes.is_empty()
        || link
        || ["tabindex=\"0\"", "class=\"code\" tabindex=\"0\"", "class=\"code\"", "class=\"file\""]
            .contains(&attributes)
        || (attributes.len() == 9 && attributes.starts_with("class=\""));
    name_known && attributes_known
}

#[test]
fn no_colour_tells_an_option_that_does_not_parse() {
    for code in ["print(\"stop)", "print(\"stop\")"] {
        let (html, is_code) = option(&format!("```python\n{code}\n```"));
        assert!(is_code);
        let html = html.to_string();
        assert!(html.contains("<span class=\"l\">print(") && html.matches("<span").count() == 1, "{html}");
    }
}

const PICTURE: &str = "images/0123456789abcdef0123456789abcdef.png";

#[test]
fn a_picture_that_we_keep_is_shown() {
    assert_eq!(
        block(&format!("Before ![a \"*tree*\" & <b>]({PICTURE} \"title\") after")).to_string(),
        "<p>Before <img src=\"/images/0123456789abcdef0123456789abcdef.png\" \
         alt=\"a &quot;tree&quot; &amp; &lt;b&gt;\" loading=\"lazy\"> after</p>\n"
    );
    assert!(option(&format!("![x]({})", PICTURE.replace("png", "jpg"))).0.to_string().contains("<img "));
}

#[test]
fn any_other_picture_is_its_description() {
    for address in [
        "https://evil.example/x.png",
        "//evil.example/images/0123456789abcdef0123456789abcdef.png",
        "/images/0123456789abcdef0123456789abcdef.png",
        "images/0123456789abcdef0123456789abcdef.svg",
        "images/0123456789abcdef0123456789abcdeF.png",
        "images/0123456789abcdef0123456789abcde.png",
        "images/../0123456789abcdef0123456789abcdef.png",
        "images/0123456789abcdef0123456789abcdef.png?x",
        "images/0123456789abcdef0123456789abcdef.png.png",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
    ] {
        assert_eq!(block(&format!("![a tree]({address})")).to_string(), "<p>a tree</p>\n", "{address}");
    }
}

#[test]
fn an_excerpt_is_one_line_of_text() {
    assert_eq!(
        excerpt("What does `print(1)` *do*?\n\n```python\nx = 1\ny\n```", 80),
        "What does print(1) do? x = 1 y"
    );
    assert_eq!(excerpt("a <b>x</b> ![tree](x)", 80), "a <b>x</b> tree");
    assert_eq!(excerpt("äöü äöü", 4), "äöü…");
    assert_eq!(excerpt("", 4), "");
}
