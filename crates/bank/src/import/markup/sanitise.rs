//! The one sanitiser that all HTML goes through: an allowlist of elements and attributes.
//!
//! What comes out is never shown as HTML. It's read into a tree that knows neither scripts nor styles, and written as Markdown.

use ammonia::Builder;
use std::collections::{HashMap, HashSet};

/// The elements that a text may have. Some only so that their text isn't taken for something else.
const TAGS: &str = "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details \
    dfn div dl dt em fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd label legend li main \
    mark menu nav nobr ol p pre q rb rp rt rtc ruby s samp section small span strike strong sub summary sup table tbody td tfoot \
    th thead time tr tt u ul var wbr math semantics annotation mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot \
    mfenced mover munder munderover mtable mtr mtd mstyle mpadded";
/// Elements that go with all that is in them.
const CONTENT: &str = "script style title head template noscript noembed noframes xmp plaintext audio video iframe object embed \
    applet svg canvas select textarea button datalist frameset annotation-xml";
/// The attributes that say something.
const ATTRIBUTES: [(&str, &[&str]); 10] = [
    ("a", &["href"]),
    ("img", &["src", "alt"]),
    ("code", &["class"]),
    ("pre", &["class", "lang"]),
    ("ol", &["start"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan"]),
    ("math", &["alttext"]),
    ("annotation", &["encoding"]),
    ("div", &["class"]),
];

/// What addresses may begin with. Links lead to the web all the same; pictures of these have none that is ours either, but the message
/// that says so names them: of mails, of somebody's computer, of its drives.
const SCHEMES: &str = "http https ftp file cid mid blob data about webkit-fake-url \
    a b c d e f g h i j k l m n o p q r s t u v w x y z";

/// The sanitiser, set up once.
pub(super) struct Sanitiser(Builder<'static>);

impl Sanitiser {
    pub(super) fn new() -> Sanitiser {
        let mut builder = Builder::empty();
        builder
            .tags(TAGS.split_whitespace().collect())
            .clean_content_tags(CONTENT.split_whitespace().collect())
            .generic_attributes(HashSet::new())
            .tag_attributes(
                ATTRIBUTES
                    .iter()
                    .map(|(tag, names)| (*tag, names.iter().copied().collect()))
                    .collect::<HashMap<_, HashSet<_>>>(),
            )
            .url_schemes(SCHEMES.split_whitespace().collect())
            .link_rel(None)
            .strip_comments(true);
        Sanitiser(builder)
    }

    /// HTML of the allowed elements alone, well-formed as serialisers write it: every attribute in double quotes, every `<`, `>`
    /// and `&` of the text escaped.
    pub(super) fn clean(&self, html: &str) -> String {
        self.0.clean(html).to_string()
    }
}
