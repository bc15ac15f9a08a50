//! The pages of a long list, as `parts/pager.html` draws them.

/// Where somebody is in a long list.
#[derive(Clone, Debug)]
pub(crate) struct Pager {
    /// From 1.
    pub(crate) page: usize,
    /// At least 1.
    pub(crate) pages: usize,
    /// The address up to the number of the page.
    address: String,
}

impl Pager {
    /// The pager of a list of `total` entries, `size` a page. `address` ends where the number of the page follows: `?page=`.
    pub(crate) fn new(page: usize, total: usize, size: usize, address: String) -> Pager {
        Pager { page: page.max(1), pages: total.div_ceil(size).max(1), address }
    }

    /// How many entries come before those of the page.
    pub(crate) fn offset(page: usize, size: usize) -> usize {
        // The database counts no further.
        page.saturating_sub(1).saturating_mul(size).min(i64::MAX as usize)
    }

    /// The address of a page.
    pub(crate) fn address(&self, page: &usize) -> String {
        format!("{}{page}", self.address)
    }

    /// The pages that are linked: the first, the last and those around; `None` stands for those between.
    pub(crate) fn links(&self) -> Vec<Option<usize>> {
        let near = |page: &usize| *page == 1 || *page == self.pages || page.abs_diff(self.page) <= 1;
        let mut links = Vec::new();
        let mut last = 0;
        let around = [1, self.page.saturating_sub(1), self.page, self.page.saturating_add(1), self.pages];
        for page in around.into_iter().filter(|page| (1..=self.pages).contains(page) && near(page)) {
            if page <= last {
                continue;
            }
            if page > last + 1 {
                links.push(None);
            }
            links.push(Some(page));
            last = page;
        }
        links
    }
}

#[cfg(test)]
mod tests {
    use super::Pager;

    #[test]
    fn the_ends_and_the_neighbours_are_linked() {
        let links = |page, total| Pager::new(page, total, 10, "?page=".into()).links();
        assert_eq!(links(1, 0), [Some(1)]);
        assert_eq!(links(2, 30), [Some(1), Some(2), Some(3)]);
        assert_eq!(links(1, 100), [Some(1), Some(2), None, Some(10)]);
        assert_eq!(links(5, 95), [Some(1), None, Some(4), Some(5), Some(6), None, Some(10)]);
        assert_eq!(links(10, 95), [Some(1), None, Some(9), Some(10)]);
        // Beyond the end the way back is still there.
        assert_eq!(links(usize::MAX, 20), [Some(1), Some(2)]);
        assert_eq!(links(99, 20), [Some(1), Some(2)]);
    }
}
