/**
 * What an operator may see and do. Everything is asked from the owner of the state, which answers with a record; nobody
 * reads the live objects of another thread.
 */
@NullMarked
package org.stampedemq.broker.management;

import org.jspecify.annotations.NullMarked;
