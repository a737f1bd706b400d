//! Small workspaces of counts, and what of them is hidden.
