//! A package of QTI 3.0: a manifest, a test whose sections are the bank's, a file an item, and the pictures.

use super::names::{Unique, is_identifier};
use super::xml::escape;
use super::zip::Archive;
use super::{Pictures, Written, by_section, pictures, qti_item};
use invigil_exam::Item;
use std::collections::BTreeSet;

/// How files of the namespace are told which schema they keep.
pub(super) const ASI: &str = "xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:schemaLocation=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0 \
    https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd\"";
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

const MANIFEST: &str = "xmlns=\"http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:schemaLocation=\"http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1 \
    https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd\"";

pub(super) fn write(title: &str, items: &[Item], find: &Pictures<'_>) -> Written {
    let mut archive = Archive::new();
    let mut resources = String::new();
    let mut sections = String::new();
    let mut unique = Unique::default();
    // Of files beside the items.
    for taken in ["test", "manifest"] {
        unique.take(taken);
    }
    let (mut found, mut gone) = (BTreeSet::new(), BTreeSet::new());
    let mut number = 0;
    for (index, (section, items)) in by_section(items).into_iter().enumerate() {
        sections.push_str(&format!(
            "    <qti-assessment-section identifier=\"section-{}\" title=\"{}\" visible=\"true\">\n",
            index + 1,
            escape(section)
        ));
        for item in items {
            number += 1;
            let wanted = if is_identifier(&item.id) { item.id.clone() } else { format!("item-{number}") };
            let identifier = unique.take(&wanted);
            let href = format!("items/{identifier}.xml");
            archive.add(&href, qti_item::write(item, &identifier).as_bytes());
            let mut depends = String::new();
            for name in pictures::of_item(item) {
                if !found.contains(&name) && !gone.contains(&name) {
                    match find(&name) {
                        Some(bytes) => {
                            archive.add(&format!("images/{name}"), &bytes);
                            found.insert(name.clone());
                        }
                        None => drop(gone.insert(name.clone())),
                    }
                }
                if found.contains(&name) {
                    depends.push_str(&format!("      <dependency identifierref=\"image-{name}\"/>\n"));
                }
            }
            resources.push_str(&format!(
                "    <resource identifier=\"{identifier}\" type=\"imsqti_item_xmlv3p0\" href=\"{href}\">\n      \
                 <file href=\"{href}\"/>\n{depends}    </resource>\n"
            ));
            sections.push_str(&format!(
                "      <qti-assessment-item-ref identifier=\"ref-{identifier}\" href=\"{href}\"/>\n"
            ));
        }
        sections.push_str("    </qti-assessment-section>\n");
    }
    for name in &found {
        resources.push_str(&format!(
            "    <resource identifier=\"image-{name}\" type=\"webcontent\" href=\"images/{name}\">\n      \
             <file href=\"images/{name}\"/>\n    </resource>\n"
        ));
    }
    archive.add("test.xml", test(title, &sections).as_bytes());
    archive.add("imsmanifest.xml", manifest(&resources).as_bytes());
    let losses = pictures::gone(items, &gone).collect();
    Written { bytes: archive.finish(), ending: "zip", media_type: "application/zip", losses }
}

fn test(title: &str, sections: &str) -> String {
    format!(
        "{DECLARATION}<qti-assessment-test {ASI} identifier=\"test\" title=\"{}\" tool-name=\"Invigil\">\n  \
         <qti-test-part identifier=\"part\" navigation-mode=\"nonlinear\" submission-mode=\"simultaneous\">\n{sections}  \
         </qti-test-part>\n</qti-assessment-test>\n",
        escape(title)
    )
}

fn manifest(resources: &str) -> String {
    format!(
        "{DECLARATION}<manifest {MANIFEST} identifier=\"manifest\">\n  <metadata>\n    <schema>QTI Package</schema>\n    \
         <schemaversion>3.0.0</schemaversion>\n  </metadata>\n  <organizations/>\n  <resources>\n    \
         <resource identifier=\"test\" type=\"imsqti_test_xmlv3p0\" href=\"test.xml\">\n      <file href=\"test.xml\"/>\n    \
         </resource>\n{resources}  </resources>\n</manifest>\n"
    )
}
