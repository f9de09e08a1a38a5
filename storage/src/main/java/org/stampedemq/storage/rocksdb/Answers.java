package org.stampedemq.storage.rocksdb;

import java.util.List;

/** Where the committer hands back what it has done: once for each group, in the order of submission. */
@FunctionalInterface
interface Answers {
    /** Called by the committer; must not block. */
    void done(List<Submission> submissions);
}
