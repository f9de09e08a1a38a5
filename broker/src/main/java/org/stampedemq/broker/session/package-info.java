/**
 * What frames mean. A {@code Session} is a state and three small books (subscriptions, transactions, receipts), owned by
 * its connection's loop; each command has a class of its own. Errors are thrown where they are noticed and become ERROR
 * frames in one place.
 */
@NullMarked
package org.stampedemq.broker.session;

import org.jspecify.annotations.NullMarked;
