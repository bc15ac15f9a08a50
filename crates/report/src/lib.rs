//! Score reports: what one states, its signature, and its page on paper. Functions of their arguments.
